import { createBitSet, hasBit, setBit, type BitSet } from '../heap/bit-set.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import { next, type NodeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';

const attached = 1;
const detached = 2;

/**
 * Which native nodes (DOM nodes and the like) hang on no document. V8 marks some; from these the
 * state spreads over native nodes, "attached" first, and who has a state keeps it.
 *
 * Time O(nodes + edges of the native nodes reached).
 *
 * @returns NodeOrdinal → whether it is detached; undefined where the file does not say it of any node
 */
export function findDetached(graph: HeapGraph): BitSet | undefined {
  const { nodeCount, detachedness, nodeKind, firstEdge, edgeKind, edgeTarget } = graph;
  if (!detachedness) return undefined;

  const decided = createBitSet(nodeCount);
  const isDetached = createBitSet(nodeCount);
  const attachedStack: NodeOrdinal[] = [];
  const detachedStack: NodeOrdinal[] = [];
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    const state = detachedness[node];
    if (state === 0 || nodeKind[node] !== NodeKind.native) continue;
    setBit(decided, node);
    if (state === attached) attachedStack.push(node);
    else if (state === detached) {
      setBit(isDetached, node);
      detachedStack.push(node);
    }
  }
  if (attachedStack.length + detachedStack.length === 0) return undefined;

  const spread = (stack: NodeOrdinal[], mark: (node: NodeOrdinal) => void): void => {
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      for (let edge = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
        const kind = edgeKind[edge];
        const target = edgeTarget[edge];
        if (kind === EdgeKind.hidden || kind === EdgeKind.weak) continue;
        if (nodeKind[target] !== NodeKind.native || hasBit(decided, target)) continue;
        setBit(decided, target);
        mark(target);
        stack.push(target);
      }
    }
  };
  spread(attachedStack, () => {});
  spread(detachedStack, (node) => setBit(isDetached, node));
  return isDetached;
}
