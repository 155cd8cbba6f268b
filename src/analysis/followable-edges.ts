import { createBitSet, setBit, type BitSet } from '../heap/bit-set.ts';
import type { HeapGraph, StringTable } from '../heap/heap-graph.ts';
import type { EdgeOrdinal, NodeOrdinal, StringIndex } from '../heap/index-spaces.ts';
import { isIndexedEdgeKind, NodeKind } from '../heap/kinds.ts';
import { NameTag, type WellKnownNames } from './well-known-names.ts';

/**
 * Whether a person can follow an edge out of a node, as Chrome DevTools has it: of V8's own tables some entries lead
 * everywhere and say nothing. Only a hidden node or an array has such edges; inner loops ask of no other.
 */
export type IsFollowable = (node: NodeOrdinal, edge: EdgeOrdinal) => boolean;

/**
 * V8's own tables, of which some entries say nothing: contexts of functions built in, and what describes hidden classes.
 * A few nodes; as bits they stay in the cache, where a walk would look into the columns for each node. Time O(nodes).
 */
export function findOwnTables({ nodeCount, nodeKind, nodeName }: HeapGraph, names: WellKnownNames): BitSet {
  const tables = createBitSet(nodeCount);
  const { hidden, array } = NodeKind;
  const { nativeContext, mapDescriptors, none } = NameTag;
  const { tags } = names;
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    const kind = nodeKind[node];
    if ((kind !== hidden && kind !== array) || tags[nodeName[node]] === none) continue;
    const tag = names.tagOf(nodeName[node]);
    if (tag === nativeContext || tag === mapDescriptors) setBit(tables, node);
  }
  return tables;
}

export function followableEdges(
  { nodeKind, nodeName, edgeKind, edgeName }: HeapGraph,
  strings: StringTable,
  names: WellKnownNames,
): IsFollowable {
  return (node, edge) => {
    const tag = names.tagOf(nodeName[node]);
    const isIndexed = isIndexedEdgeKind(edgeKind[edge]);
    if (nodeKind[node] === NodeKind.hidden && tag === NameTag.nativeContext) {
      return isIndexed || names.tagOf(edgeName[edge] as StringIndex) !== NameTag.sloppyFunctionMap;
    }
    if (nodeKind[node] !== NodeKind.array || tag !== NameTag.mapDescriptors) return true;
    const index = isIndexed ? edgeName[edge] : Number.parseInt(strings.at(edgeName[edge] as StringIndex), 10);
    return index < 2 || index % 3 !== 1;
  };
}
