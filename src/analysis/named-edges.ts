import type { Snapshot } from '../heap/heap-graph.ts';
import { next, type EdgeOrdinal, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind } from '../heap/kinds.ts';

/** Whether an edge is of a kind, and has a name: not for kinds whose names are indexes. */
export function isCalled(
  { graph, strings }: Snapshot,
  edge: EdgeOrdinal,
  kind: EdgeKind,
  name: string,
): boolean {
  if (graph.edgeKind[edge] !== kind) return false;
  const index = graph.edgeName[edge] as StringIndex;
  return strings.is ? strings.is(index, name) : strings.at(index) === name;
}

/**
 * What a node's first edge of a kind and one of some names leads to: the property of an object, the variable of a scope.
 *
 * Time O(edges of the node).
 */
export function followEdge(
  snapshot: Snapshot,
  node: NodeOrdinal,
  kind: EdgeKind,
  ...names: readonly string[]
): NodeOrdinal | undefined {
  const { firstEdge, edgeKind, edgeTarget } = snapshot.graph;
  for (let edge = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
    if (edgeKind[edge] !== kind) continue;
    for (const name of names) if (isCalled(snapshot, edge, kind, name)) return edgeTarget[edge];
  }
  return undefined;
}

/** The same of V8's own references, such as from a function to its code. @param names what V8 calls it, in its several versions */
export function followInternal(
  snapshot: Snapshot,
  node: NodeOrdinal,
  ...names: readonly string[]
): NodeOrdinal | undefined {
  return followEdge(snapshot, node, EdgeKind.internal, ...names);
}
