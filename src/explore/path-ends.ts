import { textOf } from '../base/sentence.ts';
import { noEdge } from '../analysis/shortest-paths.ts';
import type { EdgeOrdinal, NodeOrdinal } from '../heap/index-spaces.ts';
import { describePath, describeStep, type PathStep } from '../paths/retaining-path.ts';
import type { HeapIndex } from './heap-index.ts';
import type { ExploredObject } from './questions.ts';

/** Edges at either end of a path that are told in words. A list may be a million long. */
const describedEdges = 2000;

/**
 * The shortest way from a root to an object, its beginning and its end. Of a longer one than can be told in a click's time the middle
 * is left out, unless it is one list: then that is a step, and says how long.
 *
 * Time O(length of the path), a look at each edge.
 */
export function pathTo(
  index: HeapIndex,
  node: NodeOrdinal,
  most: number,
): Pick<ExploredObject, 'path' | 'omittedStepCount'> {
  const edges = edgesTo(index, node);
  if (edges.length <= 2 * describedEdges) return cut(describe(index, edges), most);
  const behind = edges.length - describedEdges;
  const beginning = describe(index, edges.slice(0, describedEdges));
  const end = describe(index, edges.slice(behind));
  const between = edges.slice(describedEdges, behind);
  const [last, first] = [beginning.at(-1), end[0]];
  if (last && first && isOneList(index, edges, describedEdges - 1, behind + 1) && first.count !== undefined) {
    const count = (last.count ?? 1) + between.length + first.count;
    const list = { ...first, count, text: textOf(describeStep({ ...first, count })) };
    return cut([...beginning.slice(0, -1), list, ...end.slice(1)], most);
  }
  const path = cut([...beginning, ...end], most);
  return { path: path.path, omittedStepCount: path.omittedStepCount + between.length };
}

function describe(index: HeapIndex, edges: readonly EdgeOrdinal[]): readonly PathStep[] {
  return describePath(index.analysis, edges, index.names);
}

/** From the root's on. */
function edgesTo({ analysis, pathParent }: HeapIndex, node: NodeOrdinal): EdgeOrdinal[] {
  const { shortestPaths } = analysis;
  const edges: EdgeOrdinal[] = [];
  for (let at = node; shortestPaths[at] !== noEdge; at = pathParent[at]) edges.push(shortestPaths[at]);
  return edges.reverse();
}

/** Whether all edges at `from … to` have one name and lead to objects of one class. */
function isOneList(
  { analysis }: HeapIndex,
  edges: readonly EdgeOrdinal[],
  from: number,
  to: number,
): boolean {
  const { edgeKind, edgeName, edgeTarget } = analysis.snapshot.graph;
  const { classOf } = analysis.classification;
  const first = edges[from];
  for (let at = from + 1; at < to; at++) {
    const edge = edges[at];
    if (edgeKind[edge] !== edgeKind[first] || edgeName[edge] !== edgeName[first]) return false;
    if (classOf[edgeTarget[edge]] !== classOf[edgeTarget[first]]) return false;
  }
  return true;
}

/** What starts the path and what is next to the object tell most. */
function cut(steps: readonly PathStep[], most: number): Pick<ExploredObject, 'path' | 'omittedStepCount'> {
  if (steps.length <= most) return { path: steps, omittedStepCount: 0 };
  const beginning = most >> 1;
  const path = [...steps.slice(0, beginning), ...steps.slice(steps.length - (most - beginning))];
  return { path, omittedStepCount: steps.length - most };
}
