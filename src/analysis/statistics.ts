import { hasBit, type BitSet } from '../heap/bit-set.ts';
import type { HeapGraph, Snapshot } from '../heap/heap-graph.ts';
import {
  next,
  type EdgeOrdinal,
  type NodeColumn,
  type NodeOrdinal,
  type StringIndex,
} from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import type { Bytes } from '../base/units.ts';
import { NameTag, type WellKnownNames } from './well-known-names.ts';

/** Where a snapshot's bytes are: Chrome DevTools' Statistics. `total` is `native` + `v8Heap`. */
export interface Statistics {
  readonly total: Bytes;
  /** Everything outside the JS heap, typed arrays' contents included. */
  readonly native: Bytes;
  /** Contents of ArrayBuffers, part of `native`. */
  readonly typedArrays: Bytes;
  /** The JS heap: `total` without `native`. The five below are parts of it. */
  readonly v8Heap: Bytes;
  readonly code: Bytes;
  readonly strings: Bytes;
  readonly jsArrays: Bytes;
  readonly system: Bytes;
  /** What remains of `v8Heap`. */
  readonly otherJsObjects: Bytes;
}

/**
 * Bytes by category, on folded sizes. Time O(nodes), and O(edges) once more for the backing stores of
 * arrays.
 *
 * @param totalSize what the root retains, plus the header's bytes outside the heap
 */
export function computeStatistics(
  { graph, extraNativeBytes }: Snapshot,
  names: WellKnownNames,
  detached: BitSet | undefined,
  shallowSize: NodeColumn<Bytes>,
  totalSize: Bytes,
): Statistics {
  const { nodeCount, nodeKind, nodeName } = graph;
  const { hidden, native, code, string, concatenatedString, slicedString } = NodeKind;
  const sizes = { native: extraNativeBytes, typedArrays: 0, code: 0, strings: 0, jsArrays: 0, system: 0 };
  const arrays: NodeOrdinal[] = [];
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    const size = shallowSize[node];
    switch (nodeKind[node]) {
      case hidden:
        sizes.system += size;
        break;
      case native:
        sizes.native += size;
        if (
          names.tagOf(nodeName[node]) === NameTag.arrayBufferData &&
          !(detached && hasBit(detached, node))
        ) {
          sizes.typedArrays += size;
        }
        break;
      case code:
        sizes.code += size;
        break;
      case string:
      case concatenatedString:
      case slicedString:
        sizes.strings += size;
        break;
      default:
        if (names.tagOf(nodeName[node]) !== NameTag.array) break;
        sizes.jsArrays += size;
        arrays.push(node);
    }
  }
  for (const store of findOwnStores(graph, names, arrays)) sizes.jsArrays += shallowSize[store];

  const v8Heap = totalSize - sizes.native;
  const { code: codeSize, strings, jsArrays, system } = sizes;
  return {
    total: totalSize,
    native: sizes.native,
    typedArrays: sizes.typedArrays,
    v8Heap,
    code: codeSize,
    strings,
    jsArrays,
    system,
    otherJsObjects: v8Heap - codeSize - strings - jsArrays - system,
  };
}

/** The arrays' first `elements`, as far as nothing else refers to them. */
function findOwnStores(
  graph: HeapGraph,
  names: WellKnownNames,
  arrays: readonly NodeOrdinal[],
): NodeOrdinal[] {
  const { nodeCount, edgeCount, firstEdge, edgeKind, edgeName, edgeTarget } = graph;
  const stores: NodeOrdinal[] = [];
  for (const node of arrays) {
    for (let edge = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
      if (
        edgeKind[edge] !== EdgeKind.internal ||
        names.tagOf(edgeName[edge] as StringIndex) !== NameTag.elements
      )
        continue;
      stores.push(edgeTarget[edge]);
      break;
    }
  }
  // Only whether there is one retainer or more: the count stops at two.
  const retainerCount = new Uint8Array(nodeCount);
  for (let edge = 0 as EdgeOrdinal; edge < edgeCount; edge++) {
    const target = edgeTarget[edge];
    if (retainerCount[target] < 2) retainerCount[target]++;
  }
  return stores.filter((store) => retainerCount[store] === 1);
}
