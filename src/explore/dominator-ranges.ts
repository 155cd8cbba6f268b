import { layOutPreorder } from '../analysis/aggregate.ts';
import type { DominatorTree } from '../analysis/dominators.ts';
import type { Bytes } from '../base/units.ts';
import { asNodeColumn, type DfsNumber, type NodeColumn, type NodeOrdinal } from '../heap/index-spaces.ts';

/** The dominator tree, so that whether one node dominates another, and how many it dominates, is a subtraction. */
export class DominatorRanges {
  /** NodeOrdinal → its dominator; the root's is itself. */
  readonly dominatorOf: NodeColumn<NodeOrdinal>;
  /** NodeOrdinal → position in preorder */
  readonly #positionOf: NodeColumn;
  /** Position → the one behind the last of its subtree */
  readonly #subtreeEnd: Uint32Array;
  /** Position → nodes before it that have a size of their own; one entry more than nodes. */
  readonly #sizedBefore: Uint32Array;

  /** Time O(nodes), memory 16 bytes a node, and 8 more while it runs. */
  constructor(tree: DominatorTree, shallowSizes: NodeColumn<Bytes>) {
    const { nodeAt, dominatorAt } = tree;
    const { nodeAtPreorder, subtreeEnd } = layOutPreorder(tree);
    const dominatorOf: NodeColumn<NodeOrdinal> = asNodeColumn(new Uint32Array(nodeAt.length));
    for (let dfs = 0 as DfsNumber; dfs < nodeAt.length; dfs++)
      dominatorOf[nodeAt[dfs]] = nodeAt[dominatorAt[dfs]];
    const positionOf: NodeColumn = asNodeColumn(new Uint32Array(nodeAt.length));
    const sizedBefore = new Uint32Array(nodeAt.length + 1);
    for (let position = 0; position < nodeAtPreorder.length; position++) {
      const node = nodeAtPreorder[position] as NodeOrdinal;
      positionOf[node] = position;
      sizedBefore[position + 1] = sizedBefore[position] + (shallowSizes[node] > 0 ? 1 : 0);
    }
    this.dominatorOf = dominatorOf;
    this.#positionOf = positionOf;
    this.#subtreeEnd = subtreeEnd;
    this.#sizedBefore = sizedBefore;
  }

  /** At any depth; also of itself. */
  dominates(node: NodeOrdinal, other: NodeOrdinal): boolean {
    const position = this.#positionOf[node];
    const at = this.#positionOf[other];
    return at >= position && at < this.#subtreeEnd[position];
  }

  /** Objects that it dominates, at any depth, those with a size of their own, and itself. */
  freedCount(node: NodeOrdinal): number {
    const position = this.#positionOf[node];
    return 1 + this.#sizedBefore[this.#subtreeEnd[position]] - this.#sizedBefore[position + 1];
  }
}
