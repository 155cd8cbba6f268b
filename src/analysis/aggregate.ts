import type { DfsNumber, NodeColumn, NodeOrdinal } from '../heap/index-spaces.ts';
import type { Bytes } from '../base/units.ts';
import type { Classification, HeapClass } from './classes.ts';
import type { DominatorTree } from './dominators.ts';

/** All objects of one class in one snapshot. */
export interface ClassTotals {
  readonly count: number;
  /** Sum of the objects' own bytes. */
  readonly selfSize: Bytes;
  /** Bytes that would be freed with all of them: objects inside another of the class count once. */
  readonly retainedSize: Bytes;
  /**
   * Edges from the root to the nearest of them, as Chrome DevTools counts: 100,000,000 and more is
   * reached only through the engine, −5 is reached by weak references only.
   */
  readonly distance: number;
}

/** One constructor in one snapshot. */
export interface ClassSummary extends ClassTotals, HeapClass {}

/** What a report says of a snapshot it was made from. */
export interface SnapshotInfo {
  /** As the user named it; "-" is standard input. */
  readonly path: string;
  /** Size of the file on disk in bytes. */
  readonly fileBytes: Bytes;
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Bytes in all: what the root retains, plus what the header reports outside V8's heap. */
  readonly totalSize: Bytes;
}

/** ClassIndex → its objects in one snapshot; `null` for a class whose objects all have size 0. */
export type ClassAggregates = readonly (ClassTotals | null)[];

/**
 * Counts and sizes by class, over nodes that have a size (an inner node folded into its owner has
 * none). Retained sizes are summed without counting twice: an object dominated by another of its
 * class is in that one's size already.
 *
 * The dominator tree is laid out in preorder, where a subtree is a range: an object has one of its
 * class above it just when it lies in the range of the last such object. Time O(nodes), no recursion
 * and no stack; memory 8 bytes per node while it runs.
 */
export function aggregate(
  { classes, classOf }: Classification,
  shallowSize: NodeColumn<Bytes>,
  retainedSize: NodeColumn<Bytes>,
  distance: NodeColumn,
  tree: DominatorTree,
): ClassAggregates {
  const nodeCount = shallowSize.length;
  const totals = classes.map(() => ({ count: 0, selfSize: 0, retainedSize: 0, distance: Infinity }));
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    const size = shallowSize[node];
    if (size === 0) continue;
    const total = totals[classOf[node]];
    total.count++;
    total.selfSize += size;
    if (distance[node] < total.distance) total.distance = distance[node];
  }

  const { nodeAtPreorder, subtreeEnd } = layOutPreorder(tree);
  const coveredUntil = new Uint32Array(classes.length);
  for (let position = 0; position < nodeCount; position++) {
    const node = nodeAtPreorder[position] as NodeOrdinal;
    const index = classOf[node];
    if (position < coveredUntil[index] || shallowSize[node] === 0) continue;
    totals[index].retainedSize += retainedSize[node];
    coveredUntil[index] = subtreeEnd[position];
  }
  return totals.map((total) => (total.count > 0 ? total : null));
}

/** The dominator tree laid out so that each subtree is a range. */
export interface Preorder {
  /** Position in preorder of the dominator tree → NodeOrdinal */
  readonly nodeAtPreorder: Uint32Array;
  /** Position in preorder → the position behind the last one of its subtree */
  readonly subtreeEnd: Uint32Array;
}

/** Time O(nodes), memory 12 bytes per node. */
export function layOutPreorder({ nodeAt, dominatorAt }: DominatorTree): Preorder {
  const nodeCount = nodeAt.length;
  // DfsNumber → nodes in its subtree; then, as its children are placed, where the next of them goes.
  const sizeOrNext = new Uint32Array(nodeCount).fill(1);
  for (let dfs = (nodeCount - 1) as DfsNumber; dfs > 0; dfs--)
    sizeOrNext[dominatorAt[dfs]] += sizeOrNext[dfs];

  const nodeAtPreorder = new Uint32Array(nodeCount);
  const subtreeEnd = new Uint32Array(nodeCount);
  nodeAtPreorder[0] = nodeAt[0 as DfsNumber];
  subtreeEnd[0] = nodeCount;
  sizeOrNext[0] = 1;
  for (let dfs = 1 as DfsNumber; dfs < nodeCount; dfs++) {
    const above = dominatorAt[dfs];
    const position = sizeOrNext[above];
    const size = sizeOrNext[dfs];
    sizeOrNext[above] = position + size;
    nodeAtPreorder[position] = nodeAt[dfs];
    subtreeEnd[position] = position + size;
    sizeOrNext[dfs] = position + 1;
  }
  return { nodeAtPreorder, subtreeEnd };
}
