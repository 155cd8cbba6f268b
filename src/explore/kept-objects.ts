import type { Analysis } from '../analysis/analysis.ts';
import { createBitSet, hasBit, setBit } from '../heap/bit-set.ts';
import { asNodeColumn, next, type NodeOrdinal } from '../heap/index-spaces.ts';
import type { DominatorRanges } from './dominator-ranges.ts';
import { orderBySize } from './size-order.ts';

/** Inner parts of an object, as its table and its elements, that are looked into. */
const maxParts = 1000;

/**
 * What would be left of an object's references if it went: objects that it refers to, itself or by its inner parts, and that others
 * keep as well. The largest first; of equal ones those that come first in the file.
 *
 * An object that is referred to goes with it if and only if it is dominated by it; an inner part, whose bytes are counted with the
 * object, goes, and what that refers to is looked at in its place. Numbers of no size are no objects.
 *
 * Time O(edges of the object and its parts), and a sort of what is kept; memory 1 bit a node while it runs, 4 bytes a kept one.
 */
export function findKept(analysis: Analysis, tree: DominatorRanges, node: NodeOrdinal): Uint32Array {
  const { snapshot, retainingEdges, shallowSizes, retainedSizes } = analysis;
  const { firstEdge, edgeTarget, nodeCount } = snapshot.graph;
  const { dominatorOf } = tree;
  const isSeen = createBitSet(nodeCount);
  setBit(isSeen, node);
  const parts: NodeOrdinal[] = [node];
  let found = new Uint32Array(64);
  let count = 0;
  for (const part of parts) {
    for (let edge = firstEdge[part]; edge < firstEdge[next(part)]; edge++) {
      if (!hasBit(retainingEdges, edge)) continue;
      const target = edgeTarget[edge];
      if (hasBit(isSeen, target)) continue;
      setBit(isSeen, target);
      if (tree.dominates(node, target)) {
        const isPart = dominatorOf[target] === part && shallowSizes[target] === 0;
        if (isPart && parts.length < maxParts) parts.push(target);
        continue;
      }
      if (retainedSizes[target] === 0) continue;
      if (count === found.length) {
        const larger = new Uint32Array(2 * count);
        larger.set(found);
        found = larger;
      }
      found[count++] = target;
    }
  }
  const kept = found.slice(0, count).sort();
  const sizes = Float64Array.from(kept, (one) => retainedSizes[one as NodeOrdinal]);
  return orderBySize(asNodeColumn(sizes)).map((position) => kept[position]);
}
