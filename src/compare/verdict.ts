import type { SharedStack } from '../analysis/allocation-stacks.ts';
import { isCodeGroup, type ClassKind } from '../analysis/class-kinds.ts';
import type { Hold } from '../paths/holds.ts';
import type { ObjectName } from '../paths/object-names.ts';
import type { PathStep } from '../paths/retaining-path.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import type { NodeId } from '../heap/index-spaces.ts';
import { name, sentence, textOf, textsOf, type Sentence } from '../base/sentence.ts';
import { formatBytes, formatCount, formatShare, sum, type Bytes } from '../base/units.ts';
import type { Candidate } from './candidates.ts';
import { minRatio, type Intervals } from './course.ts';
import { growthOf, stepsOf } from './amounts.ts';
import { openConfidence } from './confidence.ts';
import { promoteSpread } from './spread.ts';
import { describeEvidence } from './evidence.ts';
import { fingerprintOf } from './fingerprint.ts';
import {
  isOfOneInterval,
  measureHeap,
  minShareOfFlat,
  minShareOfHeap,
  partOf,
  weighs,
  type HeapSizes,
} from './growth-part.ts';
import { isUnexplained, splitGrowth, type Growth, type GrowthPart } from './growth.ts';
import { areCompanions } from './held-class.ts';
import { mayLeave } from './moments.ts';
import type { Place, PlaceMeasure } from './places.ts';
import { captureFor, captureOfSame, captureWithMore } from './next-capture.ts';
import { whatIsOpen, whatStays } from './verdict-sentences.ts';
import { findRule } from './rules.ts';
import {
  judgeCandidate,
  minSureSurvival,
  type CandidateJudgement,
  type FollowedClass,
  type Suspect,
  type SuspectHolder,
} from './suspects.ts';

/** A candidate with all that is needed of its snapshot. */
export interface PreparedCandidate {
  readonly candidate: Candidate;
  readonly place: Place;
  readonly key: string;
  readonly kind: string;
  readonly classKind: ClassKind;
  readonly location?: ScriptLocation;
  readonly holder: SuspectHolder;
  /** The kind of the holder's own class, and how it is held itself: what kind of leak it is tells by these. */
  readonly holderKind: ClassKind;
  readonly holderHold: Hold | undefined;
  /** The function that the objects will call, as a timer does. */
  readonly callback: ObjectName | undefined;
  /** Of all that were looked at it is the same. */
  readonly isOneCallback: boolean;
  /** What most of the objects have in common of the calls that allocated them; of what grows, of its newest part. */
  readonly allocation: SharedStack | undefined;
  /** Who else holds the objects, a sentence; undefined where nobody does, or where it was not asked. */
  readonly owners: Sentence | undefined;
  readonly path: readonly PathStep[];
  /** The part of the path below the holder. */
  readonly held: readonly PathStep[];
  readonly sampleIds: readonly NodeId[];
}

/** The answer to "does it leak?". */
export interface Verdict {
  readonly result: 'leak' | 'no-leak' | 'inconclusive';
  /** 0 to 1, as measured (docs/accuracy.md); of what is inconclusive, how likely its first suspect leaks. */
  readonly confidence: number;
  /** A sentence or two. */
  readonly reason: string;
  readonly reasonParts: Sentence;
}

/** A verdict with its reason as parts and as text. */
export function verdictOf(result: Verdict['result'], confidence: number, reason: Sentence): Verdict {
  return { result, confidence, reason: textOf(reason), reasonParts: reason };
}

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

const noLeakConfidence = 0.95;
/** Of two snapshots with the work of three rounds between, where no place grew: one look fewer than a series has. */
const controlledConfidence = 0.9;

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
  if (!isPair) {
    promoteSpread(all, intervals, (growth, ratio) => weighs(growth, ratio, heap));
  }
  for (const judged of all) {
    if (judged.part === 'suspect' && comesWithOpen(judged, all)) judged.part = 'unexplained';
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
  const suspects = all
    .filter(({ part }) => part === 'suspect' || part === 'unexplained')
    .filter(({ judgement }) => !isPair || intervals.isControlled || judgement.confidence >= minPairConfidence)
    .filter(({ part, judgement }) => part === 'suspect' || !hasLeak || judgement.growth >= least)
    .sort((a, b) => rankOf(b) - rankOf(a) || b.judgement.score - a.judgement.score)
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

/** What came in the same numbers as in a bigger place that may not leak came for the same reason. */
function comesWithOpen({ prepared, judgement }: Judged, all: readonly Judged[]): boolean {
  const { counts } = prepared.candidate.named;
  const hasRoom = judgement.form === 'in place' && judgement.amounts.at(-1) === 0;
  return all.some(
    (other) =>
      (other.part === 'unexplained' || other.part === 'warm-up') &&
      other.judgement.growth >= judgement.growth * 2 &&
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

/** What leaks before what may, and what is likely before what is not. */
function rankOf({ part, judgement }: Judged): number {
  return part === 'suspect' ? 1 + Number(judgement.confidence >= highConfidence) : 0;
}

/** Tables are counted where they hang, and so is what a place holds of V8's scopes and buffers. */
function growthOfEngine(classes: readonly FollowedClass[]): Bytes {
  return sum(
    classes
      .filter((heapClass) => isCodeGroup(heapClass.kind) && heapClass.kind !== 'table')
      .map(growthOfClass),
  );
}

function toSuspect(
  { prepared, followed, judgement, part }: Judged,
  rank: number,
  growthBytes: Bytes,
  intervals: Intervals,
): Suspect {
  const { candidate, key, kind, location, holder, path, held, sampleIds, allocation } = prepared;
  const { growth, score, survival, survivalOfNamed = survival, counts, confidence } = judgement;
  // What is replaced one for one is no collection that more is put into than taken out.
  const isRefilled = judgement.form !== candidate.form;
  const rule = isRefilled
    ? undefined
    : findRule({
        form: candidate.form,
        className: candidate.named.className,
        kind,
        classKind: prepared.classKind,
        holderKind: prepared.holderKind,
        holderHold: prepared.holderHold,
        held,
      });
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

function giveVerdict(
  first: Judged | undefined,
  totals: readonly Bytes[],
  { usual, usualInside }: HeapSizes,
  growth: Growth,
  unaccounted: Bytes,
  classes: readonly FollowedClass[],
  intervals: Intervals,
): Verdict {
  const heap = `the heap went ${totals.map(formatBytes).join(' → ')}`;
  if (first?.part === 'suspect') {
    const { confidence } = first.judgement;
    return verdictOf('leak', confidence, sentence`${whatStays(first, growth.bytes)}; ${heap}.`);
  }
  if (
    isUnexplained({ ...growth, unexplainedBytes: unaccounted }, usualInside) &&
    !findLeakingClass(classes, usualInside)
  ) {
    return verdictOf('inconclusive', openConfidence, whatIsNowhere(unaccounted, classes, heap));
  }
  // What would be called a leak, were it more or had as much been done at the end, is nothing healthy.
  const isSmallLeak =
    first !== undefined &&
    (first.judgement.isLeak || mayHaveSlowed(first)) &&
    first.judgement.growth >= usualInside * minShareOfHeap;
  if (first && (isSmallLeak || isUnexplained(growth, usualInside))) {
    const reason = sentence`${whatStays(first, growth.bytes)}; ${whatIsOpen(first)}; ${heap}. ${captureFor(first, intervals, usual * minShareOfFlat)}`;
    return verdictOf('inconclusive', openConfidence, reason);
  }
  const leaking = findLeakingClass(classes, usualInside);
  if (leaking) {
    const counts = leaking.counts.map(formatCount).join(' → ');
    const rest = `objects, and no place where they gather was found to leak; ${heap}. ${captureWithMore}`;
    const reason = sentence`There are ${counts} ${name(leaking.className)} ${rest}`;
    return verdictOf('inconclusive', openConfidence, reason);
  }
  if (isOfOneInterval(intervals)) {
    const reason = `Work was done in one interval only, and nothing of note gathered in it; ${heap}. ${captureOfSame}`;
    return verdictOf('inconclusive', 0, [reason]);
  }
  const rest = first
    ? `what may gather weighs ${formatBytes(growth.unexplainedBytes)}`
    : 'nothing gathers in interval after interval';
  return verdictOf('no-leak', noLeakConfidence, [`What grew is accounted for, and ${rest}; ${heap}.`]);
}

/** All of it stays, and is many times what there was: a leak while less is done, as far as can be told. */
function mayHaveSlowed({ judgement }: Judged): boolean {
  const { form, course, survival, ratio } = judgement;
  return form === 'objects' && course === 'slows' && survival >= minSureSurvival && ratio >= minRatio;
}

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

/** A class that grew by less than this share of the heap says nothing. */
const minShareOfLeaking = 0.005;

const growthOfClass = ({ selfSizes }: FollowedClass): Bytes => (selfSizes.at(-1) ?? 0) - (selfSizes[0] ?? 0);

/** What no place accounts for, and what it may be of. */
function whatIsNowhere(bytes: Bytes, classes: readonly FollowedClass[], heap: string): Sentence {
  const [most] = classes
    .filter(({ kind }) => !isCodeGroup(kind))
    .toSorted((a, b) => growthOfClass(b) - growthOfClass(a));
  const grew =
    most === undefined
      ? ''
      : sentence`; of all classes ${name(most.className)} grew most, by ${formatBytes(growthOfClass(most))}`;
  return sentence`${formatBytes(bytes)} of the growth is at no place that was looked at${grew}; ${heap}. ${captureWithMore}`;
}

/** A class of the program that behaves as if it leaked, though no place of it does. */
function findLeakingClass(classes: readonly FollowedClass[], heapSize: Bytes): FollowedClass | undefined {
  return classes
    .filter(({ behaviour, origin }) => behaviour === 'leaking' && origin !== 'engine' && origin !== 'native')
    .filter((heapClass) => growthOfClass(heapClass) >= heapSize * minShareOfLeaking)
    .sort((a, b) => growthOfClass(b) - growthOfClass(a))[0];
}

/**
 * One interval tells no leak from a warm-up, nor a leak that is small yet from none. So of two snapshots the
 * suspects say where to look, and the verdict is open, but where the same work was done again and again on purpose, and
 * nothing stayed of it at all.
 */
function givePairVerdict(
  first: Judged | undefined,
  [before = 0, after = 0]: readonly Bytes[],
  isControlled: boolean,
): Verdict {
  const share = before > 0 ? (after - before) / before : 0;
  const heap = `${formatBytes(before)} → ${formatBytes(after)}`;
  if (!first && isControlled) {
    const reason = `Nothing of the weight of a leak gathers under an object of the first snapshot, with as much work between as one is judged by; the heap went ${heap}.`;
    return verdictOf('no-leak', controlledConfidence, [reason]);
  }
  if (!first) {
    const grown = share > 0 ? `grew by ${formatShare(share)} (${heap})` : `went ${heap}`;
    const reason = `Nothing of note gathers under an object of the baseline; the heap ${grown}. 2 snapshots cannot rule out a leak: take a third after more work.`;
    return verdictOf('inconclusive', 0, [reason]);
  }
  const growth = share > 0 ? `growth of ${formatShare(share)} (${heap})` : `what stayed (${heap})`;
  const open = `2 snapshots only: ${growth} cannot be told from a warm-up; take a third`;
  const reason = sentence`${open}. First to look at: ${whatStays(first, after - before)}.`;
  return verdictOf('inconclusive', first.judgement.confidence, reason);
}
