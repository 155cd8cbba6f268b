import type { Snapshot } from '../heap/heap-graph.ts';
import { next, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import { NameTag, type WellKnownNames } from './well-known-names.ts';

/**
 * The variables that ECMAScript modules export. Functions of the module and of those that import it reach such a variable
 * by a cell, whose only name is in the table of the module's exports: in the slot before it.
 *
 * Time O(nodes + edges of modules).
 *
 * @returns the cell → the name it is exported by, "default" of a default export
 */
export function findExports(
  { graph, strings }: Snapshot,
  names: WellKnownNames,
): ReadonlyMap<NodeOrdinal, StringIndex> {
  const { firstEdge, edgeKind, edgeName, edgeTarget, nodeKind, nodeName } = graph;
  const exported = new Map<NodeOrdinal, StringIndex>();
  const addTable = (table: NodeOrdinal): void => {
    const slots = new Map<number, NodeOrdinal>();
    for (let edge = firstEdge[table]; edge < firstEdge[next(table)]; edge++) {
      if (edgeKind[edge] !== EdgeKind.internal) continue;
      slots.set(Number(strings.at(edgeName[edge] as StringIndex)), edgeTarget[edge]);
    }
    for (const [slot, cell] of slots) {
      const key = slots.get(slot - 1);
      const isCell = nodeKind[cell] === NodeKind.hidden && names.tagOf(nodeName[cell]) === NameTag.cell;
      if (isCell && key !== undefined && nodeKind[key] === NodeKind.string) exported.set(cell, nodeName[key]);
    }
  };
  for (let node = 0 as NodeOrdinal; node < graph.nodeCount; node++) {
    if (nodeKind[node] !== NodeKind.hidden) continue;
    if (names.tagOf(nodeName[node]) !== NameTag.sourceTextModule) continue;
    for (let edge = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
      if (nodeKind[edgeTarget[edge]] === NodeKind.array) addTable(edgeTarget[edge]);
    }
  }
  return exported;
}
