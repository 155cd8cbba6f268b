import { asNodeColumn, type DfsNumber, type NodeColumn, type NodeOrdinal } from '../heap/index-spaces.ts';
import type { Bytes } from '../base/units.ts';
import type { DominatorTree } from './dominators.ts';

/**
 * The bytes that would be freed with each node: its own and those of every node it dominates.
 *
 * Time O(nodes), memory 8 bytes per node.
 *
 * @param shallowSize NodeOrdinal → the node's own bytes (`computeShallowSizes`)
 * @returns NodeOrdinal → bytes; the root's is everything
 */
export function computeRetainedSizes(tree: DominatorTree, shallowSize: NodeColumn<Bytes>): NodeColumn<Bytes> {
  const { nodeAt, dominatorAt } = tree;
  const nodeCount = nodeAt.length;
  // Float64, not Uint32: the root's sum is the whole heap, and that passes 4 GiB.
  const retainedSize: NodeColumn<Bytes> = asNodeColumn(new Float64Array(nodeCount));
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) retainedSize[node] = shallowSize[node];

  // A dominator has a lower number than what it dominates, so walking down the numbers adds up every
  // subtree before it is passed on. No recursion: a list of a million objects is a tree a million deep.
  for (let dfs = (nodeCount - 1) as DfsNumber; dfs > 0; dfs--) {
    retainedSize[nodeAt[dominatorAt[dfs]]] += retainedSize[nodeAt[dfs]];
  }
  return retainedSize;
}
