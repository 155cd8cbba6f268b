import type { FileParts } from '../../test/support/draw-heap.ts';
import type { SeededRandom } from '../../test/support/seeded-random.ts';

/** Changes the parts of a file before they are bytes; the result may be sound or not. */
type FileMutation = (parts: FileParts, random: SeededRandom) => void;

type Fields = 'node_fields' | 'edge_fields' | 'location_fields';

const fieldsOf = ({ snapshot: { meta } }: FileParts, name: Fields): string[] =>
  Array.isArray(meta[name]) ? (meta[name] as string[]) : [];
const typesOf = ({ snapshot: { meta } }: FileParts, name: 'node' | 'edge'): string[] => {
  const lists = meta[`${name}_types`] as unknown[];
  return (lists.find(Array.isArray) as string[] | undefined) ?? [];
};

const numbers = (random: SeededRandom, near: number): number =>
  random.pick([0, 1, 2, near - 1, near, near + 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53, 2 ** 60]);

/** A list of numbers, and the width of its records. */
function anyRecords(parts: FileParts, random: SeededRandom): [number[], number] {
  const [section, fields] = random.pick([
    [parts.nodes, 'node_fields'],
    [parts.edges, 'edge_fields'],
    [parts.locations ?? [], 'location_fields'],
  ] as const);
  return [section, Math.max(1, fieldsOf(parts, fields).length)];
}

/** Sets a field of any record of a section. */
function setField(list: number[], fields: readonly string[], field: string, value: number, at: number): void {
  const offset = fields.indexOf(field);
  const records = list.length / Math.max(1, fields.length);
  if (offset >= 0 && records >= 1) list[(at % Math.floor(records)) * fields.length + offset] = value;
}

export const fileMutations: Readonly<Record<string, FileMutation>> = {
  'a number that is another': (parts, random) => {
    const [list] = anyRecords(parts, random);
    if (list.length > 0) list[random.below(list.length)] = numbers(random, list.length);
  },
  'a number more': (parts, random) => {
    const [list] = anyRecords(parts, random);
    list.splice(random.below(list.length + 1), 0, random.below(20));
  },
  'a number less': (parts, random) => {
    const [list] = anyRecords(parts, random);
    list.splice(random.below(list.length), 1);
  },
  'a record twice': (parts, random) => {
    const [list, width] = anyRecords(parts, random);
    const at = width * random.below(list.length / width);
    list.splice(at, 0, ...list.slice(at, at + width));
  },
  'a record less': (parts, random) => {
    const [list, width] = anyRecords(parts, random);
    list.splice(width * random.below(list.length / width), width);
  },
  'objects with a trace': (parts, random) => {
    for (let left = 1 + random.below(5); left > 0; left--) {
      const trace = random.pick([1, 2, 2, 3, 2 ** 32]);
      setField(parts.nodes, fieldsOf(parts, 'node_fields'), 'trace_node_id', trace, random.below(1000));
    }
  },
  'a trace that is another': (parts, random) => {
    const list = parts[random.pick(['trace_function_infos', 'samples', 'trace_tree'])] as unknown[];
    if (!Array.isArray(list) || list.length === 0) return;
    list[random.below(list.length)] = random.pick([0, 1, 3, 2 ** 32, [], [2, 0, 1, 1, []], [1, 2]]);
  },
  'an edge to elsewhere': (parts, random) => {
    const fields = fieldsOf(parts, 'edge_fields');
    const width = fieldsOf(parts, 'node_fields').length;
    // Now and then between two nodes, or right behind the last.
    const to = width * random.below(parts.nodes.length / width + 1) + (random.chance(0.1) ? 1 : 0);
    setField(parts.edges, fields, 'to_node', to, random.below(1000));
  },
  'counts of zero': ({ snapshot }) => {
    snapshot.node_count = 0;
    snapshot.edge_count = 0;
  },
  'a count that is wrong': ({ snapshot }, random) => {
    const count = random.pick(['node_count', 'edge_count'] as const);
    snapshot[count] = numbers(random, snapshot[count]);
  },
  'a count that is no number': ({ snapshot }, random) => {
    const field = random.pick(['node_count', 'edge_count', 'root_index', 'extra_native_bytes']);
    Object.assign(snapshot, { [field]: random.pick([-1, 1.5, '3', null, {}, 2 ** 60]) });
  },
  'bytes outside the heap': ({ snapshot }, random) => {
    snapshot['extra_native_bytes'] = random.pick([0, 5, 2 ** 32, 2 ** 40]);
  },
  'symbols of an old V8': (parts, random) => {
    // The header names no symbol, and the nodes of the types behind it become symbols.
    const fields = fieldsOf(parts, 'node_fields');
    typesOf(parts, 'node').splice(12);
    const offset = fields.indexOf('type');
    for (let slot = offset; slot < parts.nodes.length; slot += fields.length)
      parts.nodes[slot] = Math.min(parts.nodes[slot] ?? 0, 12);
    setField(parts.nodes, fields, 'type', 12, random.below(1000));
  },
  'a node type beyond the list': (parts, random) => {
    const type = typesOf(parts, 'node').length + random.below(3);
    setField(parts.nodes, fieldsOf(parts, 'node_fields'), 'type', type, random.below(1000));
  },
  'an edge type beyond the list': (parts, random) => {
    const type = typesOf(parts, 'edge').length + random.below(3);
    setField(parts.edges, fieldsOf(parts, 'edge_fields'), 'type', type, random.below(1000));
  },
  'a list of types cut short': (parts, random) => {
    const types = typesOf(parts, random.pick(['node', 'edge']));
    types.splice(random.below(types.length));
  },
  'a field that the header lacks': (parts, random) => {
    const fields = fieldsOf(parts, random.pick(['node_fields', 'edge_fields', 'location_fields']));
    fields.splice(random.below(fields.length), 1);
  },
  'a header without a list': ({ snapshot: { meta } }, random) => {
    const name = random.pick(['node_fields', 'edge_fields', 'node_types', 'edge_types', 'location_fields']);
    if (random.chance(0.5)) delete meta[name];
    else meta[name] = random.pick([null, [], 3, [3], [[]], 'type']);
  },
  'strings less': ({ strings }, random) => {
    strings.splice(random.below(strings.length), 1 + random.below(2));
  },
  'a string that is none': ({ strings }, random) => {
    const others: unknown[] = [null, 3, [], {}, true];
    (strings as unknown[])[random.below(strings.length)] = random.pick(others);
  },
  'a section less': (parts, random) => {
    delete (parts as Record<string, unknown>)[random.pick(Object.keys(parts))];
  },
  'a section that is something else': (parts, random) => {
    (parts as Record<string, unknown>)[random.pick(Object.keys(parts))] = random.pick([null, 3, 'x', {}, []]);
  },
  'a section that nobody knows': (parts, random) => {
    parts[random.pick(['novel', '__proto__x', ''])] = random.pick([[], { a: [{}] }, 'x"]}', null]);
  },
};

/** The same sections in another order; the header, which has to come before the records, first most of the time. */
export function reorderSections(parts: FileParts, random: SeededRandom): FileParts {
  const shuffled = random.shuffle(Object.entries(parts));
  if (random.chance(0.2)) return Object.fromEntries(shuffled) as FileParts;
  const isHeader = ([name]: [string, unknown]): boolean => name === 'snapshot';
  return Object.fromEntries(
    shuffled.toSorted((a, b) => Number(isHeader(b)) - Number(isHeader(a))),
  ) as FileParts;
}
