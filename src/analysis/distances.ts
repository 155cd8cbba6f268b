import type { HeapGraph, StringTable } from '../heap/heap-graph.ts';
import {
  asNodeColumn,
  next,
  type EdgeOrdinal,
  type NodeColumn,
  type NodeOrdinal,
  type StringIndex,
} from '../heap/index-spaces.ts';
import { EdgeKind, isIndexedEdgeKind, NodeKind } from '../heap/kinds.ts';
import { NameTag, parseWeakMapPair, type WellKnownNames } from './well-known-names.ts';

/** No path of other than weak edges leads there. Chrome DevTools' own number for it. */
export const noDistance: number = -5;
/** What is reached only through the engine's roots counts from here. */
export const engineDistance: number = 100_000_000;

/**
 * How far each node is from the root: edges on the shortest way there.
 *
 * Breadth first over all but weak edges, as Chrome DevTools: from the program's own roots (distance
 * 1) first, from the root with V8's internals after that, so that a node the program reaches never
 * gets its distance through the engine. Some edges of the engine's tables are no way for a person to
 * follow and are left out; of the two edges to a WeakMap's value the one met first is.
 *
 * Time O(nodes + edges); memory 4 bytes per node while it runs, 4 after.
 *
 * @returns NodeOrdinal → edges from the root; `engineDistance` and more through the engine only; `noDistance`
 */
export function computeDistances(
  graph: HeapGraph,
  strings: StringTable,
  names: WellKnownNames,
  userRoots: readonly NodeOrdinal[],
): NodeColumn {
  const { nodeCount, root, firstEdge, edgeKind, edgeTarget, edgeName, nodeKind, nodeName } = graph;
  const distances = new Int32Array(nodeCount).fill(noDistance);
  const distance: NodeColumn = asNodeColumn(distances);
  const queue = new Uint32Array(nodeCount);
  const { weak, internal } = EdgeKind;
  const { hidden, array } = NodeKind;
  /** Entries of WeakMaps of which one edge was met. */
  const pendingEntries = new Set<string>();

  const isPath = (node: NodeOrdinal, edge: EdgeOrdinal): boolean => {
    const tag = names.tagOf(nodeName[node]);
    const kind = edgeKind[edge];
    if (nodeKind[node] === hidden && tag === NameTag.nativeContext) {
      return (
        isIndexedEdgeKind(kind) || names.tagOf(edgeName[edge] as StringIndex) !== NameTag.sloppyFunctionMap
      );
    }
    if (nodeKind[node] === array && tag === NameTag.mapDescriptors) {
      const index = isIndexedEdgeKind(kind)
        ? edgeName[edge]
        : Number.parseInt(strings.at(edgeName[edge] as StringIndex), 10);
      return index < 2 || index % 3 !== 1;
    }
    return true;
  };
  const isSecondOfPair = (edge: EdgeOrdinal): boolean => {
    const pair = parseWeakMapPair(strings.at(edgeName[edge] as StringIndex));
    if (!pair || pendingEntries.delete(pair.entry)) return true;
    pendingEntries.add(pair.entry);
    return false;
  };

  const visit = (queued: number): void => {
    let length = queued;
    for (let first = 0; first < length; first++) {
      const node = queue[first] as NodeOrdinal;
      const targetDistance = distance[node] + 1;
      const kindOfNode = nodeKind[node];
      const isRestricted =
        (kindOfNode === hidden || kindOfNode === array) &&
        (names.tagOf(nodeName[node]) === NameTag.nativeContext ||
          names.tagOf(nodeName[node]) === NameTag.mapDescriptors);
      const end = firstEdge[next(node)];
      for (let edge = firstEdge[node]; edge < end; edge++) {
        const target = edgeTarget[edge];
        if (distance[target] !== noDistance || edgeKind[edge] === weak) continue;
        if (isRestricted && !isPath(node, edge)) continue;
        if (
          edgeKind[edge] === internal &&
          names.tagOf(edgeName[edge] as StringIndex) === NameTag.weakMapPair &&
          !isSecondOfPair(edge)
        ) {
          continue;
        }
        distance[target] = targetDistance;
        queue[length++] = target;
      }
    }
  };

  let queued = 0;
  for (const node of userRoots) {
    if (distance[node] === 1) continue;
    distance[node] = 1;
    queue[queued++] = node;
  }
  visit(queued);
  distance[root] = queued > 0 ? engineDistance : 0;
  queue[0] = root;
  visit(1);
  return distance;
}
