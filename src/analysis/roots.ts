import type { HeapGraph } from '../heap/heap-graph.ts';
import { next, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import { NameTag, type WellKnownNames } from './well-known-names.ts';

/** Whether this is V8's synthetic node that holds the documents' DOM trees (Chrome). */
export function isDocumentTreesRoot(
  { nodeKind, nodeName }: HeapGraph,
  names: WellKnownNames,
  node: NodeOrdinal,
): boolean {
  return (
    nodeKind[node] === NodeKind.synthetic &&
    names.tagOf(nodeName[node] as StringIndex) === NameTag.documentDomTrees
  );
}

/**
 * The nodes the program itself starts from: what the root holds beside V8's own synthetic roots.
 * In a plain snapshot of Node that is the global object; a snapshot with internals exposed, and
 * Chrome's, have none, and then several rules of Chrome DevTools do not apply.
 */
export function findUserRoots(graph: HeapGraph, names: WellKnownNames): NodeOrdinal[] {
  const { root, firstEdge, edgeTarget, nodeKind } = graph;
  const found: NodeOrdinal[] = [];
  for (let edge = firstEdge[root]; edge < firstEdge[next(root)]; edge++) {
    const node = edgeTarget[edge];
    if (nodeKind[node] !== NodeKind.synthetic || isDocumentTreesRoot(graph, names, node)) found.push(node);
  }
  return found;
}
