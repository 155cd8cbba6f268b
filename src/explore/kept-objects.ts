import type { Analysis } from '../analysis/analysis.ts';
import { createBitSet } from '../heap/bit-set.ts';
import { next, type NodeOrdinal } from '../heap/index-spaces.ts';
import type { DominatorRanges } from './dominator-ranges.ts';

/** Inner parts of an object, as its table and its elements, that are looked into. */
const maxParts = 1000;

/**
 * What would be left of an object's references if it went: objects that it refers to, itself or by its inner parts, and that others
 ** keep as well, in the order of its references.
 *
 * An object that is referred to goes with it if and only if it is dominated by it; an inner part, whose bytes are counted with the
 * object, goes, and what that refers to is looked at in its place. Numbers of no size are no objects.
 *
 * Time O(edges of the object and its parts); memory 1 bit a node while it runs, 4 bytes a kept one.
 */
export function findKept(analysis: Analysis, tree: DominatorRanges, node: NodeOrdinal): Uint32Array {
  const { snapshot, retainingEdges, shallowSizes, retainedSizes } = analysis;
  const { firstEdge, edgeTarget, nodeCount } = snapshot.graph;
  const { dominatorOf } = tree;
  const { words: retaining } = retainingEdges;
  const { words: seen } = createBitSet(nodeCount);
  seen[node >>> 5] |= 1 << (node & 31);
  const parts: NodeOrdinal[] = [node];
  let found = new Uint32Array(64);
  let count = 0;
  for (const part of parts) {
    const end = firstEdge[next(part)];
    for (let edge = firstEdge[part]; edge < end; edge++) {
      if ((retaining[edge >>> 5] & (1 << (edge & 31))) === 0) continue;
      const target = edgeTarget[edge];
      const bit = 1 << (target & 31);
      if ((seen[target >>> 5] & bit) !== 0) continue;
      seen[target >>> 5] |= bit;
      if (dominatorOf[target] === part) {
        if (shallowSizes[target] === 0 && parts.length < maxParts) parts.push(target);
        continue;
      }
      if (tree.dominates(node, target)) continue;
      if (retainedSizes[target] === 0) continue;
      if (count === found.length) {
        const larger = new Uint32Array(2 * count);
        larger.set(found);
        found = larger;
      }
      found[count++] = target;
    }
  }
  return found.slice(0, count);
}
