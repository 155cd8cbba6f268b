import { findTwoProcesses } from '../compare/identity.ts';
import { IdSet } from '../heap/id-set.ts';
import { createIds, type NodeColumn, type NodeId, type NodeOrdinal } from '../heap/index-spaces.ts';
import type { HeapIndex } from './heap-index.ts';
import { pageBounds } from './pages.ts';
import type { PeerObjects, Peers, RowAsk } from './peers.ts';
import type { ObjectRow, ObjectsAsk, Page } from './questions.ts';
import { selectPage } from './select-page.ts';

/**
 * Time O(rows of the page) by retained size, otherwise O(objects of the class); the first time for a snapshot to name the classes by
 * O(nodes). Of a snapshot of another process no object is in this one.
 */
export function answerObjects(index: HeapIndex, ask: ObjectsAsk, peers: Peers = {}): Page<ObjectRow> {
  const { other, which = 'all', sort = 'retainedSize' } = ask;
  const all = objectsOfRow(index, ask, peers);
  const ids = other === undefined || !peers.objects ? undefined : idsOf(index, peers.objects);
  const objects = which === 'all' ? all : chosenOf(index, ask, all, ids);
  const { from, limit } = pageBounds(ask, objects.length);
  const page =
    sort === 'retainedSize'
      ? objects.subarray(from, from + limit)
      : selectPage(objects, valueOf(index, sort), from, limit);
  const { nodeId } = index.analysis.snapshot.graph;
  const rows = Array.from(page, (node): ObjectRow => {
    const row = index.row(node as NodeOrdinal);
    return ids ? { ...row, isNew: !ids.has(nodeId[node as NodeOrdinal]) } : row;
  });
  return { rows, from, rowCount: objects.length };
}

/** What another heap needs of this one to compare the objects of a row. */
export function peerObjects(index: HeapIndex, ask: RowAsk, peers: Peers = {}): PeerObjects {
  const { analysis } = index;
  const { nodeId } = analysis.snapshot.graph;
  const objects = objectsOfRow(index, ask, peers);
  const ids = createIds(objects.length, nodeId);
  for (let at = 0; at < objects.length; at++) ids[at] = nodeId[objects[at] as NodeOrdinal];
  return { ids: new IdSet(ids).parts, identity: index.identity };
}

function objectsOfRow(index: HeapIndex, ask: RowAsk, { naming }: Peers): Uint32Array {
  const { key, matchedBy = 'id', shapesOf } = ask;
  const lists = naming && shapesOf !== undefined ? index.classListsBy(shapesOf, naming) : index.classLists;
  return index.rowObjects.get(JSON.stringify([key, matchedBy, naming ? shapesOf : null]), () =>
    lists.objectsOfRow(key, matchedBy),
  );
}

/** @returns undefined where it is of another process */
function idsOf(index: HeapIndex, { ids, identity }: PeerObjects): IdSet | undefined {
  return findTwoProcesses(index.identity, identity) === undefined ? new IdSet(ids) : undefined;
}

/** Kept for the other pages. */
function chosenOf(index: HeapIndex, ask: ObjectsAsk, all: Uint32Array, ids: IdSet | undefined): Uint32Array {
  const { key, matchedBy = 'id', shapesOf = null, other, which } = ask;
  return index.rowObjects.get(JSON.stringify([key, matchedBy, shapesOf, other, which]), () => {
    const isBoth = which === 'both';
    if (!ids) return isBoth ? new Uint32Array() : all;
    return filterById(all, index.analysis.snapshot.graph.nodeId, ids, isBoth);
  });
}

/** A loop: of millions, `filter` takes a quarter of a second. @param isIn whether those are wanted that the set has, or the others */
function filterById(
  objects: Uint32Array,
  nodeId: NodeColumn<NodeId>,
  ids: IdSet,
  isIn: boolean,
): Uint32Array {
  const chosen = new Uint32Array(objects.length);
  let count = 0;
  for (let at = 0; at < objects.length; at++) {
    const node = objects[at];
    if (ids.has(nodeId[node as NodeOrdinal]) === isIn) chosen[count++] = node;
  }
  return chosen.slice(0, count);
}

function valueOf(index: HeapIndex, sort: 'selfSize' | 'distance' | 'id'): (node: number) => number {
  const { snapshot, shallowSizes, distances } = index.analysis;
  const column = sort === 'selfSize' ? shallowSizes : sort === 'distance' ? distances : snapshot.graph.nodeId;
  return (node) => column[node as NodeOrdinal];
}
