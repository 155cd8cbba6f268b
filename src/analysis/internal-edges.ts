import type { Snapshot } from '../heap/heap-graph.ts';
import { next, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind } from '../heap/kinds.ts';

/**
 * What a node's internal edge leads to: V8's own references, such as from a function to its code.
 *
 * Time O(edges of the node).
 *
 * @param names what V8 calls the edge, in its several versions; the node's first edge of one of them counts
 */
export function followInternal(
  { graph, strings }: Snapshot,
  node: NodeOrdinal,
  ...names: readonly string[]
): NodeOrdinal | undefined {
  const { firstEdge, edgeKind, edgeName, edgeTarget } = graph;
  for (let edge = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
    if (edgeKind[edge] !== EdgeKind.internal) continue;
    const name = edgeName[edge] as StringIndex;
    for (const wanted of names) {
      if (strings.is ? strings.is(name, wanted) : strings.at(name) === wanted) return edgeTarget[edge];
    }
  }
  return undefined;
}
