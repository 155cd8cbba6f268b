import { textOf } from '../base/sentence.ts';
import { hasBit } from '../heap/bit-set.ts';
import { next, type EdgeOrdinal, type NodeOrdinal } from '../heap/index-spaces.ts';
import { labelOf } from '../paths/hold-sentences.ts';
import { recordOf } from '../paths/holds.ts';
import { hopsInto } from '../paths/object-retainers.ts';
import type { Hop } from '../paths/path-names.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import type { HeapIndex } from './heap-index.ts';
import { emptyPage, pageBounds } from './pages.ts';
import type { KeptObject, ObjectAsk, Page, PageAsk } from './questions.ts';
import { selectPage } from './select-page.ts';

/** References into a kept object that are looked through for who keeps it. A page has many such objects. */
const maxFollowed = 200;
/** Of an object with more, references that are looked at until there are as many keepers. */
const maxLookedAt = 20_000;

/** Time O(references of the object), and for each row O(references into it), bounded. */
export function answerKept(index: HeapIndex, ask: ObjectAsk & PageAsk): Page<KeptObject> {
  const node = index.nodeOf(ask.id);
  if (node === undefined) return emptyPage(ask);
  const all = index.keptBy(node);
  const { from, limit } = pageBounds(ask, all.length);
  const { retainedSizes } = index.analysis;
  const page = selectPage(all, (kept) => retainedSizes[kept as NodeOrdinal], from, limit);
  const rows = Array.from(page, (one): KeptObject => {
    const kept = one as NodeOrdinal;
    return { ...index.row(kept), ...keepersOf(index, kept, node) };
  });
  return { rows, from, rowCount: all.length };
}

/** Who keeps an object without another: what that other dominates goes with it, and what the object itself dominates, by itself. */
function keepersOf(
  index: HeapIndex,
  kept: NodeOrdinal,
  without: NodeOrdinal,
): Pick<KeptObject, 'keeper' | 'otherKeeperCount' | 'hasMoreKeepers'> {
  const { analysis, names, tree } = index;
  const { nodeId } = analysis.snapshot.graph;
  const followed = hopsInto(analysis, names, kept, maxFollowed);
  const hops = followed ?? firstHops(index, kept, without);
  const isGone = (from: NodeOrdinal): boolean => tree.dominates(without, from) || tree.dominates(kept, from);
  const keepers = new Map<NodeOrdinal, Hop>();
  for (const hop of hops) {
    if (!isGone(hop.from) && !keepers.has(hop.from)) {
      keepers.set(hop.from, hop);
    }
  }
  const rank = ({ from }: Hop): number => {
    const distance = analysis.distances[from];
    return distance < 0 ? Infinity : distance;
  };
  const [first] = [...keepers.values()].sort((a, b) => rank(a) - rank(b) || a.from - b.from);
  // Looked at only so far: what dominates it keeps it in any case, by whatever is between.
  const from = first?.from ?? tree.dominatorOf[kept];
  return {
    keeper: {
      nodeId: nodeId[from],
      name: names.nameOf(from),
      label: first ? textOf(labelOf(recordOf(names.holdOf(first)))) : '…',
    },
    otherKeeperCount: Math.max(keepers.size - 1, 0),
    ...(!followed && { hasMoreKeepers: true }),
  };
}

/** Of an object that too many refer to, as they stand. */
function firstHops({ analysis, tree }: HeapIndex, kept: NodeOrdinal, without: NodeOrdinal): Hop[] {
  const { retainers, retainingEdges, snapshot } = analysis;
  const first = retainers.first[kept];
  const end = Math.min(retainers.first[next(kept)], first + maxLookedAt);
  const hops: Hop[] = [];
  for (let slot = first; slot < end && hops.length < maxFollowed; slot++) {
    const edge = retainers.edges[slot] as EdgeOrdinal;
    if (!hasBit(retainingEdges, edge)) continue;
    const from = sourceOfEdge(snapshot.graph, edge);
    if (tree.dominates(without, from) || tree.dominates(kept, from)) continue;
    hops.push({ from, to: kept, first: edge, last: edge, beforeLast: undefined });
  }
  return hops;
}
