import { edgeKindNames, isIndexedEdgeKind } from '../../src/heap/kinds.ts';
import type { Snapshot } from '../../src/heap/heap-graph.ts';
import { next, type EdgeOrdinal, type NodeOrdinal, type StringIndex } from '../../src/heap/index-spaces.ts';
import type { Drawing, DrawnEdge, DrawnNode } from '../../test/support/draw-heap.ts';

/** What a snapshot says, as a drawing: the way back from `snapshotOf`. */
export function drawingOf({ graph, strings, locations }: Snapshot): Drawing {
  const nodes: DrawnNode[] = [];
  for (let node = 0 as NodeOrdinal; node < graph.nodeCount; node++) {
    const edges: DrawnEdge[] = [];
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[next(node)]; edge = next(edge)) {
      const kind = graph.edgeKind[edge as EdgeOrdinal];
      const name = graph.edgeName[edge as EdgeOrdinal];
      edges.push({
        kind: edgeKindNames[kind],
        name: isIndexedEdgeKind(kind) ? name : strings.at(name as StringIndex),
        to: graph.edgeTarget[edge as EdgeOrdinal],
      });
    }
    nodes.push({
      label: `n${node}`,
      kind: graph.nodeKindNames[graph.nodeKind[node]],
      name: strings.at(graph.nodeName[node]),
      id: graph.nodeId[node],
      size: graph.selfSize[node],
      detachedness: graph.detachedness?.[node] ?? 0,
      edges,
    });
  }
  for (let row = 0; row < locations.count; row++)
    nodes[locations.node[row]].at = [locations.scriptId[row], locations.line[row], locations.column[row]];
  return { nodes, root: graph.root };
}

/** What the program keeps of a drawing: of edge types that it does not know, that it does not; of states, one byte. */
export function asKept({ nodes, root }: Drawing): Drawing {
  return {
    root,
    nodes: nodes.map((node) => ({
      ...node,
      detachedness: Math.min(node.detachedness, 0xff),
      edges: node.edges.map((edge) => ({
        ...edge,
        kind: edgeKindNames.includes(edge.kind) ? edge.kind : 'unknown',
      })),
    })),
  };
}
