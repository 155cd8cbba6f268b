import type { HeapGraph, StringTable } from '../heap/heap-graph.ts';
import type { EdgeOrdinal, NodeOrdinal, StringIndex } from '../heap/index-spaces.ts';
import { isIndexedEdgeKind, NodeKind } from '../heap/kinds.ts';
import { NameTag, type WellKnownNames } from './well-known-names.ts';

/**
 * Whether a person can follow an edge out of a node, as Chrome DevTools has it: of V8's own tables some entries lead
 * everywhere and say nothing. Only a hidden node or an array has such edges; inner loops ask of no other.
 */
export type IsFollowable = (node: NodeOrdinal, edge: EdgeOrdinal) => boolean;

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
