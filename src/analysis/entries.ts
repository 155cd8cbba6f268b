import { hasBit, type BitSet } from '../heap/bit-set.ts';
import type { HeapGraph, StringTable } from '../heap/heap-graph.ts';
import { next, type EdgeOrdinal, type NodeOrdinal } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import { termOfRoot } from './roots.ts';

/** Edges by which a walk enters the heap, in the order in which a person would look for an owner. */
export interface Entries {
  /** From the root to the nodes the program itself starts from. */
  readonly program: readonly EdgeOrdinal[];
  /** From the root to V8's own synthetic nodes, and from these to each other; each before those behind it. */
  readonly toRoots: readonly EdgeOrdinal[];
  /** From V8's roots that last. */
  readonly lasting: readonly EdgeOrdinal[];
  /**
   * From the stack and the handles of C++ functions that run, to functions and their scopes: what these
   * hold has a variable's name. Of a script that is not over yet, nothing else may hold the variables.
   */
  readonly running: readonly EdgeOrdinal[];
  /** From the same, to everything else: it has no name there. */
  readonly momentary: readonly EdgeOrdinal[];
}

/**
 * How to enter a heap so that each object is met by its best owner first: from the program's own roots,
 * then V8's that last, then the stack. What V8's tables of strings hold is held weakly, whatever the
 * file says, so they are no way in.
 *
 * Time O(edges of the root and of V8's synthetic nodes).
 *
 * @param without roots to leave out, with what they hold
 */
export function findEntries(
  graph: HeapGraph,
  strings: StringTable,
  retaining: BitSet,
  userRoots: readonly NodeOrdinal[],
  without: readonly NodeOrdinal[] = [],
): Entries {
  const { root, firstEdge, edgeTarget, nodeKind, nodeName } = graph;
  const entries = {
    program: [] as EdgeOrdinal[],
    toRoots: [] as EdgeOrdinal[],
    lasting: [] as EdgeOrdinal[],
    running: [] as EdgeOrdinal[],
    momentary: [] as EdgeOrdinal[],
  };
  const isUserRoot = new Set<number>(userRoots);
  const isScope = (node: NodeOrdinal): boolean =>
    nodeKind[node] === NodeKind.closure || strings.at(nodeName[node]).startsWith('system / Context');

  const nodes = [root];
  const isSeen = new Set<NodeOrdinal>([root, ...without]);
  for (const node of nodes) {
    const term = node === root ? 'lasting' : termOfRoot(graph, strings, node);
    if (term === 'weak') continue;
    for (let edge = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
      const target = edgeTarget[edge];
      if (!hasBit(retaining, edge)) continue;
      if (node === root && isUserRoot.has(target)) entries.program.push(edge);
      else if (nodeKind[target] === NodeKind.synthetic) {
        if (isSeen.has(target)) continue;
        isSeen.add(target);
        nodes.push(target);
        entries.toRoots.push(edge);
      } else if (term === 'lasting') entries.lasting.push(edge);
      else entries[isScope(target) ? 'running' : 'momentary'].push(edge);
    }
  }
  return entries;
}
