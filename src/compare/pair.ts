import type { Analysis } from '../analysis/analysis.ts';
import { IdSet } from '../heap/id-set.ts';
import { countDraft, draftCensus, takeCensus, type Census } from './census.ts';
import type { ProcessContext } from './context.ts';
import { cohortsOf, diffCensuses, type DiffOptions, type SnapshotDiff } from './diff.ts';
import { findLeakCandidates, holderIds } from './suspect-path.ts';
import { judgeCandidates, type LeakJudgement, type PreparedCandidate } from './verdict.ts';

/** Two snapshots compared, and what in them looks like a leak. */
export interface JudgedDiff extends SnapshotDiff, LeakJudgement {
  /** What the process did meanwhile, if there are sidecars. */
  readonly context?: ProcessContext;
}

/** Compares two snapshots of one process; those of two are told apart and compared by class name. */
export function diffSnapshots(baseline: Analysis, current: Analysis, options: DiffOptions = {}): JudgedDiff {
  const draft = draftCensus(current);
  const candidates = findLeakCandidates(current, draft, [new IdSet(baseline.snapshot.graph.nodeId)]);
  const watched = holderIds(candidates);
  const currentCensus = countDraft(draft, watched);
  return judgePair(takeCensus(baseline, currentCensus, watched), currentCensus, candidates, options);
}

/**
 * Compares two censuses, and judges who may leak.
 *
 * @param baseline taken with the current census at hand (`takeCensus`), so that plain objects pair
 * @param candidates of the current snapshot, their holders watched in both; undefined where the
 *   baseline's ids were not at hand when it was read
 */
export function judgePair(
  baseline: Census,
  current: Census,
  candidates: readonly PreparedCandidate[] | undefined,
  options: DiffOptions = {},
): JudgedDiff {
  const diff = diffCensuses(baseline, current, options);
  const unjudged = whyUnjudged(diff, candidates);
  const judgement = judgeCandidates(
    unjudged === undefined ? (candidates ?? []) : [],
    diff.classes.map((of) => ({ ...of, cohorts: cohortsOf(of.counts, of, diff.matchedBy) })),
    [diff.baseline.totalSize, diff.current.totalSize],
    [baseline.watchedSizes, current.watchedSizes],
  );
  if (unjudged === undefined) return { ...diff, ...judgement };
  return { ...diff, ...judgement, verdict: { result: 'inconclusive', confidence: 0, reason: unjudged } };
}

/** Why nothing can be said of who leaks; undefined when something can. */
function whyUnjudged(
  { matchedBy, isSwapped }: SnapshotDiff,
  candidates: readonly PreparedCandidate[] | undefined,
): string | undefined {
  if (matchedBy !== 'id') {
    return (
      'Objects cannot be followed from one process, or session with an inspector, into another; take both ' +
      'snapshots of one.'
    );
  }
  if (isSwapped) {
    return 'The baseline is newer than the current snapshot; swap the two files.';
  }
  if (!candidates) {
    return (
      'Suspects need the ids of the baseline before the current snapshot is read, and a pipe can be read ' +
      'only once; write the baseline to a file first.'
    );
  }
  return undefined;
}
