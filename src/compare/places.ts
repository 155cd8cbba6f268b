import type { Analysis } from '../analysis/analysis.ts';
import type { Classification, SourceLocation } from '../analysis/classes.ts';
import { findFunctionsAt } from '../analysis/code-sites.ts';
import { followEdge, followInternal } from '../analysis/named-edges.ts';
import { hasBit } from '../heap/bit-set.ts';
import { IdSet } from '../heap/id-set.ts';
import { createIds, next, type NodeColumn, type NodeId, type NodeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import type { Bytes } from '../base/units.ts';
import { beginningOf } from './contents.ts';
import { maxLevels } from './merge-siblings.ts';
import type { Holder, HolderMap } from './holders.ts';

/**
 * Where things may gather, told the same way in every snapshot of a process: an object of the first
 * one, or what one of its references leads to, whichever object that is at the time.
 */
export interface Place {
  readonly holderId: NodeId;
  /** Of a context, or of a cell, the variable; what it leads to is looked at, not the context. */
  readonly variable: string | undefined;
  /** Of several alike objects that hang on the holder and hold, the keys of the classes on the way to it; else empty. */
  readonly way: readonly string[];
  /** Of another object the property whose target is looked at: `text` of a log that is replaced by a longer one. */
  readonly property: string | undefined;
  /** Of functions that gather, the place in the code they are made of: all functions are one class. */
  readonly site: SourceLocation | undefined;
  /** Of one of V8's own roots, the key of the class of what hangs on it. */
  readonly entryKey: string | undefined;
}

/** What a place was in one snapshot. */
export interface PlaceMeasure {
  /** What is there; undefined where nothing is. */
  readonly nodeId: NodeId | undefined;
  /** Bytes freed with what is there; 0 where nothing is. */
  readonly retainedSize: Bytes;
  /** References out of it, its tables and backing stores being part of it. */
  readonly referenceCount: number;
  /** Numbers that it refers to: V8 makes an object of one that is no small integer, where a table has others too. */
  readonly numberCount: number;
  /** Of a WeakMap or WeakSet the weak references out of its table, two for each entry; undefined of all else. */
  readonly weakCount: number | undefined;
  /** The beginning of what is there, of a place whose reference may lead to something new each time; else ''. */
  readonly beginning: string;
  /** Functions there are of the place's site, wherever they hang; 0 where it has none. */
  readonly functionCount: number;
  /** interval − 1 → program's objects under it that were born in it and alive in this snapshot; as long as there were intervals. */
  readonly counts: readonly number[];
  /** interval − 1 → bytes of what was born in it */
  readonly bytes: readonly Bytes[];
}

/** A place found in one snapshot, whose retained size is not known yet. */
export interface LocatedPlace extends Omit<PlaceMeasure, 'retainedSize'> {
  readonly node: NodeOrdinal | undefined;
}

/** Names a holder of one snapshot so that it is found in the others. */
export function placeOfHolder(analysis: Analysis, { classes }: Classification, holder: Holder): Place {
  const { graph, strings } = analysis.snapshot;
  return {
    holderId: graph.nodeId[holder.node],
    variable: holder.variable === undefined ? undefined : strings.at(holder.variable),
    way: [],
    property: undefined,
    site: undefined,
    entryKey: holder.entryClass === undefined ? undefined : classes[holder.entryClass].key,
  };
}

/**
 * Finds places in a snapshot and measures what needs its edges. Time O(nodes + edges of the places).
 *
 * @param map who holds what in this snapshot (`findHolders`); undefined of the first, which has no young objects
 * @param intervalCount snapshots before this one
 */
export function locatePlaces(
  analysis: Analysis,
  classification: Classification,
  places: readonly Place[],
  map: HolderMap | undefined,
  intervalCount: number,
): LocatedPlace[] {
  if (places.length === 0) return [];
  const nodeOf = findNodes(analysis, places);
  const gathered = map ? gatherByPlace(analysis, classification, places, map) : new Map<string, Gathering>();
  const none = new Array<number>(intervalCount).fill(0);
  const sites = places.flatMap(({ site }) => (site ? [site] : []));
  const functions = findFunctionsAt(analysis.snapshot, sites);
  const functionCounts = new Map(sites.map((site, index) => [site, functions[index].length]));
  return places.map((place) => {
    const holder = nodeOf.get(place.holderId);
    const node = holder === undefined ? undefined : targetOf(analysis, holder, place);
    const { counts, bytes } = gathered.get(keyOf(place)) ?? { counts: none, bytes: none };
    return {
      node,
      nodeId: node === undefined ? undefined : analysis.snapshot.graph.nodeId[node],
      ...(node === undefined ? { referenceCount: 0, numberCount: 0 } : countReferences(analysis, node)),
      weakCount: node === undefined ? undefined : countWeak(analysis, classification, node),
      beginning: node === undefined || !isReference(place) ? '' : beginningOf(analysis.snapshot, node),
      functionCount: (place.site && functionCounts.get(place.site)) ?? 0,
      counts,
      bytes,
    };
  });
}

/** Looked at is what a reference leads to, whichever object that is at the time. */
function isReference({ variable, property }: Pick<Place, 'variable' | 'property'>): boolean {
  return variable !== undefined || property !== undefined;
}

type Gathering = Pick<PlaceMeasure, 'counts' | 'bytes'>;

/** Adds up what the holders of each place hold: one, or all that are alike and hang on it. */
function gatherByPlace(
  analysis: Analysis,
  classification: Classification,
  places: readonly Place[],
  { holders, above }: HolderMap,
): Map<string, Gathering> {
  const { nodeId } = analysis.snapshot.graph;
  const wanted = new Set(places.map(keyOf));
  const ids = new Set(places.map(({ holderId }) => holderId));
  const gathered = new Map<string, Gathering>();
  const add = (place: Place, { counts, bytes }: Holder): void => {
    const key = keyOf(place);
    if (!wanted.has(key)) return;
    const before = gathered.get(key);
    gathered.set(key, {
      counts: counts.map((count, interval) => count + (before?.counts[interval] ?? 0)),
      bytes: bytes.map((size, interval) => size + (before?.bytes[interval] ?? 0)),
    });
  };
  for (const holder of holders) {
    if (holder.isCode) continue;
    if (ids.has(nodeId[holder.node])) add(placeOfHolder(analysis, classification, holder), holder);
    if (holder.variable !== undefined || holder.entryClass !== undefined) continue;
    const way: string[] = [];
    let at: NodeOrdinal | undefined = holder.node;
    for (let level = 1; level <= maxLevels; level++) {
      way.push(classification.classes[classification.classOf[at]].key);
      at = above(at);
      if (at === undefined) break;
      if (!ids.has(nodeId[at])) continue;
      const place = { holderId: nodeId[at], variable: undefined, way, entryKey: undefined };
      add({ ...place, property: undefined, site: undefined }, holder);
    }
  }
  return gathered;
}

/** Adds what only a later phase knows. */
export function measurePlaces(
  located: readonly LocatedPlace[],
  retainedSizes: NodeColumn<Bytes>,
): PlaceMeasure[] {
  return located.map(({ node, ...measure }) => ({
    ...measure,
    retainedSize: node === undefined ? 0 : retainedSizes[node],
  }));
}

function keyOf({ holderId, variable, way, entryKey }: Place): string {
  return JSON.stringify([holderId, variable ?? null, way, entryKey ?? null]);
}

function findNodes({ snapshot: { graph } }: Analysis, places: readonly Place[]): Map<NodeId, NodeOrdinal> {
  // Bits are asked for each node, which a `Set` would take ten times as long for.
  const holderIds = createIds(places.length, graph.nodeId);
  for (const [index, { holderId }] of places.entries()) holderIds[index] = holderId;
  const wanted = new IdSet(holderIds);
  const found = new Map<NodeId, NodeOrdinal>();
  for (let node = 0 as NodeOrdinal; node < graph.nodeCount; node++) {
    if (wanted.has(graph.nodeId[node])) found.set(graph.nodeId[node], node);
  }
  return found;
}

/** What a place's variable or property leads to; of a place without either its holder. */
function targetOf(
  { snapshot }: Analysis,
  holder: NodeOrdinal,
  { variable, property }: Place,
): NodeOrdinal | undefined {
  if (variable !== undefined) {
    return (
      followEdge(snapshot, holder, EdgeKind.context, variable) ?? followInternal(snapshot, holder, variable)
    );
  }
  if (property !== undefined) return followEdge(snapshot, holder, EdgeKind.property, property);
  return holder;
}

/** Tables in tables: a Map's has its entries in one array, an object's properties may be two deep. */
const maxTableDepth = 3;

function countReferences(
  analysis: Analysis,
  node: NodeOrdinal,
): Pick<PlaceMeasure, 'referenceCount' | 'numberCount'> {
  const { firstEdge, edgeTarget, edgeKind, nodeKind } = analysis.snapshot.graph;
  const { retainingEdges } = analysis;
  let [referenceCount, numberCount] = [0, 0];
  const visit = (from: NodeOrdinal, depth: number): void => {
    for (let edge = firstEdge[from]; edge < firstEdge[next(from)]; edge++) {
      if (!hasBit(retainingEdges, edge)) continue;
      const kind = nodeKind[edgeTarget[edge]];
      if (kind === NodeKind.array && edgeKind[edge] === EdgeKind.internal && depth < maxTableDepth) {
        visit(edgeTarget[edge], depth + 1);
      } else if (kind === NodeKind.number) numberCount++;
      else if (kind !== NodeKind.hidden && kind !== NodeKind.code) referenceCount++;
    }
  };
  visit(node, 1);
  return { referenceCount, numberCount };
}

function countWeak(
  { snapshot }: Analysis,
  { classes, classOf }: Classification,
  node: NodeOrdinal,
): number | undefined {
  if (classes[classOf[node]].kind !== 'weak collection') return undefined;
  const { firstEdge, edgeKind } = snapshot.graph;
  const table = followInternal(snapshot, node, 'table');
  if (table === undefined) return undefined;
  let count = 0;
  for (let edge = firstEdge[table]; edge < firstEdge[next(table)]; edge++) {
    if (edgeKind[edge] === EdgeKind.weak) count++;
  }
  return count;
}
