import type { PathStep } from '../analysis/retaining-path.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import type { NodeId } from '../heap/index-spaces.ts';
import { formatBytes, formatCount, formatShare, type Bytes } from '../units.ts';
import { findRule } from './rules.ts';
import type { Candidate } from './candidates.ts';
import {
  judgeCandidate,
  type CandidateJudgement,
  type FollowedClass,
  type Suspect,
  type SuspectHolder,
} from './suspects.ts';

/** A candidate with all that is needed of its snapshot. */
export interface PreparedCandidate {
  readonly candidate: Candidate;
  readonly key: string;
  readonly kind: string;
  readonly location?: ScriptLocation;
  readonly holder: SuspectHolder;
  readonly path: readonly PathStep[];
  /** The part of the path below the holder. */
  readonly held: readonly PathStep[];
  readonly sampleIds: readonly NodeId[];
}

/** The answer to "does it leak?". */
export interface Verdict {
  readonly result: 'leak' | 'no-leak' | 'inconclusive';
  /** 0 to 1; of what is inconclusive, how likely its first suspect leaks. */
  readonly confidence: number;
  /** A sentence or two. */
  readonly reason: string;
}

/** How much the heap grew, and how much of it the suspects account for. */
export interface Growth {
  /** Last total minus first; negative when it shrank. */
  readonly bytes: Bytes;
  readonly explainedBytes: Bytes;
}

export interface LeakJudgement {
  readonly verdict: Verdict;
  readonly growth: Growth;
  /** Most certain bytes first. */
  readonly suspects: readonly Suspect[];
}

/** Suspects of a pair: one interval rules out so little that later ones are mostly chance. */
const mostOfPair = 3;

/** From here on a suspect comes before bigger ones that are less sure, and fails a check that has no other rule. */
export const highConfidence = 0.75;

/** A leak found with less confidence is reported, but the verdict stays open. */
const minVerdictConfidence = 0.6;

/**
 * Judges the candidates of a series, or of a pair.
 *
 * @param totals snapshot → total size
 * @param watchedSizes snapshot → retained sizes of the candidates' holders
 */
export function judgeCandidates(
  candidates: readonly PreparedCandidate[],
  classes: readonly FollowedClass[],
  totals: readonly Bytes[],
  watchedSizes: readonly ReadonlyMap<NodeId, Bytes>[],
): LeakJudgement {
  const byKey = new Map(classes.map((followed) => [followed.key, followed]));
  const growthBytes = (totals.at(-1) ?? 0) - (totals[0] ?? 0);
  const judged = candidates.flatMap((prepared) => {
    const followed = byKey.get(prepared.key);
    if (!followed) return [];
    const holderSizes = watchedSizes.map((sizes) => sizes.get(prepared.holder.nodeId) ?? 0);
    const judgement = judgeCandidate(prepared.candidate, followed, holderSizes);
    return judgement.isLeak && !isLoading(prepared) ? [{ prepared, followed, judgement }] : [];
  });
  const isLikely = ({ judgement }: (typeof judged)[number]): number =>
    Number(judgement.confidence >= highConfidence);
  judged.sort(
    (a, b) =>
      isLikely(b) - isLikely(a) ||
      b.prepared.candidate.score * b.judgement.weight - a.prepared.candidate.score * a.judgement.weight,
  );
  const most = totals.length === 2 ? mostOfPair : judged.length;
  const suspects = judged
    .slice(0, most)
    .map(({ prepared, followed, judgement }, index) =>
      toSuspect(prepared, followed, judgement, index + 1, growthBytes),
    );
  const explained = suspects.reduce((sum, { retainedGrowth }) => sum + retainedGrowth, 0);
  return {
    verdict: totals.length === 2 ? givePairVerdict(suspects, totals) : giveVerdict(suspects, totals),
    growth: { bytes: growthBytes, explainedBytes: explained },
    suspects,
  };
}

function toSuspect(
  { candidate, key, kind, location, holder, path, held, sampleIds }: PreparedCandidate,
  followed: FollowedClass,
  { confidence, survival, evidence }: CandidateJudgement,
  rank: number,
  growthBytes: Bytes,
): Suspect {
  const rule = findRule({
    className: candidate.named.className,
    kind,
    holderClass: holder.className,
    holderEdge: holder.edge,
    held,
  });
  const retainedGrowth = candidate.holder.bytes.reduce((sum, bytes) => sum + bytes, 0);
  return {
    rank,
    className: candidate.named.className,
    kind,
    key,
    score: candidate.score,
    confidence,
    counts: followed.counts,
    retainedSizes: followed.retainedSizes,
    heldCounts: candidate.named.counts,
    heldSizes: candidate.holder.bytes,
    survival,
    retainedGrowth,
    growthShare: Math.min(1, retainedGrowth / Math.max(growthBytes, retainedGrowth)),
    holder,
    path,
    ...(location && { location }),
    ...(rule && { rule }),
    evidence,
    sampleIds,
  };
}

function giveVerdict(suspects: readonly Suspect[], totals: readonly Bytes[]): Verdict {
  const [first] = suspects;
  const growth = `the heap went ${totals.map(formatBytes).join(' → ')}`;
  if (!first) {
    return {
      result: 'no-leak',
      confidence: 1 - 0.5 ** (totals.length - 1),
      reason: `No object of the first snapshot gathers objects of every interval; ${growth}.`,
    };
  }
  const { confidence } = first;
  const what = `${whatStays(first)}; ${growth}.`;
  return confidence > minVerdictConfidence
    ? { result: 'leak', confidence, reason: what }
    : { result: 'inconclusive', confidence, reason: `${what} Take another snapshot to be sure.` };
}

/** There is a module for each file, so in one interval the cache of them fills; it takes more to call it a leak. */
function isLoading({ candidate, holder }: PreparedCandidate): boolean {
  const { className, counts } = candidate.named;
  return counts.length === 1 && className === 'Module' && /^\.(?:_cache|cache)$/.test(holder.edge);
}

/** "20 + 20 Entry stay under .cache (Cache @42), 100 % of the growth". */
function whatStays({ heldCounts, className, holder, growthShare }: Suspect): string {
  const edge = holder.edge === '' ? '' : `${holder.edge} `;
  return (
    `${heldCounts.map(formatCount).join(' + ')} ${className} stay under ${edge}` +
    `(${holder.className} @${holder.nodeId}), ${formatShare(growthShare)} of the growth`
  );
}

/** A heap that grew by less moved as an idle one does. */
const maxIdleGrowth = 0.05;

/**
 * One interval tells no leak from a warm-up, so of two snapshots the suspects say where to look, and
 * the verdict is no `leak`.
 */
function givePairVerdict([first]: readonly Suspect[], [before = 0, after = 0]: readonly Bytes[]): Verdict {
  const share = before > 0 ? (after - before) / before : 0;
  const heap = `${formatBytes(before)} → ${formatBytes(after)}`;
  if (!first && share <= maxIdleGrowth) {
    const reason = `Nothing of note gathers under an object of the baseline; the heap went ${heap}.`;
    return { result: 'no-leak', confidence: 0.5, reason };
  }
  const growth = share > 0 ? `growth of ${formatShare(share)} (${heap})` : `what stayed (${heap})`;
  const where = first
    ? `First to look at: ${whatStays(first)}.`
    : 'It gathers under no object of the baseline.';
  const reason = `2 snapshots only: ${growth} cannot be told from a warm-up; take a third. ${where}`;
  return { result: 'inconclusive', confidence: first?.confidence ?? 0, reason };
}
