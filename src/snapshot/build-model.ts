import { name as nameOf, sentence, type Sentence } from '../base/sentence.ts';
import { formatCount, type Bytes } from '../base/units.ts';
import type { HeapGraph, Locations } from '../heap/heap-graph.ts';
import { asEdgeColumn, asNodeColumn, type NodeOrdinal } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import type { SnapshotHeader } from './format.ts';
import type { NodeColumns } from './node-columns.ts';
import type { EdgeColumns, LocationColumns } from './record-columns.ts';

/** Gives the columns the types of their index spaces; copies nothing where their lengths were declared. */
export function toGraph(header: SnapshotHeader, nodes: NodeColumns, edges: EdgeColumns): HeapGraph {
  nodes.fit();
  edges.fit();
  let selfSize: Uint32Array | Float64Array = nodes.selfSize.values;
  if (nodes.hugeSelfSize.size > 0) {
    // An object of 4 GiB and more: Float64 is exact to 2^53.
    selfSize = Float64Array.from(selfSize);
    for (const [node, size] of nodes.hugeSelfSize) selfSize[node] = size;
  }
  return {
    nodeCount: nodes.stored,
    edgeCount: edges.stored,
    root: (header.rootIndex / header.node.fieldCount) as NodeOrdinal,
    nodeKind: asNodeColumn(nodes.kind.values),
    nodeName: asNodeColumn(nodes.name.values),
    nodeId: asNodeColumn(nodes.id.values),
    selfSize: asNodeColumn(selfSize),
    detachedness: nodes.detachedness ? asNodeColumn(nodes.detachedness.values) : undefined,
    firstEdge: asNodeColumn(nodes.firstEdge.values),
    edgeKind: asEdgeColumn(edges.kind.values),
    edgeName: asEdgeColumn(edges.name.values),
    edgeTarget: asEdgeColumn(edges.target.values),
    nodeKindNames: nodes.kindTable.names,
  };
}

export const noLocations: Locations = { count: 0, node: [], scriptId: [], line: [], column: [] };

/** Their number was not known, so their columns have room left over: a copy that fits is smaller. */
export function toLocations({ stored, node, scriptId, line, column }: LocationColumns): Locations {
  const fit = ({ values }: { readonly values: Uint32Array }): Uint32Array => values.slice(0, stored);
  return { count: stored, node: fit(node), scriptId: fit(scriptId), line: fit(line), column: fit(column) };
}

/** Of all objects and what is beside them, inexact over 2^53; 0 for the many files that cannot have as much. */
export function sumSizes({ stored, selfSize, hugeSelfSize }: NodeColumns, extra: Bytes): Bytes {
  // A million objects of less than 4 GiB have less than 2^52.
  if (stored < 1 << 20 && hugeSelfSize.size === 0 && extra < 2 ** 52) return 0;
  let sum = extra;
  // Their column holds 2^32 − 1 for each.
  for (const size of hugeSelfSize.values()) sum += size - 0xffffffff;
  const sizes = selfSize.values;
  for (let node = 0; node < stored; node++) sum += sizes[node];
  return sum;
}

/** What types its header does not name, but for V8's old symbols. */
export function describeUnnamed(path: string, nodes: NodeColumns, edges: EdgeColumns): Sentence[] {
  const ofNodes = [...nodes.unnamed]
    .filter(([, { kind }]) => kind !== NodeKind.symbol)
    .map(([type, { count }]) => {
      const where = `its header does not name node type ${type}; its nodes (${formatCount(count)}) are listed`;
      return sentence`${nameOf(path)}: ${where} under ${nameOf(`(type ${type})`)}.`;
    });
  const ofEdges = Array.from(edges.unnamed, ([type, count]) => {
    const where = `its header does not name edge type ${type}; its edges (${formatCount(count)}) count as`;
    return sentence`${nameOf(path)}: ${where} references that keep alive.`;
  });
  return [...ofNodes, ...ofEdges];
}
