import { AllocationStacks } from '../analysis/allocation-stacks.ts';
import { next, type NodeOrdinal } from '../heap/index-spaces.ts';
import type { HeapIndex } from './heap-index.ts';
import { sizeOfGroup } from './node-groups.ts';
import { pathTo } from './path-ends.ts';
import type { ExploredObject, ObjectAsk, ObjectRow } from './questions.ts';

/** Of the path, and of the dominators. */
const maxRows = 50;

/** Time O(its edges, of the path and of the dominators above it), a look at each. */
export function answerObject(index: HeapIndex, { id }: ObjectAsk): ExploredObject | null {
  const node = index.nodeOf(id);
  if (node === undefined) return null;
  const { analysis, names, tree } = index;
  const { graph, traces } = analysis.snapshot;
  const location = names.locationOf(node);
  return {
    ...index.row(node),
    kind: graph.nodeKindNames[graph.nodeKind[node]],
    ...(location && { location }),
    ...(traces && { allocation: new AllocationStacks(analysis).of(node) ?? null }),
    ...pathTo(index, node, maxRows),
    ...dominatorsOf(index, node),
    fieldCount: index.fieldsOf(node).count,
    referenceCount: graph.firstEdge[next(node)] - graph.firstEdge[node],
    dominatedCount: sizeOfGroup(index.dominated, node),
    freedCount: tree.freedCount(node),
    keptCount: index.keptBy(node).length,
  };
}

function dominatorsOf(
  index: HeapIndex,
  node: NodeOrdinal,
): Pick<ExploredObject, 'dominators' | 'omittedDominatorCount'> {
  const { dominatorOf } = index.tree;
  const nearest: ObjectRow[] = [];
  let depth = 0;
  for (let at = node; dominatorOf[at] !== at; at = dominatorOf[at]) {
    if (depth++ < maxRows) nearest.push(index.row(dominatorOf[at]));
  }
  return { dominators: nearest.reverse(), omittedDominatorCount: Math.max(0, depth - maxRows) };
}
