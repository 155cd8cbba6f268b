import { createBitSet, setBit, type BitSet } from '../heap/bit-set.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import {
  asNodeColumn,
  next,
  type NodeColumn,
  type NodeOrdinal,
  type StringIndex,
} from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import type { Bytes } from '../base/units.ts';
import { NameTag, type WellKnownNames } from './well-known-names.ts';

const unowned = 0xffffffff;
const manyOwners = 0xfffffffe;

/**
 * The bytes of each object with those of its inner parts: a hidden or array node (a hash table, a
 * backing store) that one object alone leads to gives its size to that object and has none itself.
 * Chrome DevTools' "shallow size".
 *
 * The owners are the least fixpoint over all but weak edges: whoever leads to an inner node passes
 * its own owner on; two different owners make it nobody's. Each inner node changes twice at most, so
 * time is O(nodes + edges); memory 8 bytes per node while it runs, 4 after.
 *
 * @param hasUserRoots without them the snapshot shows V8's internals on purpose, and nothing is folded
 */
export function computeShallowSizes(
  graph: HeapGraph,
  names: WellKnownNames,
  detached: BitSet | undefined,
  hasUserRoots: boolean,
): NodeColumn<Bytes> {
  const { nodeCount, root, selfSize, nodeKind, firstEdge, edgeKind, edgeTarget } = graph;
  if (!hasUserRoots) return selfSize;

  const { words: inner } = findInnerNodes(graph, names, detached);
  const owner = new Uint32Array(nodeCount);
  let innerCount = 0;
  for (let node = 0; node < nodeCount; node++) {
    const isInner = (inner[node >>> 5] & (1 << (node & 31))) !== 0;
    owner[node] = isInner ? unowned : node;
    if (isInner) innerCount++;
  }

  // An inner node is put on the stack when it gets an owner and when it gets many: twice at most.
  const stack = new Uint32Array(2 * innerCount);
  let depth = 0;
  const { weak } = EdgeKind;
  const passOn = (node: NodeOrdinal): void => {
    const from = owner[node];
    const end = firstEdge[next(node)];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      const target = edgeTarget[edge];
      // The bits stay in the cache, the owners do not: most edges end here.
      if ((inner[target >>> 5] & (1 << (target & 31))) === 0 || edgeKind[edge] === weak) continue;
      const before = owner[target];
      if (before === from || before === manyOwners) continue;
      owner[target] = before === unowned ? from : manyOwners;
      stack[depth++] = target;
    }
  };
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    if ((inner[node >>> 5] & (1 << (node & 31))) !== 0) continue;
    passOn(node);
    while (depth > 0) passOn(stack[--depth] as NodeOrdinal);
  }

  // Sums can pass 4 GiB where one object already did: then the column is a Float64Array, and so is the copy.
  const shallowSize = asNodeColumn<Bytes>(copyForSums(selfSize, nodeCount));
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    const to = owner[node] as NodeOrdinal;
    if (to === node || (to as number) >= manyOwners || nodeKind[to] === NodeKind.synthetic || to === root)
      continue;
    shallowSize[to] += selfSize[node];
    shallowSize[node] = 0;
  }
  return shallowSize;
}

function copyForSums(selfSize: NodeColumn<Bytes>, nodeCount: number): Uint32Array | Float64Array {
  let total = 0;
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) total += selfSize[node];
  const copy = total > 0xffffffff ? new Float64Array(nodeCount) : new Uint32Array(nodeCount);
  copy.set(selfSize as unknown as ArrayLike<number>);
  return copy;
}

function findInnerNodes(
  { nodeCount, nodeKind, nodeName }: HeapGraph,
  names: WellKnownNames,
  detached: BitSet | undefined,
): BitSet {
  const inner = createBitSet(nodeCount);
  const { hidden, array, native } = NodeKind;
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    const kind = nodeKind[node];
    if (kind === hidden || kind === array) setBit(inner, node);
    else if (kind === native && names.tagOf(nodeName[node] as StringIndex) === NameTag.externalStringData) {
      // "Detached system / ExternalStringData" is another name.
      if (!detached || (detached.words[node >>> 5] & (1 << (node & 31))) === 0) setBit(inner, node);
    }
  }
  return inner;
}
