import { Analysis } from '../../src/analysis/analysis.ts';
import { hasBit } from '../../src/heap/bit-set.ts';
import type { Locations, Snapshot, StringTable } from '../../src/heap/heap-graph.ts';
import {
  asEdgeColumn,
  asNodeColumn,
  type DfsNumber,
  type NodeOrdinal,
  type StringIndex,
} from '../../src/heap/index-spaces.ts';
import { mapEdgeKinds, mapNodeKinds } from '../../src/heap/kinds.ts';

/** A reference in a drawing. `name` is a number for the kinds V8 names by an index. */
export interface DrawnEdge {
  readonly kind: string;
  readonly name: string | number;
  /** Position of the target in the drawing's nodes. */
  readonly to: number;
}

export interface DrawnNode {
  /** What the drawing calls it; the snapshot does not know it. */
  readonly label: string;
  kind: string;
  name: string;
  id: number;
  size: number;
  detachedness: number;
  /** Script id, line, column. */
  at?: readonly [number, number, number];
  readonly edges: DrawnEdge[];
}

/** Lines of a picture that give a script its URL: a function in it, held by an object. */
export const scriptPicture = (id: number, url: string, holder = 'global'): string => `
  ${holder} -property:load${id}-> load${id}
  load${id}: closure load${id} at=${id}:0:0
  load${id} -internal:shared-> info${id}
  info${id}: code load${id}
  info${id} -internal:script_or_debug_info-> script${id}
  script${id}: code "${url}"
`;

/** A heap as a picture shows it: the one source for the model and for the bytes. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  /** Position of the root in `nodes`. */
  readonly root: number;
}

const nodeTypes: readonly string[] = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
];
const edgeTypes: readonly string[] = [
  'context',
  'element',
  'property',
  'internal',
  'hidden',
  'shortcut',
  'weak',
];
const isIndexed = (kind: string): boolean => kind === 'element' || kind === 'hidden';

/**
 * Reads a picture of a heap, one line at a time:
 *
 *     root -> a, b                      references: property edges named like their target
 *     a -weak-> c                       of another kind
 *     a -element:3-> c                  with a name of its own; in quotes, any text
 *     a: native "<div id=x>" size=16 id=5 detached=2 at=3:10:2
 *
 * A node comes into being where it is first named, in that order; "root" is the root. What a line
 * does not say: type object, the node's label as its name, 10 bytes, ids 1, 3, 5, …; the root is
 * synthetic, unnamed and empty.
 */
export function parseDrawing(picture: string): Drawing {
  const nodes: DrawnNode[] = [];
  const positions = new Map<string, number>();
  const positionOf = (label: string): number => {
    const known = positions.get(label);
    if (known !== undefined) return known;
    const root = label === 'root';
    const position = nodes.length;
    nodes.push({
      label,
      kind: root ? 'synthetic' : 'object',
      name: root ? '' : label,
      id: 2 * position + 1,
      size: root ? 0 : 10,
      detachedness: 0,
      edges: [],
    });
    positions.set(label, position);
    return position;
  };
  for (const line of picture.split('\n').map((text) => text.trim())) {
    if (line === '') continue;
    const arrow = /^(\w+) -(?:([\w ]+?)(?::("(?:[^"\\]|\\.)*"|[^"]+?))?-)?> (\w+(?:, ?\w+)*)$/.exec(line);
    const attributes = /^(\w+):(.*)$/.exec(line);
    if (arrow) {
      const [, from = '', kind = 'property', name, targets = ''] = arrow;
      const { edges } = nodes[positionOf(from)];
      for (const target of targets.split(/, ?/)) {
        const text = name === undefined ? target : unquote(name);
        const to = positionOf(target);
        edges.push({ kind, name: isIndexed(kind) ? Number(name ?? edges.length) : text, to });
      }
    } else if (attributes) {
      const [, label = '', list = ''] = attributes;
      setAttributes(nodes[positionOf(label)], list, line);
    } else throw new Error(`cannot read the drawing's line "${line}"`);
  }
  return { nodes, root: positionOf('root') };
}

function setAttributes(node: DrawnNode, list: string, line: string): void {
  const words: string[] = [];
  for (const [word] of list.matchAll(/"(?:[^"\\]|\\.)*"|[^\s"]+/g)) {
    const [, key, value = ''] = /^(size|id|detached|at)=(.*)$/.exec(word) ?? [];
    if (key === 'size') node.size = Number(value);
    else if (key === 'id') node.id = Number(value);
    else if (key === 'detached') node.detachedness = Number(value);
    else if (key === 'at') {
      const [script = 0, lineNumber = 0, column = 0] = value.split(':').map(Number);
      node.at = [script, lineNumber, column];
    } else words.push(unquote(word));
  }
  const [kind = node.kind, name = node.name] = words;
  if (words.length > 2) throw new Error(`too many words in the drawing's line "${line}"`);
  node.kind = kind;
  node.name = name;
}

function unquote(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}

/** Which producer's format to write, and what else V8 may put in a file. */
export interface Layout {
  /** Node 20 has `trace_node_id`; 24 has not; Chrome's locations have a fifth field, and its files scopes. */
  readonly producer?: 'node20' | 'node24' | 'chrome';
  /** With the sections of allocation tracking, full of numbers that mean nothing. */
  readonly isTracked?: boolean;
  /** Each use of a text gets a string of its own, as V8 writes them when its own table is not shared. */
  readonly repeatStrings?: boolean;
  /** Other fields, or in another order; unknown ones hold 7. */
  readonly nodeFields?: readonly string[];
  readonly edgeFields?: readonly string[];
  readonly locationFields?: readonly string[];
}

/** A file before it is bytes, so that a test can make one thing wrong. Sections in the file's order. */
export interface FileParts {
  snapshot: { meta: Record<string, unknown>; node_count: number; edge_count: number; [key: string]: unknown };
  nodes: number[];
  edges: number[];
  locations?: number[];
  strings: string[];
  [section: string]: unknown;
}

const nodeFieldsOf = {
  node20: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
  node24: ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness'],
  chrome: ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness'],
} as const;

/** The sections of the file that V8 would write of a heap. */
export function filePartsOf(drawing: Drawing, layout: Layout = {}): FileParts {
  const { producer = 'node20', isTracked = false } = layout;
  const {
    nodeFields = nodeFieldsOf[producer],
    edgeFields = ['type', 'name_or_index', 'to_node'],
    locationFields = producer === 'chrome'
      ? ['object_index', 'script_id', 'script_object_index', 'line', 'column']
      : ['object_index', 'script_id', 'line', 'column'],
  } = layout;
  const numbered = numberTexts(drawing, layout.repeatStrings);
  const edgesOfNodes = drawing.nodes.flatMap(({ edges }) => edges);
  const kinds = { node: nodeTypesOf(drawing), edge: edgeTypesOf(drawing) };

  const nodes = drawing.nodes.flatMap((node, position) => {
    const values: ReadonlyMap<string, number> = new Map([
      ['type', kinds.node.indexOf(node.kind)],
      ['name', numbered.nodeName[position]],
      ['id', node.id],
      ['self_size', node.size],
      ['edge_count', node.edges.length],
      ['trace_node_id', 0],
      ['detachedness', node.detachedness],
    ]);
    return nodeFields.map((field) => values.get(field) ?? 7);
  });
  const edges = edgesOfNodes.flatMap((edge, position) => {
    const values: ReadonlyMap<string, number> = new Map([
      ['type', kinds.edge.indexOf(edge.kind)],
      ['name_or_index', numbered.edgeName[position]],
      ['to_node', edge.to * nodeFields.length],
    ]);
    return edgeFields.map((field) => values.get(field) ?? 7);
  });
  const locations = drawing.nodes.flatMap(({ at }, position) => {
    if (!at) return [];
    const values: ReadonlyMap<string, number> = new Map([
      ['object_index', position * nodeFields.length],
      ['script_id', at[0]],
      ['script_object_index', 0],
      ['line', at[1]],
      ['column', at[2]],
    ]);
    return locationFields.map((field) => values.get(field) ?? 7);
  });

  // The lists of types may be longer than those of fields (Node 24), and hold more than types.
  const scalars = ['string', 'number', 'number', 'number', 'number', 'number', 'number'];
  const withTypes = (fields: readonly string[], types: readonly string[]): unknown[] => {
    const list: unknown[] = [...scalars];
    list[fields.indexOf('type')] = types;
    return list;
  };
  const meta: Record<string, unknown> = {
    node_fields: nodeFields,
    node_types: withTypes(nodeFields, kinds.node),
    edge_fields: edgeFields,
    edge_types: withTypes(edgeFields, kinds.edge),
    trace_function_info_fields: ['function_id', 'name', 'script_name', 'script_id', 'line', 'column'],
    trace_node_fields: ['id', 'function_info_index', 'count', 'size', 'children'],
    sample_fields: ['timestamp_us', 'last_assigned_id'],
    location_fields: locationFields,
  };
  const isChrome = producer === 'chrome';
  if (isChrome) {
    meta['scope_fields'] = ['kind', 'parent'];
    meta['scope_context_var_fields'] = ['name'];
    meta['scope_use_fields'] = ['scope'];
  }
  return {
    snapshot: {
      meta,
      node_count: drawing.nodes.length,
      edge_count: edgesOfNodes.length,
      trace_function_count: isTracked ? 2 : 0,
      ...(drawing.root > 0 ? { root_index: drawing.root * nodeFields.length } : {}),
      ...(producer === 'node20' ? {} : { extra_native_bytes: 0 }),
    },
    nodes,
    edges,
    trace_function_infos: isTracked ? [0, 0, 0, 0, 0, 0, 1, 1, 0, 3, 1, 2] : [],
    trace_tree: isTracked ? [1, 0, 0, 0, [2, 1, 5, 640, []]] : [],
    samples: isTracked ? [0, 1, 1000, 9] : [],
    locations,
    ...(isChrome ? { scopes: [0, 0, 1, 0], scope_context_vars: [1], scope_uses: [0] } : {}),
    strings: numbered.texts,
  };
}

/** As V8 lays a file out: one record a line, the comma in front of the next. */
export function formatParts(parts: FileParts): string {
  const widths: ReadonlyMap<string, number> = new Map([
    ['nodes', (parts.snapshot.meta['node_fields'] as readonly string[] | undefined)?.length ?? 7],
    ['edges', (parts.snapshot.meta['edge_fields'] as readonly string[]).length],
    ['locations', (parts.snapshot.meta['location_fields'] as readonly string[] | undefined)?.length ?? 4],
    ['strings', 1],
  ]);
  const sections = Object.entries(parts).map(([name, value]) => {
    const width = widths.get(name);
    if (width === undefined || !Array.isArray(value))
      return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
    const items = value.map((item) => JSON.stringify(item));
    const lines: string[] = [];
    for (let i = 0; i < items.length; i += width) lines.push(items.slice(i, i + width).join(','));
    return `${JSON.stringify(name)}:[${lines.join('\n,')}]`;
  });
  return `{${sections.join(',\n')}}`;
}

export function toHeapsnapshotJson(drawing: Drawing, layout: Layout = {}): string {
  return formatParts(filePartsOf(drawing, layout));
}

/** The file V8 would write of the heap. */
export function snapshotBytes(picture: string | Drawing, layout: Layout = {}): Buffer {
  const drawing = typeof picture === 'string' ? parseDrawing(picture) : picture;
  return Buffer.from(toHeapsnapshotJson(drawing, layout));
}

/** The model of the heap, made without a file or a reader. */
export function snapshotOf(drawing: Drawing, path = 'drawn.heapsnapshot'): Snapshot {
  const { nodes } = drawing;
  const numbered = numberTexts(drawing);
  const edges = nodes.flatMap((node) => node.edges);
  const firstEdge = new Uint32Array(nodes.length + 1);
  for (const [position, node] of nodes.entries())
    firstEdge[position + 1] = firstEdge[position] + node.edges.length;
  const kindNames = { node: nodeTypesOf(drawing), edge: edgeTypesOf(drawing) };
  const nodeKinds = mapNodeKinds(kindNames.node);
  const edgeKinds = mapEdgeKinds(kindNames.edge);
  const column = (value: (node: DrawnNode) => number): Uint32Array => Uint32Array.from(nodes, value);
  const isHuge = nodes.some(({ size }) => size > 0xffffffff);
  return {
    path,
    fileBytes: 0,
    graph: {
      nodeCount: nodes.length,
      edgeCount: edges.length,
      root: drawing.root as NodeOrdinal,
      nodeKind: asNodeColumn(
        Uint8Array.from(nodes, ({ kind }) => nodeKinds.kinds[kindNames.node.indexOf(kind)]),
      ),
      nodeName: asNodeColumn(Uint32Array.from(numbered.nodeName)),
      nodeId: asNodeColumn(
        nodes.some(({ id }) => id > 0xffffffff)
          ? Float64Array.from(nodes, ({ id }) => id)
          : column(({ id }) => id),
      ),
      selfSize: asNodeColumn(
        isHuge ? Float64Array.from(nodes, ({ size }) => size) : column(({ size }) => size),
      ),
      detachedness: asNodeColumn(column(({ detachedness }) => detachedness)),
      firstEdge: asNodeColumn(firstEdge),
      edgeKind: asEdgeColumn(Uint8Array.from(edges, ({ kind }) => edgeKinds[kindNames.edge.indexOf(kind)])),
      edgeName: asEdgeColumn(Uint32Array.from(numbered.edgeName)),
      edgeTarget: asEdgeColumn(Uint32Array.from(edges, ({ to }) => to)),
      nodeKindNames: nodeKinds.names,
    },
    strings: new Texts(numbered.texts),
    locations: locationsOf(drawing),
    extraNativeBytes: 0,
    warnings: [],
  };
}

class Texts implements StringTable {
  readonly #texts: readonly string[];

  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  get count(): number {
    return this.#texts.length;
  }

  at(index: StringIndex): string {
    return this.#texts[index];
  }
}

function locationsOf({ nodes }: Drawing): Locations {
  const rows = nodes.flatMap(({ at }, node) => (at ? [[node, ...at] as const] : []));
  return {
    count: rows.length,
    node: rows.map(([node]) => node),
    scriptId: rows.map(([, scriptId]) => scriptId),
    line: rows.map(([, , line]) => line),
    column: rows.map(([, , , column]) => column),
  };
}

/** V8's list, and behind it what the drawing has beyond. */
function nodeTypesOf({ nodes }: Drawing): readonly string[] {
  return [...new Set([...nodeTypes, ...nodes.map(({ kind }) => kind)])];
}

function edgeTypesOf({ nodes }: Drawing): readonly string[] {
  return [...new Set([...edgeTypes, ...nodes.flatMap(({ edges }) => edges.map(({ kind }) => kind))])];
}

interface NumberedTexts {
  readonly texts: string[];
  readonly nodeName: readonly number[];
  /** Over the edges of all nodes: a string's number, or the index itself. */
  readonly edgeName: readonly number[];
}

function numberTexts({ nodes }: Drawing, isRepeated = false): NumberedTexts {
  // V8's table begins so: index 0 is nobody's name.
  const texts = ['<dummy>'];
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = isRepeated ? undefined : numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, texts.length);
    return texts.push(text) - 1;
  };
  return {
    texts,
    nodeName: nodes.map(({ name }) => numberOf(name)),
    edgeName: nodes.flatMap(({ edges }) =>
      edges.map(({ name }) => (typeof name === 'number' ? name : numberOf(name))),
    ),
  };
}

/** A drawn heap and what follows from it, by the labels of the drawing. */
export class DrawnHeap {
  readonly drawing: Drawing;
  readonly snapshot: Snapshot;
  readonly analysis: Analysis;

  constructor(drawing: Drawing) {
    this.drawing = drawing;
    this.snapshot = snapshotOf(drawing);
    this.analysis = new Analysis(this.snapshot);
  }

  node(label: string): NodeOrdinal {
    const position = this.drawing.nodes.findIndex((node) => node.label === label);
    if (position < 0) throw new Error(`the drawing has no node "${label}"`);
    return position as NodeOrdinal;
  }

  /** The references that keep their target alive: "a -> b". */
  get retaining(): string[] {
    const { nodes } = this.drawing;
    let edge = 0;
    return nodes.flatMap(({ label, edges }) =>
      edges
        .filter(() => hasBit(this.analysis.retainingEdges, edge++))
        .map(({ to }) => `${label} -> ${nodes[to].label}`),
    );
  }

  /** The other references. */
  get notRetaining(): string[] {
    const { nodes } = this.drawing;
    const all = nodes.flatMap(({ label, edges }) => edges.map(({ to }) => `${label} -> ${nodes[to].label}`));
    for (const edge of this.retaining) all.splice(all.indexOf(edge), 1);
    return all;
  }

  dominatorOf(label: string): string {
    return this.drawing.nodes[dominatorsOf(this.analysis)[this.node(label)]].label;
  }

  retainedSizeOf(label: string): number {
    return this.analysis.retainedSizes[this.node(label)];
  }

  shallowSizeOf(label: string): number {
    return this.analysis.shallowSizes[this.node(label)];
  }

  distanceOf(label: string): number {
    return this.analysis.distances[this.node(label)];
  }

  isDetached(label: string): boolean {
    const { detached } = this.analysis;
    return detached !== undefined && hasBit(detached, this.node(label));
  }

  classKeyOf(label: string): string {
    const { classes, classOf } = this.analysis.classify();
    return classes[classOf[this.node(label)]].key;
  }

  classNameOf(label: string): string {
    const { classes, classOf } = this.analysis.classify();
    return classes[classOf[this.node(label)]].className;
  }
}

/** NodeOrdinal → its immediate dominator; the root's is itself. */
export function dominatorsOf({ dominators: { nodeAt, dominatorAt } }: Analysis): number[] {
  const dominators: number[] = new Array<number>(nodeAt.length);
  for (let dfs = 0 as DfsNumber; dfs < nodeAt.length; dfs++)
    dominators[nodeAt[dfs]] = nodeAt[dominatorAt[dfs]];
  return dominators;
}

export function heapOf(picture: string): DrawnHeap {
  return new DrawnHeap(parseDrawing(picture));
}

/** Everything a snapshot says, in plain values, so that two can be compared whatever they are made of. */
export function contentOf({ graph, strings, locations, extraNativeBytes }: Snapshot): unknown {
  const list = (column: unknown, length: number): number[] =>
    Array.from(column as ArrayLike<number>).slice(0, length);
  const { nodeCount, edgeCount } = graph;
  return {
    nodeCount,
    edgeCount,
    root: graph.root,
    nodeKind: list(graph.nodeKind, nodeCount),
    nodeName: list(graph.nodeName, nodeCount),
    nodeId: list(graph.nodeId, nodeCount),
    selfSize: list(graph.selfSize, nodeCount),
    detachedness: graph.detachedness && list(graph.detachedness, nodeCount),
    firstEdge: list(graph.firstEdge, nodeCount + 1),
    edgeKind: list(graph.edgeKind, edgeCount),
    edgeName: list(graph.edgeName, edgeCount),
    edgeTarget: list(graph.edgeTarget, edgeCount),
    nodeKindNames: graph.nodeKindNames,
    strings: Array.from({ length: strings.count }, (_, index) => strings.at(index as StringIndex)),
    locations: [locations.node, locations.scriptId, locations.line, locations.column].map((column) =>
      list(column, locations.count),
    ),
    extraNativeBytes,
  };
}
