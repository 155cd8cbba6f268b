import type { HeapGraph, StringTable } from '../heap/heap-graph.ts';
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

/**
 * How long what one of V8's roots holds will stay: as long as V8 or the embedder wants, while a function
 * runs or is about to, or as long as something else holds it.
 */
export type RootTerm = 'lasting' | 'momentary' | 'weak';

/**
 * V8 names its roots (ROOT_ID_LIST of src/objects/visitors.h). The stack was part of "(Isolate)" up to
 * V8 7; handle scopes, relocatable objects and the C++ heap's native stack end with a C++ function, and
 * microtasks run before anything else does.
 */
const momentaryRoots: ReadonlySet<string> = new Set([
  '(Stack roots)',
  '(Isolate)',
  '(Handle scope)',
  '(Relocatable)',
  '(Thread manager)',
  '(Micro tasks)',
  'C++ native stack roots',
  'C++ native stack traced handles',
]);

/**
 * V8 drops from these what nothing else holds (Heap::IterateWeakRoots of src/heap/heap.cc). Its edges
 * say so since V8 14; before, they look like any other.
 */
const weakRoots: ReadonlySet<string> = new Set([
  '(Internalized strings)',
  '(External strings)',
  '(Weak roots)',
]);

/** Of one of V8's synthetic nodes. Decodes its name: not for inner loops. */
export function termOfRoot({ nodeName }: HeapGraph, strings: StringTable, node: NodeOrdinal): RootTerm {
  const name = strings.at(nodeName[node]);
  if (weakRoots.has(name)) return 'weak';
  return momentaryRoots.has(name) ? 'momentary' : 'lasting';
}
