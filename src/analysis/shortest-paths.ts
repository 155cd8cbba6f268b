import { hasBit, type BitSet } from '../heap/bit-set.ts';
import type { HeapGraph, StringTable } from '../heap/heap-graph.ts';
import {
  asNodeColumn,
  next,
  type EdgeOrdinal,
  type NodeColumn,
  type NodeOrdinal,
  type StringIndex,
} from '../heap/index-spaces.ts';
import { isIndexedEdgeKind, NodeKind } from '../heap/kinds.ts';
import { NameTag, type WellKnownNames } from './well-known-names.ts';

/** No retaining edge leads there: the root itself, and what the root does not reach. */
export const noEdge: EdgeOrdinal = 0xffffffff as EdgeOrdinal;

/**
 * By which edge each node is reached on its shortest way from a root: following these back from any
 * node gives the chain that keeps it alive.
 *
 * Breadth first over retaining edges, in four waves, so that a person gets the way to look for in
 * the code: from the program's own roots, then from these through the engine's code and hidden
 * classes, which refer to anything; then the same two from the root with V8's own roots. Within a wave
 * the way is as long as Chrome DevTools' distance, which knows no such order.
 *
 * Time O(nodes + edges); memory 8 bytes per node while it runs, 4 after.
 *
 * @returns NodeOrdinal → the edge into it; `noEdge` for the root and what is not reached
 */
export function findShortestPaths(
  graph: HeapGraph,
  strings: StringTable,
  retaining: BitSet,
  names: WellKnownNames,
  userRoots: readonly NodeOrdinal[],
): NodeColumn<EdgeOrdinal> {
  const { nodeCount, root, firstEdge, edgeTarget, edgeKind, edgeName, nodeKind, nodeName } = graph;
  const { words } = retaining;
  const edges = new Uint32Array(nodeCount).fill(noEdge);
  const edgeInto: NodeColumn<EdgeOrdinal> = asNodeColumn(edges);
  const shapeKind = graph.nodeKindNames.indexOf('object shape');
  // A node is put into one of the two once: program's nodes from the front, the engine's from the back.
  const queue = new Uint32Array(nodeCount + 1);
  let length = 0;
  let engineStart = nodeCount + 1;

  /** Chrome DevTools leaves these out of its distances as well: no way for a person to follow. */
  const isPath = (node: NodeOrdinal, edge: EdgeOrdinal): boolean => {
    const tag = names.tagOf(nodeName[node]);
    const isIndexed = isIndexedEdgeKind(edgeKind[edge]);
    if (tag === NameTag.nativeContext) {
      return isIndexed || names.tagOf(edgeName[edge] as StringIndex) !== NameTag.sloppyFunctionMap;
    }
    if (tag !== NameTag.mapDescriptors) return true;
    const index = isIndexed ? edgeName[edge] : Number.parseInt(strings.at(edgeName[edge] as StringIndex), 10);
    return index < 2 || index % 3 !== 1;
  };
  const enqueue = (node: NodeOrdinal): void => {
    const kind = nodeKind[node];
    const isEngine =
      kind === NodeKind.code ||
      (kind as number) === shapeKind ||
      (kind === NodeKind.array && names.tagOf(nodeName[node]) === NameTag.mapDescriptors);
    if (isEngine) queue[--engineStart] = node;
    else queue[length++] = node;
  };
  const expand = (node: NodeOrdinal): void => {
    const kind = nodeKind[node];
    const isRestricted = kind === NodeKind.hidden || kind === NodeKind.array;
    const end = firstEdge[next(node)];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      if ((words[edge >>> 5] & (1 << (edge & 31))) === 0) continue;
      const target = edgeTarget[edge];
      if (edges[target] !== noEdge || target === root) continue;
      if (isRestricted && !isPath(node, edge)) continue;
      edgeInto[target] = edge;
      enqueue(target);
    }
  };
  let done = 0;
  let engineDone = nodeCount + 1;
  const visit = (): void => {
    for (;;) {
      if (done < length) expand(queue[done++] as NodeOrdinal);
      // One by one: what an engine's node leads to comes first again.
      else if (engineDone > engineStart) expand(queue[--engineDone] as NodeOrdinal);
      else return;
    }
  };

  const isUserRoot = new Set<number>(userRoots);
  for (let edge = firstEdge[root]; edge < firstEdge[next(root)]; edge++) {
    const target = edgeTarget[edge];
    if (!isUserRoot.has(target) || edges[target] !== noEdge || !hasBit(retaining, edge)) continue;
    edgeInto[target] = edge;
    enqueue(target);
  }
  visit();
  expand(root);
  visit();
  return edgeInto;
}
