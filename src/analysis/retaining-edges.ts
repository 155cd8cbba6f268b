import { createBitSet, hasBit, setBit, type BitSet } from '../heap/bit-set.ts';
import type { HeapGraph, StringTable } from '../heap/heap-graph.ts';
import { next, type EdgeOrdinal, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind } from '../heap/kinds.ts';
import { isDocumentTreesRoot } from './roots.ts';
import { NameTag, parseWeakMapPair, type WellKnownNames } from './well-known-names.ts';

/**
 * Which edges keep their target alive, as Chrome DevTools judges it ("essential edges"):
 * all but weak ones, those from a node to itself, the edge from a WeakMap's table to a value (the
 * value hangs from its key), shortcuts from other nodes than the root, and edges by which the engine
 * reaches into what the page owns. The last rule is why a leak held by a global is not shared out
 * between the global and V8's handles.
 *
 * One predicate for every pass. Time O(nodes + edges), memory 1 bit per edge.
 *
 * @returns EdgeOrdinal → whether it retains
 */
export function findRetainingEdges(graph: HeapGraph, strings: StringTable, names: WellKnownNames): BitSet {
  const { nodeCount, root, firstEdge, edgeKind, edgeTarget, edgeName, nodeId } = graph;
  const { weak, shortcut, internal } = EdgeKind;
  const retaining = createBitSet(graph.edgeCount);
  const { words } = retaining;
  const { tags } = names;
  const { none, weakMapPair } = NameTag;
  const { words: owned } = findPageOwned(graph, names);

  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    const isRoot = node === root;
    const isOutside = !isRoot && (owned[node >>> 5] & (1 << (node & 31))) === 0;
    const end = firstEdge[next(node)];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      const kind = edgeKind[edge];
      const target = edgeTarget[edge];
      if (kind === weak || target === node || (kind === shortcut && !isRoot)) continue;
      if (isOutside && (owned[target >>> 5] & (1 << (target & 31))) !== 0) continue;
      if (kind === internal && tags[edgeName[edge]] !== none) {
        const name = edgeName[edge] as StringIndex;
        const pair = names.tagOf(name) === weakMapPair ? parseWeakMapPair(strings.at(name)) : undefined;
        if (pair?.tableId === nodeId[node]) continue;
      }
      words[edge >>> 5] |= 1 << (edge & 31);
    }
  }
  return retaining;
}

export function isRetainingEdge(retaining: BitSet, edge: EdgeOrdinal): boolean {
  return hasBit(retaining, edge);
}

/**
 * What the program's globals and documents reach by any but weak edges ("page-owned").
 *
 * @returns NodeOrdinal → whether the page owns it
 */
function findPageOwned(graph: HeapGraph, names: WellKnownNames): BitSet {
  const { root, nodeCount, firstEdge, edgeKind, edgeTarget } = graph;
  const { weak, shortcut, element } = EdgeKind;
  const owned = createBitSet(nodeCount);
  const { words } = owned;
  // Every node is put on the stack once, when it is marked.
  const stack = new Uint32Array(nodeCount);
  let depth = 0;

  for (let edge = firstEdge[root]; edge < firstEdge[next(root)]; edge++) {
    const node = edgeTarget[edge];
    const kind = edgeKind[edge];
    const isEntry = kind === shortcut || (kind === element && isDocumentTreesRoot(graph, names, node));
    if (isEntry && !hasBit(owned, node)) {
      setBit(owned, node);
      stack[depth++] = node;
    }
  }
  while (depth > 0) {
    const node = stack[--depth] as NodeOrdinal;
    const end = firstEdge[next(node)];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      const target = edgeTarget[edge];
      const bit = 1 << (target & 31);
      if ((words[target >>> 5] & bit) !== 0 || edgeKind[edge] === weak) continue;
      words[target >>> 5] |= bit;
      stack[depth++] = target;
    }
  }
  return owned;
}
