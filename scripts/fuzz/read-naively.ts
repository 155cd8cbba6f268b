import type { Drawing, DrawnNode } from '../../test/support/draw-heap.ts';
import { cutSections } from './sections.ts';

/** What a reader should make of some bytes. */
export type Reading =
  | { readonly answer: 'opened'; readonly drawing: Drawing; readonly extraNativeBytes: number }
  /** Why; for a person. */
  | { readonly answer: 'refused'; readonly why: string }
  /** Nothing says which; what is read has to be analysed right all the same. */
  | { readonly answer: 'either'; readonly why: string };

class Refused extends Error {}
class Undecided extends Error {}

const refuse = (why: string): never => {
  throw new Refused(why);
};
const undecided = (why: string): never => {
  throw new Undecided(why);
};

/** Ten times what V8 writes. */
const longText = 10_000;

/** Types from here on no V8 has; a reader may refuse them, named by nobody. */
const manyTypes = 64;

/** Reads a snapshot by the words of docs/format-notes.md, all at once and by plain JSON. */
export function readNaively(bytes: Buffer): Reading {
  try {
    return { answer: 'opened', ...read(bytes) };
  } catch (error) {
    if (error instanceof Refused) return { answer: 'refused', why: error.message };
    if (error instanceof Undecided) return { answer: 'either', why: error.message };
    throw error;
  }
}

function read(bytes: Buffer): { drawing: Drawing; extraNativeBytes: number } {
  const sections = cutSections(bytes.toString('utf8').replace(/^\ufeff/, '')) ?? refuse('is no JSON object');
  const keys = sections.map(({ key }) => key);
  if (new Set(keys).size < keys.length) refuse('has a section twice');
  if (keys.some((key) => Buffer.byteLength(key) > 200)) refuse('has an endless key');
  const valueOf = (key: string): string | undefined => sections[keys.indexOf(key)]?.value;

  const header = Header.read(valueOf('snapshot') ?? refuse('has no header'));
  for (const key of ['nodes', 'edges', 'locations']) {
    if (keys.includes(key) && keys.indexOf(key) < keys.indexOf('snapshot')) refuse(`has ${key} first`);
  }
  const allNodes = recordsOf(valueOf('nodes') ?? refuse('has no nodes'), header.nodeFields);
  const allEdges = recordsOf(valueOf('edges') ?? refuse('has no edges'), header.edgeFields);
  const strings = stringsOf(valueOf('strings') ?? refuse('has no strings'));
  const places = valueOf('locations');
  if (header.locationFields && places === undefined) refuse('has no locations');
  if (!header.locationFields && places !== undefined) refuse('has locations without fields');
  checkCounts(header, allNodes.length, allEdges.length);
  const areLate = ['edges', 'locations'].some(
    (key) => keys.includes(key) && keys.indexOf(key) < keys.indexOf('nodes'),
  );
  if (header.nodeCount === 0 && areLate) refuse('neither declares its nodes nor has them first');
  const root = header.rootOf(allNodes.length);

  const locations = recordsOf(places ?? '[]', header.locationFields ?? []);
  const narrow = (value: number): number => (value < 2 ** 32 ? value : refuse(`has ${value} in a field`));
  const text = (index: number): string => {
    const found = strings[index] ?? refuse(`has no string ${index}`);
    return found.length > longText ? undecided('has a name of which a beginning may do') : found;
  };
  const target = (slot: number): number => {
    const node = narrow(slot) / header.nodeFields.length;
    return Number.isInteger(node) && node < allNodes.length ? node : refuse(`points at ${slot}`);
  };

  let nextEdge = 0;
  const nodes = allNodes.map((fields, position): DrawnNode => {
    const count = narrow(fields.get('edge_count') ?? 0);
    const own = allEdges.slice(nextEdge, nextEdge + count);
    nextEdge += count;
    const edges = own.map((edge) => {
      const kind = header.edgeKind(narrow(edge.get('type') ?? 0));
      const name = narrow(edge.get('name_or_index') ?? 0);
      const isIndexed = kind === 'element' || kind === 'hidden';
      return { kind, name: isIndexed ? name : text(name), to: target(edge.get('to_node') ?? 0) };
    });
    return {
      label: `n${position}`,
      kind: header.nodeKind(narrow(fields.get('type') ?? 0)),
      name: text(narrow(fields.get('name') ?? 0)),
      id: idOf(fields.get('id') ?? 0),
      size: fields.get('self_size') ?? 0,
      detachedness: fields.get('detachedness') ?? 0,
      edges,
    };
  });
  if (nextEdge !== allEdges.length) refuse('has nodes that claim more edges than there are, or fewer');
  for (const place of locations) {
    const [script = 0, line = 0, column = 0] = ['script_id', 'line', 'column'].map((field) =>
      narrow(place.get(field) ?? 0),
    );
    nodes[target(place.get('object_index') ?? 0)].at = [script, line, column];
  }
  if (header.traceFields && !areTracesSound(header.traceFields, valueOf, strings.length))
    undecided('has unsound sections of tracked allocations');
  const { extraNativeBytes } = header;
  if (nodes.reduce((sum, { size }) => sum + size, extraNativeBytes) > Number.MAX_SAFE_INTEGER)
    undecided('has sizes that no double holds');
  return { drawing: { nodes, root }, extraNativeBytes };
}

/** The lists of fields of a file whose allocations were tracked. */
interface TraceFields {
  readonly functions: readonly string[];
  readonly tree: readonly string[];
  readonly samples: readonly string[];
}

/** Whether the sections of tracked allocations are what V8 writes: then they are read, else nothing says what happens. */
function areTracesSound(
  { functions, tree, samples }: TraceFields,
  valueOf: (key: string) => string | undefined,
  stringCount: number,
): boolean {
  const parsed = (key: string): unknown => {
    const value = valueOf(key) ?? '[]';
    try {
      // As a section, without a number in another form: `1.0` and `1e1` are no whole numbers to a scanner of digits.
      return /[.eE+-]/.test(value) ? undefined : JSON.parse(value);
    } catch {
      return undefined;
    }
  };
  const areNumbers = (list: unknown, width: number): list is number[] =>
    Array.isArray(list) &&
    list.length % width === 0 &&
    list.every((value) => Number.isSafeInteger(value) && Number(value) < 2 ** 32);
  const infos = parsed('trace_function_infos');
  if (!areNumbers(infos, functions.length) || !areNumbers(parsed('samples'), samples.length)) return false;
  const names = infos.filter((_, slot) => functions[slot % functions.length]?.endsWith('name') ?? false);
  return names.every((name) => name < stringCount) && isTree(parsed('trace_tree'), tree);
}

function isTree(list: unknown, fields: readonly string[]): boolean {
  if (!Array.isArray(list) || list.length % fields.length !== 0) return false;
  return list.every((value, slot) =>
    fields[slot % fields.length] === 'children' ? isTree(value, fields) : Number.isSafeInteger(value),
  );
}

function idOf(id: number): number {
  return id <= Number.MAX_SAFE_INTEGER ? id : undecided('has an id that no double holds');
}

function checkCounts({ nodeCount, edgeCount }: Header, nodes: number, edges: number): void {
  if (nodes === 0) refuse('has no nodes');
  if (nodeCount === nodes && edgeCount === edges) return;
  // Hermes declared nothing; what is there is counted.
  if (nodeCount === 0 && edgeCount === 0) return;
  if (nodeCount === 0 || edgeCount === 0) undecided('declares one count and not the other');
  refuse('declares other counts');
}

/** A flat list of numbers as records by field. */
function recordsOf(value: string, fields: readonly string[]): ReadonlyMap<string, number>[] {
  if (!value.startsWith('[') || !value.endsWith(']')) refuse('has a section that is no list');
  const inside = value.slice(1, -1).trim();
  const numbers = inside === '' ? [] : inside.split(',').map(numberOf);
  if (fields.length === 0 ? numbers.length > 0 : numbers.length % fields.length > 0)
    refuse('has half a record');
  return Array.from({ length: numbers.length / Math.max(fields.length, 1) }, (_, record) => {
    const values = new Map<string, number>();
    // Of a field named twice the first counts.
    for (const [offset, field] of fields.entries())
      if (!values.has(field)) values.set(field, numbers[record * fields.length + offset] ?? 0);
    return values;
  });
}

function numberOf(word: string): number {
  const digits = word.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, '');
  if (!/^\d+$/.test(digits)) refuse(`has "${digits.slice(0, 20)}" for a number`);
  if (/^0\d/.test(digits)) refuse('has a number with leading zeros');
  return Number(digits);
}

function stringsOf(value: string): readonly string[] {
  let strings: unknown;
  try {
    strings = JSON.parse(value);
  } catch {
    // Bad escapes and raw control characters are read as they stand.
    return undecided('has strings that are no JSON');
  }
  const isList = Array.isArray(strings) && strings.every((text) => typeof text === 'string');
  return isList ? (strings as string[]) : refuse('has strings that are none');
}

/** What the section "snapshot" says. */
class Header {
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly extraNativeBytes: number;
  readonly nodeFields: readonly string[];
  readonly edgeFields: readonly string[];
  readonly locationFields: readonly string[] | undefined;
  readonly traceFields: TraceFields | undefined;
  readonly #rootIndex: number;
  readonly #nodeTypes: readonly string[];
  readonly #edgeTypes: readonly string[];

  constructor(header: Record<string, unknown>, meta: Record<string, unknown>) {
    this.nodeCount = countOf(header['node_count']);
    this.edgeCount = countOf(header['edge_count']);
    this.#rootIndex = Object.hasOwn(header, 'root_index') ? countOf(header['root_index']) : 0;
    this.extraNativeBytes = Object.hasOwn(header, 'extra_native_bytes')
      ? countOf(header['extra_native_bytes'])
      : 0;
    this.nodeFields = fieldsOf(meta['node_fields'], ['type', 'name', 'id', 'self_size', 'edge_count']);
    this.edgeFields = fieldsOf(meta['edge_fields'], ['type', 'name_or_index', 'to_node']);
    this.locationFields = Object.hasOwn(meta, 'location_fields')
      ? fieldsOf(meta['location_fields'], ['object_index', 'script_id', 'line', 'column'])
      : undefined;
    const fields = ['trace_function_info_fields', 'trace_node_fields', 'sample_fields'].map(
      (name) => meta[name],
    );
    if (this.nodeFields.includes('trace_node_id') && Number(header['trace_function_count'] ?? 0) > 0) {
      const [functions, tree, samples] = fields.map((list) =>
        Array.isArray(list) ? (list as string[]) : ['?'],
      );
      this.traceFields = { functions, tree, samples };
    }
    this.#nodeTypes = typesOf(meta['node_types'], this.nodeFields);
    this.#edgeTypes = typesOf(meta['edge_types'], this.edgeFields);
  }

  static read(value: string): Header {
    let header: unknown;
    try {
      header = JSON.parse(value);
    } catch {
      return refuse('has a header that is no JSON');
    }
    const record = (part: unknown): Record<string, unknown> =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? (part as Record<string, unknown>)
        : refuse('has a header without meta');
    return new Header(record(header), record(record(header)['meta']));
  }

  rootOf(nodeCount: number): number {
    const root = this.#rootIndex / this.nodeFields.length;
    return Number.isInteger(root) && root < nodeCount ? root : refuse('has its root nowhere');
  }

  nodeKind(type: number): string {
    const named = this.#nodeTypes[type];
    if (named !== undefined) return named;
    // V8 up to 6.7 wrote symbols so.
    if (type === 12 && this.#nodeTypes.length === 12) return 'symbol';
    return type < manyTypes ? `type ${type}` : undecided('has a node type that is far out');
  }

  edgeKind(type: number): string {
    const named = this.#edgeTypes[type];
    if (named !== undefined) return named;
    return type < manyTypes ? `type ${type}` : undecided('has an edge type that is far out');
  }
}

function countOf(value: unknown): number {
  return Number.isSafeInteger(value) && Number(value) >= 0
    ? Number(value)
    : refuse(`has ${JSON.stringify(value)} for a count`);
}

function namesOf(list: unknown): readonly string[] {
  const isNames = Array.isArray(list) && list.length > 0 && list.every((name) => typeof name === 'string');
  return isNames ? (list as string[]) : refuse('has no list of names in its header');
}

function fieldsOf(list: unknown, required: readonly string[]): readonly string[] {
  const fields = namesOf(list);
  return required.every((field) => fields.includes(field)) ? fields : refuse('lacks a field');
}

function typesOf(lists: unknown, fields: readonly string[]): readonly string[] {
  return namesOf(Array.isArray(lists) ? lists[fields.indexOf('type')] : undefined);
}
