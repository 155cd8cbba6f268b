import type { Analysis } from '../analysis/analysis.ts';
import { followInternal } from '../analysis/named-edges.ts';
import { next, type EdgeOrdinal, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind } from '../heap/kinds.ts';
import { placesOfTable, slotAt } from '../paths/hash-tables.ts';
import type { PathNames } from '../paths/path-names.ts';
import { sortByKey } from '../analysis/sort-by-key.ts';

/** The edges to the key and the value of an entry; a small integer has none. */
interface EntryEdges {
  readonly key?: EdgeOrdinal;
  readonly value?: EdgeOrdinal;
}

/** The entries of a Map, or the members of a Set, which are keys, in the order they were put in. */
export class TableEntries {
  readonly kind = 'entries';
  readonly isSet: boolean;
  readonly count: number;
  /** Rising: slots of the table that have an edge, at twice the entry's number, one more of a value. */
  readonly #slots: Uint32Array;
  readonly #edges: Uint32Array;
  /** Entry → its first position in these. */
  readonly #starts: Uint32Array;

  constructor(isSet: boolean, slots: Uint32Array, edges: Uint32Array) {
    this.isSet = isSet;
    this.#slots = slots;
    this.#edges = edges;
    const starts = new Uint32Array(slots.length);
    let count = 0;
    for (let at = 0; at < slots.length; at++) {
      if (at === 0 || slots[at] >>> 1 !== slots[at - 1] >>> 1) starts[count++] = at;
    }
    this.count = count;
    this.#starts = starts.subarray(0, count);
  }

  page(from: number, limit: number): EntryEdges[] {
    const entries: EntryEdges[] = [];
    for (let entry = from; entry < Math.min(from + limit, this.count); entry++) {
      const end = this.#starts[entry + 1] ?? this.#slots.length;
      const edges: { key?: EdgeOrdinal; value?: EdgeOrdinal } = {};
      for (let at = this.#starts[entry]; at < end; at++) {
        edges[(this.#slots[at] & 1) === 0 ? 'key' : 'value'] = this.#edges[at] as EdgeOrdinal;
      }
      entries.push(edges);
    }
    return entries;
  }
}

/** Time and memory O(edges of the table). @returns undefined for what is no Map or Set, or has none of V8's tables */
export function listEntries(
  { snapshot }: Analysis,
  names: PathNames,
  node: NodeOrdinal,
): TableEntries | undefined {
  const kind = names.classKindOf(node);
  if (kind !== 'map' && kind !== 'set') return undefined;
  const table = followInternal(snapshot, node, 'table');
  if (table === undefined) return undefined;
  const { graph, strings } = snapshot;
  const places = placesOfTable(graph, table, kind === 'set');
  if (!places) return undefined;
  const { firstEdge, edgeKind, edgeName } = graph;
  const first = firstEdge[table];
  const end = firstEdge[next(table)];
  const slots = new Uint32Array(end - first);
  const edges = new Uint32Array(end - first);
  let count = 0;
  let isRising = true;
  for (let edge = first; edge < end; edge++) {
    if (edgeKind[edge] !== EdgeKind.internal) continue;
    const slot = slotAt(strings, edgeName[edge] as StringIndex);
    const entry = (slot - places.first) / places.entrySlots;
    const at = Math.floor(entry);
    const within = slot - places.first - at * places.entrySlots;
    if (!(at >= 0 && at < 2 ** 31) || (within !== 0 && (within !== 1 || kind === 'set'))) continue;
    const place = 2 * at + within;
    if (count > 0 && place < slots[count - 1]) isRising = false;
    slots[count] = place;
    edges[count++] = edge;
  }
  const [ordered, found] = [slots.subarray(0, count), edges.subarray(0, count)];
  if (!isRising) sortByKey(ordered, found);
  return new TableEntries(kind === 'set', ordered, found);
}
