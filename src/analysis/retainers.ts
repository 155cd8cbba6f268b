import type { HeapGraph } from '../heap/heap-graph.ts';
import {
  asNodeColumn,
  next,
  type EdgeOrdinal,
  type NodeColumn,
  type NodeOrdinal,
} from '../heap/index-spaces.ts';

/** The edges turned round: which of them point at each node. */
export interface Retainers {
  /**
   * NodeOrdinal → slot of the first edge that points at it. One entry more than nodes, so that the
   * edges into `n` are always those of the slots `first[n] ≤ slot < first[n + 1]`.
   */
  readonly first: NodeColumn;
  /** slot → EdgeOrdinal; within a node in the file's order. All edges are here, weak ones too. */
  readonly edges: Uint32Array;
}

/**
 * Turns the graph round: which edges point at each node. A counting sort.
 *
 * Time O(nodes + edges), memory 4 bytes per node and edge, and 4 per node while it runs.
 */
export function buildRetainers({ nodeCount, edgeCount, edgeTarget }: HeapGraph): Retainers {
  // Count one place to the right, so that the running sum leaves each node's start in its own place.
  const first: NodeColumn = asNodeColumn(new Uint32Array(nodeCount + 1));
  for (let edge = 0 as EdgeOrdinal; edge < edgeCount; edge++) first[next(edgeTarget[edge])]++;
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) first[next(node)] += first[node];

  const cursor: NodeColumn = asNodeColumn(new Uint32Array(nodeCount));
  const edges = new Uint32Array(edgeCount);
  for (let edge = 0 as EdgeOrdinal; edge < edgeCount; edge++) {
    const target = edgeTarget[edge];
    edges[first[target] + cursor[target]++] = edge;
  }
  return { first, edges };
}

/** The node an edge starts from: edges do not say it, their neighbours do. Time O(log nodes). */
export function sourceOfEdge({ firstEdge, nodeCount }: HeapGraph, edge: EdgeOrdinal): NodeOrdinal {
  let low = 0;
  let high = nodeCount - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (firstEdge[middle as NodeOrdinal] <= edge) low = middle;
    else high = middle - 1;
  }
  return low as NodeOrdinal;
}
