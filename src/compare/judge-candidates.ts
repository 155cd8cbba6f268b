import { isCodeGroup } from '../analysis/class-kinds.ts';
import { textsOf } from '../base/sentence.ts';
import { sum, type Bytes } from '../base/units.ts';
import { growthOf, stepsOf } from './amounts.ts';
import type { Candidate } from './candidates.ts';
import { openConfidence } from './confidence.ts';
import type { Intervals } from './course.ts';
import { describeEvidence } from './evidence.ts';
import { fingerprintOf } from './fingerprint.ts';
import { measureHeap, partOf, weighs, type HeapSizes } from './growth-part.ts';
import { splitGrowth, type Growth, type GrowthPart } from './growth.ts';
import { areCompanions } from './held-class.ts';
import { mayLeave } from './moments.ts';
import type { PlaceMeasure } from './places.ts';
import type { PreparedCandidate } from './prepare-candidates.ts';
import { foldSameLeaks } from './same-leak.ts';
import { promoteSpread } from './spread.ts';
import { judgeCandidate, type CandidateJudgement, type FollowedClass, type Suspect } from './suspects.ts';
import { givePairVerdict, giveVerdict, mayHaveSlowed, type Verdict } from './verdict.ts';

export interface LeakJudgement {
  readonly verdict: Verdict;
  readonly growth: Growth;
  /** The most likely first, of these the biggest. */
  readonly suspects: readonly Suspect[];
}

/** Suspects of a pair: one interval rules out so little that later ones are mostly chance. */
const maxSuspectsOfPair = 3;
/** A suspect of a pair that is less likely than this is none. */
const minPairConfidence = 0.1;

/** Beside what leaks, what only may leak is shown from this share of the growth on. */
const minShareBesideLeak = 0.05;

/** From here on a suspect comes before bigger ones that are less sure, and fails a check that has no other rule. */
export const highConfidence = 0.75;

/**
 * Judges the candidates of a series, or of a pair.
 *
 * @param totals snapshot → total size
 * @param places snapshot → what was at the candidates' places, in the order of these
 * @param stays whether what was there in the first snapshot is in the last, too, wherever it hangs; in the same order
 */
export function judgeCandidates(
  candidates: readonly PreparedCandidate[],
  classes: readonly FollowedClass[],
  totals: readonly Bytes[],
  places: readonly (readonly PlaceMeasure[])[],
  stays: readonly boolean[],
  intervals: Intervals,
): LeakJudgement {
  const isPair = totals.length === 2;
  const byKey = new Map(classes.map((followed) => [followed.key, followed]));
  const engineBytes = growthOfEngine(classes);
  const heap = measureHeap(totals, classes, engineBytes);
  const all = candidates.flatMap((prepared, index): Judged[] => {
    const followed = byKey.get(prepared.key);
    if (!followed) return [];
    const measures = places.map((at) => at[index]);
    const judged = judgeCandidate(prepared.candidate, followed, measures, intervals);
    const judgement = stays[index] ? withWhatCame(judged, prepared.candidate) : judged;
    return [
      {
        prepared,
        followed,
        measures,
        judgement,
        part: partOf(judgement, prepared, heap, intervals),
      },
    ];
  });
  // Of one interval a number that is the same is chance.
  if (!isPair) {
    promoteSpread(all, intervals, (growth, ratio) => weighs(growth, ratio, heap));
    for (const judged of all) {
      if (judged.part === 'suspect' && comesWithOpen(judged, all)) judged.part = 'unexplained';
    }
  }
  const growth = splitGrowth(
    growthOf(totals),
    all.map(({ part, judgement }) => ({
      part,
      growth: part === 'churn' ? judgement.momentaryGrowth : judgement.growth,
    })),
    engineBytes,
  );
  const open = sum(all.filter(({ part }) => part === 'unexplained').map(({ judgement }) => judgement.growth));
  const unaccounted = growth.unexplainedBytes - open;
  const hasLeak = all.some(({ part }) => part === 'suspect');
  const least = Math.max(growth.bytes, 0) * minShareBesideLeak;
  const suspects = foldSameLeaks(all)
    .filter(({ part }) => part === 'suspect' || part === 'unexplained')
    .filter(({ judgement }) => !isPair || intervals.isControlled || judgement.confidence >= minPairConfidence)
    .filter(({ part, judgement }) => part === 'suspect' || !hasLeak || judgement.growth >= least)
    .sort((a, b) => rankOf(b, heap) - rankOf(a, heap) || b.judgement.score - a.judgement.score)
    .slice(0, isPair ? maxSuspectsOfPair : all.length);
  const verdict = isPair
    ? givePairVerdict(suspects[0], totals, intervals.isControlled === true)
    : giveVerdict(
        suspects[0],
        totals,
        heap,
        growth,
        unaccounted,
        classes.filter((of) => !isInUse(of, all)),
        intervals,
      );
  return {
    verdict,
    growth,
    suspects: suspects.map((judged, index) => toSuspect(judged, index + 1, growth.bytes, intervals)),
  };
}

/** What a reference led to before is still there, and its size stands for nothing that went: all that came is more. */
function withWhatCame(judgement: CandidateJudgement, { holder, slot }: Candidate): CandidateJudgement {
  if (slot === undefined) return judgement;
  return { ...judgement, momentaryGrowth: Math.max(judgement.momentaryGrowth, sum(holder.bytes)) };
}

export interface Judged {
  readonly prepared: PreparedCandidate;
  readonly followed: FollowedClass;
  /** snapshot → what was at its place */
  readonly measures: readonly PlaceMeasure[];
  judgement: CandidateJudgement;
  part: GrowthPart;
}

/** What came in the same numbers as in a bigger place that may not leak came for the same reason; as in any, if it came ever less. */
function comesWithOpen({ prepared, judgement }: Judged, all: readonly Judged[]): boolean {
  const { counts } = prepared.candidate.named;
  const hasRoom = judgement.form === 'in place' && judgement.amounts.at(-1) === 0;
  return all.some(
    (other) =>
      (other.part === 'unexplained' || other.part === 'warm-up') &&
      (judgement.isOfLessWork === true || other.judgement.growth >= judgement.growth * 2) &&
      ((cameWith(counts, other.prepared.candidate) && Math.max(...counts) > 0) ||
        (hasRoom && other.judgement.course === 'stopped')),
  );
}

/** One with each, or, of modules that are loaded, a few for each: Node's caches have several paths of one. */
function cameWith(counts: readonly number[], { named, isLoading }: Candidate): boolean {
  if (areCompanions(counts, named.counts)) return true;
  const times = sum(counts) / sum(named.counts);
  return (
    isLoading &&
    times <= maxForEach &&
    areCompanions(
      counts,
      named.counts.map((count) => count * times),
    )
  );
}

const maxForEach = 4;

/** Of a class of Node's a connection may have so many; functions mostly. */
const maxOfConnection = 32;

/** Whether it came with what may leave, as many with each: the place of that has been judged, and the class says no more. */
function isInUse(followed: FollowedClass, all: readonly Judged[]): boolean {
  const steps = stepsOf(followed.counts);
  return all.some(({ prepared: { candidate, key } }) => {
    const { named, moment } = candidate;
    if (moment !== 'pooled' && !mayLeave(moment)) return false;
    const times = sum(steps) / sum(named.counts);
    const isWithEach = areCompanions(
      steps,
      named.counts.map((count) => count * times),
    );
    return key === followed.key || (isWithEach && times <= maxOfConnection);
  });
}

/**
 * What leaks before what may, and what is likely before what is not. Of what is open first what only seems to slow, for
 * it decides the verdict, then what goes on and may be in use.
 */
function rankOf(judged: Judged, { usualInside }: HeapSizes): number {
  const { part, judgement, prepared } = judged;
  if (part === 'suspect') return 3 + Number(judgement.confidence >= highConfidence);
  if (mayHaveSlowed(judged, usualInside)) return 2;
  return Number(judgement.course === 'goes on' && mayLeave(prepared.candidate.moment));
}

/** Tables are counted where they hang, and so is what a place holds of V8's scopes and buffers. */
function growthOfEngine(classes: readonly FollowedClass[]): Bytes {
  return sum(
    classes
      .filter((heapClass) => isCodeGroup(heapClass.kind) && heapClass.kind !== 'table')
      .map(({ selfSizes }) => growthOf(selfSizes)),
  );
}

function toSuspect(
  { prepared, followed, judgement, part }: Judged,
  rank: number,
  growthBytes: Bytes,
  intervals: Intervals,
): Suspect {
  const { candidate, key, kind, location, holder, path, sampleIds, allocation } = prepared;
  const { growth, score, survival, survivalOfNamed = survival, counts, confidence } = judgement;
  // What is replaced one for one is no collection that more is put into than taken out.
  const isRefilled = judgement.form !== candidate.form;
  const rule = isRefilled ? undefined : prepared.rule;
  const evidence = describeEvidence(prepared, judgement, intervals);
  const { className } = candidate.named;
  const callback = prepared.isOneCallback ? prepared.callback : undefined;
  const { fingerprint, of } = fingerprintOf({ className, path, holder, ...(callback && { callback }) });
  return {
    rank,
    className,
    kind,
    key,
    fingerprint,
    fingerprintOf: of,
    form: judgement.form,
    score,
    confidence: part === 'unexplained' ? Math.min(confidence, openConfidence) : confidence,
    counts,
    retainedSizes: followed.retainedSizes,
    heldCounts: candidate.named.counts,
    heldSizes: judgement.form === 'in place' ? stepsOf(judgement.sizes ?? []) : candidate.holder.bytes,
    survival: judgement.form === 'in place' ? survival : survivalOfNamed,
    retainedGrowth: growth,
    growthShare: Math.min(1, growth / Math.max(growthBytes, growth, 1)),
    holder,
    path,
    ...(location && { location }),
    ...(callback && { callback }),
    ...(rule && { rule }),
    ...(allocation && { allocation }),
    evidence: textsOf(evidence),
    evidenceParts: evidence,
    sampleIds,
  };
}
