import type { SnapshotInfo } from '../analysis/aggregate.ts';
import type { PathStep } from '../analysis/retaining-path.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import type { NodeId } from '../heap/index-spaces.ts';
import { formatBytes, formatCount, formatShare, type Bytes } from '../units.ts';
import type { Change } from './diff.ts';
import { findRule } from './rules.ts';
import type { SeriesClass } from './series.ts';
import {
  judgeCandidate,
  type Candidate,
  type CandidateJudgement,
  type Suspect,
  type SuspectHolder,
} from './suspects.ts';

/** A candidate with all that is needed of its snapshot. */
export interface PreparedCandidate {
  readonly candidate: Candidate;
  readonly key: string;
  readonly kind: string;
  readonly location?: ScriptLocation;
  readonly holderId: number;
  readonly holder: SuspectHolder;
  readonly path: readonly PathStep[];
  /** The part of the path below the holder. */
  readonly held: readonly PathStep[];
  readonly sampleIds: readonly NodeId[];
}

/** The answer to "does it leak?". */
export interface Verdict {
  readonly result: 'leak' | 'no-leak' | 'inconclusive';
  /** 0 to 1. */
  readonly confidence: number;
  /** One sentence. */
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

/** Three or more snapshots of one process, followed class by class, with what leaks. */
export interface SnapshotSeries extends LeakJudgement {
  /** In the order they were taken. */
  readonly snapshots: readonly SnapshotInfo[];
  readonly warnings: readonly string[];
  /** The last snapshot against the first, over all classes. */
  readonly totals: Change;
  /** In no promised order. */
  readonly classes: readonly SeriesClass[];
}

/** A leak found with less confidence is reported, but the verdict stays open. */
const minVerdictConfidence = 0.6;

/**
 * Judges the candidates of a series.
 *
 * @param totals snapshot → total size
 * @param holderSizes id of a candidate's holder → snapshot → its retained size
 */
export function judgeSeries(
  candidates: readonly PreparedCandidate[],
  classes: readonly SeriesClass[],
  totals: readonly Bytes[],
  holderSizes: (id: number) => readonly Bytes[],
): LeakJudgement {
  const byKey = new Map(classes.map((followed) => [followed.key, followed]));
  const growthBytes = (totals.at(-1) ?? 0) - (totals[0] ?? 0);
  const judged = candidates.flatMap((prepared) => {
    const followed = byKey.get(prepared.key);
    if (!followed) return [];
    const judgement = judgeCandidate(prepared.candidate, followed, holderSizes(prepared.holderId));
    return judgement.isLeak ? [{ prepared, followed, judgement }] : [];
  });
  judged.sort(
    (a, b) =>
      b.prepared.candidate.score * b.judgement.weight - a.prepared.candidate.score * a.judgement.weight,
  );
  const suspects = judged.map(({ prepared, followed, judgement }, index) =>
    toSuspect(prepared, followed, judgement, index + 1, growthBytes),
  );
  const explained = suspects.reduce((sum, { retainedGrowth }) => sum + retainedGrowth, 0);
  return {
    verdict: giveVerdict(suspects, totals),
    growth: { bytes: growthBytes, explainedBytes: explained },
    suspects,
  };
}

function toSuspect(
  { candidate, key, kind, location, holder, path, held, sampleIds }: PreparedCandidate,
  followed: SeriesClass,
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
  const what =
    `${first.heldCounts.map(formatCount).join(' + ')} ${first.className} stay under ${first.holder.edge === '' ? '' : `${first.holder.edge} `}` +
    `(${first.holder.className} @${first.holder.nodeId}), ${formatShare(first.growthShare)} of the growth; ${growth}.`;
  return first.confidence > minVerdictConfidence
    ? { result: 'leak', confidence: first.confidence, reason: what }
    : {
        result: 'inconclusive',
        confidence: 1 - first.confidence,
        reason: `${what} Take another snapshot to be sure.`,
      };
}
