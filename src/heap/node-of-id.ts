import type { HeapGraph } from './heap-graph.ts';
import { next, type NodeOrdinal } from './index-spaces.ts';

/** The node of an id; undefined where the snapshot has none. Time O(nodes). */
export function nodeOfId({ nodeCount, nodeId }: HeapGraph, id: number): NodeOrdinal | undefined {
  let node = 0 as NodeOrdinal;
  while (node < nodeCount && nodeId[node] !== id) node = next(node);
  return node < nodeCount ? node : undefined;
}
