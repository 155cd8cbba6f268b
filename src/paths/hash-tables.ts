import type { HeapGraph, StringTable } from '../heap/heap-graph.ts';
import { next, type EdgeOrdinal, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind } from '../heap/kinds.ts';

/*
 * Maps and Sets keep their entries in one array (V8's OrderedHashTable, src/objects/ordered-hash-table.h):
 * three counts, one slot per bucket, then per entry the key, for a Map the value, and a link. There are
 * two entries to a bucket. Edges are named by the slot's index; slots with small integers have none.
 */

const headerSlots = 3;
const entriesPerBucket = 2;

/** Where the entries of a table begin, and how many slots each takes. */
export interface TablePlaces {
  readonly first: number;
  readonly entrySlots: number;
}

/** @returns undefined where the array is not laid out so */
export function placesOfTable(
  { selfSize }: HeapGraph,
  table: NodeOrdinal,
  isSet: boolean,
): TablePlaces | undefined {
  const entrySlots = isSet ? 2 : 3;
  // 8 bytes a slot behind 16 of the array's own in Node, 4 and 8 with compressed pointers, as in Chrome.
  for (const slotBytes of [8, 4]) {
    const slots = selfSize[table] / slotBytes - 2;
    const buckets = (slots - headerSlots) / (1 + entriesPerBucket * entrySlots);
    if (!Number.isInteger(buckets) || buckets < 1 || (buckets & (buckets - 1)) !== 0) continue;
    return { first: headerSlots + buckets, entrySlots };
  }
  return undefined;
}

/**
 * What stands in a slot of a Map's or Set's table; undefined where the array is not laid out so.
 */
export function placeInTable(
  graph: HeapGraph,
  table: NodeOrdinal,
  slot: number,
  isSet: boolean,
): 'key' | 'value' | undefined {
  const places = placesOfTable(graph, table, isSet);
  if (!places) return undefined;
  const place = (slot - places.first) % places.entrySlots;
  if (place === 0) return 'key';
  return place === 1 && !isSet ? 'value' : undefined;
}

/**
 * The key beside a value: what the slot before holds; undefined for a number, which has no edge. V8 writes slots in order, so the
 * edge before is that of the key.
 *
 * @param isRising whether the slots are in order (`areSlotsRising`): where they are not, time is O(edges of the table)
 */
export function keyOfMapValue(
  { firstEdge, edgeKind, edgeName, edgeTarget }: HeapGraph,
  strings: StringTable,
  table: NodeOrdinal,
  value: EdgeOrdinal,
  isRising: () => boolean,
): NodeOrdinal | undefined {
  const wanted = slotAt(strings, edgeName[value] as StringIndex) - 1;
  const isKey = (edge: EdgeOrdinal): boolean =>
    edgeKind[edge] === EdgeKind.internal && slotAt(strings, edgeName[edge] as StringIndex) === wanted;
  const before = (value - 1) as EdgeOrdinal;
  if (before >= firstEdge[table] && isKey(before)) return edgeTarget[before];
  if (isRising()) return undefined;
  for (let edge = firstEdge[table]; edge < firstEdge[next(table)]; edge++) {
    if (isKey(edge)) return edgeTarget[edge];
  }
  return undefined;
}

/** Whether the slots of a table are in order, and nothing else stands between two of them. Time O(edges of the table). */
export function areSlotsRising(
  { firstEdge, edgeKind, edgeName }: HeapGraph,
  strings: StringTable,
  table: NodeOrdinal,
): boolean {
  let highest = -1;
  let hasEnded = false;
  for (let edge = firstEdge[table]; edge < firstEdge[next(table)]; edge++) {
    const slot = edgeKind[edge] === EdgeKind.internal ? slotAt(strings, edgeName[edge] as StringIndex) : NaN;
    if (Number.isNaN(slot)) hasEnded = highest >= 0;
    else if (hasEnded || slot <= highest) return false;
    else highest = slot;
  }
  return true;
}

/** The number by which an edge of a table is called; NaN of another name. */
export function slotAt(strings: StringTable, name: StringIndex): number {
  if (strings.numberAt) return strings.numberAt(name);
  const text = strings.at(name);
  return /^\d+$/.test(text) ? Number(text) : NaN;
}
