import type { SharedStack } from '../analysis/allocation-stacks.ts';
import type { ClassKind } from '../analysis/class-kinds.ts';
import type { ClassOrigin } from '../analysis/class-origins.ts';
import type { ObjectName } from '../paths/object-names.ts';
import type { PathStep } from '../paths/retaining-path.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import type { NodeId } from '../heap/index-spaces.ts';
import type { Sentence } from '../base/sentence.ts';
import { isStringKind, NodeKind } from '../heap/kinds.ts';
import { sum, type Bytes } from '../base/units.ts';
import { growthOf, ratioOf, risesOf, risesWith } from './amounts.ts';
import { goesByAge, minNetGrowth, minSurvival, survivalOf, type Behaviour } from './behaviour.ts';
import { minBytes, minCount, type Candidate, type GatheringForm } from './candidates.ts';
import {
  courseOfTotal,
  hasEased,
  judgeCourse,
  mayBeLessWork,
  minRatio,
  type Course,
  type Gathered,
  type Intervals,
} from './course.ts';
import type { Holder } from './holders.ts';
import { mayLeave } from './moments.ts';
import type { PlaceMeasure } from './places.ts';
import { confidenceOfObjects, slowedConfidence } from './confidence.ts';
import { coOwnerWeight, judgeInPlace, judgeRefilled } from './in-place.ts';
import { judgePair } from './pair.ts';
import type { LeakRule } from './rules.ts';

/** What leaks, who holds it, and how that is known. */
export interface Suspect {
  /** 1 for the first. */
  readonly rank: number;
  /** The constructor to search the code for; for closures the function's name with "()". */
  readonly className: string;
  /** V8's type of the objects. */
  readonly kind: string;
  readonly key: string;
  /** The same in every process that has this leak, 16 lower-case hexadecimal digits: the hash of `fingerprintOf`. */
  readonly fingerprint: string;
  /** Class and path without what is accidental in them: "Connection ‹ Map value ‹ property sessions of Store". */
  readonly fingerprintOf: string;
  /** In which way memory gathers: new objects on an old one, or what is there grows, in place or by being replaced. */
  readonly form: GatheringForm;
  /** Orders the suspects: bytes that came before the last interval and stayed; in place, the growth. */
  readonly score: Bytes;
  /** 0 to 1. */
  readonly confidence: number;
  /** snapshot → objects of the class in it, wherever they hang; of functions, those made at the same place in the code */
  readonly counts: readonly number[];
  /** snapshot → bytes retained by all of them */
  readonly retainedSizes: readonly Bytes[];
  /** interval − 1 → objects of the class under the holder that were born in it and are still alive */
  readonly heldCounts: readonly number[];
  /** interval − 1 → bytes under the holder that were born in it and are still alive */
  readonly heldSizes: readonly Bytes[];
  /** Share of what was born there before the last interval that is still alive. */
  readonly survival: number;
  /** Bytes that have gathered under the holder since the first snapshot. */
  readonly retainedGrowth: Bytes;
  /** Their share of the whole heap's growth; 1 at most. */
  readonly growthShare: number;
  readonly holder: SuspectHolder;
  /** From a root of the program to one of the objects. */
  readonly path: readonly PathStep[];
  readonly location?: ScriptLocation;
  /** The function of the program that the objects will call, as timers do; only where all that were looked at call one. */
  readonly callback?: ObjectName;
  /** What kind of leak it is, where its path tells: a heading of docs/suspects.md. */
  readonly rule?: LeakRule;
  /**
   * Where allocations were tracked: what most of the objects under the holder have in common of the calls that allocated
   * them; of one object that grows, by which its newest table, text or buffer was allocated.
   */
  readonly allocation?: SharedStack;
  /** Facts, each a sentence with its number. */
  readonly evidence: readonly string[];
  readonly evidenceParts: readonly Sentence[];
  /** Up to three of the objects, the newest first. */
  readonly sampleIds: readonly NodeId[];
}

/** An object of the first snapshot that holds what has gathered since. */
export interface SuspectHolder {
  readonly className: string;
  readonly nodeId: NodeId;
  /** How it is held itself, from the nearest name on: ".store MemoryStore › .sessions", "variable cache"; "" for a root. */
  readonly edge: string;
  readonly edgeParts: Sentence;
  /** How many steps of the suspect's path lead to it. Of a scope or a table, which are no steps: to what it belongs to. */
  readonly pathLength: number;
}

/** What is known of a class in every snapshot. */
export interface FollowedClass {
  readonly key: string;
  readonly className: string;
  readonly origin: ClassOrigin;
  readonly kind: ClassKind;
  readonly behaviour: Behaviour;
  /** snapshot → objects of the class in it */
  readonly counts: readonly number[];
  /** snapshot → their shallow bytes */
  readonly selfSizes: readonly Bytes[];
  /** snapshot → bytes freed with all of them */
  readonly retainedSizes: readonly Bytes[];
  /** birth → snapshot → objects born in the one that are alive in the other; 0 before they are born */
  readonly cohorts: readonly (readonly number[])[];
}

/** Whether a candidate leaks, and what speaks for and against it. */
export interface CandidateJudgement {
  /** As the candidate's, but where all objects turn out to be replaced by bigger ones: that is growth in place. */
  readonly form: GatheringForm;
  readonly isLeak: boolean;
  /** What has gathered shows in a total, whether or not it stays and goes on. */
  readonly isNet: boolean;
  readonly course: Course;
  /** Of one thing that grows: it is another each time, and nothing tells that it has the contents of the one before. */
  readonly isReplaced?: boolean;
  /** Less and less came, which is put down to less work, since it is of a kind that nears no limit. */
  readonly isOfLessWork?: boolean;
  /** 0 to 1: how likely it leaks, as far as the intervals tell. */
  readonly confidence: number;
  /** Share of what was born there before the last interval that is still alive; of one object, of its growth that stayed. */
  readonly survival: number;
  /** The same of the class that names it, to be told, where keys stay and their values are replaced; absent where it is no other. */
  readonly survivalOfNamed?: number;
  /** interval − 1 → what it added and is still there: objects, or bytes where there are few */
  readonly amounts: readonly number[];
  /** The same beside all that is there, where a total of the same unit shows it. */
  readonly gathered?: Gathered | undefined;
  /** snapshot → objects of the class, of functions those of the same place in the code */
  readonly counts: readonly number[];
  /** snapshot → bytes retained at the place; only where these show what gathered, and not for several owners' things */
  readonly sizes: readonly Bytes[] | undefined;
  /** Bytes gathered since the first snapshot. */
  readonly growth: Bytes;
  /** Bytes more than in the first snapshot, if all of it is there for the moment: what was there then went. */
  readonly momentaryGrowth: Bytes;
  /** How many times as much as in the first snapshot there is. */
  readonly ratio: number;
  /** Orders the suspects. */
  readonly score: number;
}

/** If less than this of what came stays, its class must show it as well. */
export const minSureSurvival = 0.9;
/** Of what came after the first interval, and in the last, this share must be in a total; the rest may hide what was there for the moment before. */
const minStillShown = 0.25;
/** With this share of what came in its references or its size, a place has let nothing go. */
const minAllMore = 0.95;
/** Fewer objects must weigh more to be a leak. */
const minObjects = 9;
const minHeavyBytes: Bytes = 16_000;

/**
 * Judges a candidate by what survives: objects of two intervals or more still hang on it, or it grew in
 * two or more; what came stays, and shows in a total: of the class, of the place's retained size, or
 * of the references out of it. A full cache in churn, a cache that fills, a queue under
 * rising load, and what was alive at one moment only each fail one of these.
 *
 * @param followed the candidate's class over the series
 * @param measures snapshot → what was at the candidate's place
 */
export function judgeCandidate(
  candidate: Candidate,
  followed: FollowedClass,
  measures: readonly PlaceMeasure[],
  intervals: Intervals,
): CandidateJudgement {
  const judged = candidate.form === 'in place' ? judgeInPlace : judgeObjects;
  return judged(candidate, followed, measures, intervals);
}

function judgeObjects(
  candidate: Candidate,
  followed: FollowedClass,
  measures: readonly PlaceMeasure[],
  intervals: Intervals,
): CandidateJudgement {
  const { holder, named, way, moment, hasNoLimit = false } = candidate;
  const intervalCount = holder.counts.length;
  const isPair = intervalCount === 1;
  const sizes = measures.map(({ retainedSize }) => retainedSize);
  const references = measures.map(({ referenceCount }) => referenceCount);
  const functions = measures.map(({ functionCount }) => functionCount);
  const counts = Math.max(...functions) > 0 ? functions : followed.counts;
  const [held, heldBytes] = [sum(named.counts), sum(holder.bytes)];
  const cohorts = { counts: followed.counts, alive: followed.cohorts };
  const classSurvival = survivalOf(cohorts);
  // Strings and plain objects hang anywhere: their class tells of a place only where most that came of it are there.
  const isOfClass = named.isNamed || (held >= minObjects && held >= growthOf(counts) * minNetGrowth);

  // Of what was born at the place in each interval but the last, the share that is there at the end. Where objects
  // pass through it, the class tells more.
  const before = measures.slice(1, -1);
  const born = sum(before.map((measure, i) => measure.counts[i] ?? 0));
  const stayed = sum(before.map((measure, i) => Math.min(measure.counts[i] ?? 0, holder.counts[i])));
  // Functions of all places in the code are one class, and their survival says nothing of one place.
  const survivalOfNamed = isPair
    ? classSurvival
    : Math.max(
        born > 0 ? stayed / born : Math.min(1, classSurvival),
        isOfClass && named.kind !== NodeKind.closure ? Math.min(1, classSurvival) : 0,
      );
  const settled = isPair ? 0 : settledShare(holder, way, measures);
  const survival = Math.max(survivalOfNamed, settled);
  // Where keys stay and their values are replaced, what came is entries.
  const isSettled = survivalOfNamed < minSurvival && settled >= minSurvival;

  // Each total may be spoilt: the class's by objects that others hold, the holder's size by what it shares, the
  // references by small integers, which are none.
  const entries = sum(holder.entryCounts);
  // Values that are made anew are entries each time, and no more of them.
  const entered = isSettled ? growthOf(references) : entries >= minCount ? entries : held;
  // Of several that are alike it is the size of what they all hang on, with whatever else hangs there.
  const isOfPlace = way.length === 0 || heldBytes >= growthOf(sizes) * minNetGrowth;
  const bySize = holder.entryClass === undefined && isOfPlace && growthOf(sizes) >= heldBytes * minNetGrowth;
  const byReferences =
    way.length === 0 && entered >= minCount && growthOf(references) >= entered * minNetGrowth;
  const byClass =
    (isPair ? named.isNamed || intervals.isControlled === true : isOfClass) &&
    held > 0 &&
    classSurvival >= minSurvival &&
    growthOf(counts) >= held * minNetGrowth;
  const ratio = Math.max(
    byReferences ? ratioOf(references) : 0,
    bySize ? ratioOf(sizes) : 0,
    byClass ? ratioOf(counts) : 0,
  );
  // A native object may get a new id in every snapshot: the very same ones then look young each time.
  const isRenumbered = named.kind === NodeKind.native && growthOf(counts) < held * minNetGrowth;
  // What is queued is gone in a moment, and what is pooled is used again; of one interval the same holds of clients.
  const isPassing =
    moment === 'renumbered' ||
    moment === 'pooled' ||
    (moment === 'queued' && sum(named.counts.slice(0, -1)) === 0) ||
    (isPair && moment === 'connected' && !intervals.isControlled);
  const isNet = !isRenumbered && !isPassing && (bySize || byReferences || byClass);

  // V8 has texts of several kinds, and a table's keys may be of all.
  const isOfTexts = isStringKind(named.kind) && entries >= held;
  const ofNamed = isOfTexts ? holder.entryCounts : named.counts;
  const amounts = isSettled ? risesOf(references) : held >= minCount * intervalCount ? ofNamed : holder.bytes;
  const there = byReferences ? references : byClass ? counts : undefined;
  const gathered =
    amounts !== holder.bytes && there
      ? { came: amounts, there }
      : bySize
        ? { came: holder.bytes, there: sizes }
        : undefined;
  // A table may become bigger while as much goes as comes: where entries are counted, its size proves nothing.
  const isStillNet =
    (byReferences
      ? isSettled || keepsGrowing(references, entries >= minCount ? holder.entryCounts : named.counts)
      : bySize && keepsGrowing(sizes, holder.bytes)) ||
    (byClass && keepsGrowing(counts, named.counts));
  // Where all that came is more than there was, what went of the class went elsewhere.
  const isAllMore =
    (byReferences && growthOf(references) >= entered * minAllMore) ||
    (bySize && growthOf(sizes) >= heldBytes * minAllMore);
  const byBirths = judgeCourse(amounts, intervals, ratio, gathered);
  // Of what listens or waits some comes and goes with the load.
  const isEndless =
    hasNoLimit &&
    mayBeLessWork(amounts, intervals, ratio) &&
    (ratio >= minRatio || (isAllMore && survival >= minSureSurvival));
  const isOfLessWork = isEndless && hasEased(byBirths);
  const courseOfBirths = isOfLessWork ? 'goes on' : byBirths;
  const hasSlowed = (total: readonly number[]): boolean => {
    const course = courseOfTotal(total, intervals, ratio);
    return (hasEased(course) && !isEndless) || course === 'stopped';
  };
  // Where some of what came has gone again, and its class has hardly more of it, something else there grows. If it is ever less more,
  // it is about to be full: of what is left of the intervals the older ones have lost more.
  const isReplaced =
    (isSettled ? survival : survivalOfNamed) < minSureSurvival &&
    isOfClass &&
    named.kind !== NodeKind.closure &&
    (!byClass || hasSlowed(byReferences ? references : counts));
  const isEvicted =
    isOfClass && named.kind !== NodeKind.closure && !isPair && !isAllMore && goesByAge(cohorts);
  // What is made anew now and then was born later than its place grew by it.
  const isSlower = byReferences && risesWith(references, amounts) && hasSlowed(references);
  const mayEnd = !isStillNet || isReplaced || isEvicted || isSlower;
  const course = courseOfBirths === 'goes on' && mayEnd ? 'eases' : courseOfBirths;
  const isRefilled = !isPair && !isPassing && !isRenumbered && survival < minSurvival;
  const refilled = isRefilled ? judgeRefilled(holder, way, measures, intervals) : undefined;
  if (refilled) return { ...refilled, survivalOfNamed, counts };
  const isEnough = heldBytes >= minHeavyBytes || (heldBytes >= minBytes && held >= minObjects);
  // A pool gives nothing back before it is used less, nor do clients before they leave; their sockets are held twice.
  const isAllThere = moment === 'pooled' || mayLeave(moment) || (isNet && !bySize);
  const isLeaving = !intervals.isControlled && mayLeave(moment);
  const isLeak =
    isEnough && isNet && (isPair || (survival >= minSurvival && course === 'goes on' && !isLeaving));
  const ofReferences = byReferences ? { total: references, came: entered } : undefined;
  const place = {
    total: bySize ? sizes : references,
    counted: ofReferences ?? (bySize ? { total: sizes, came: heldBytes } : undefined),
    bytes: heldBytes,
  };
  const { confidence, score } = isPair
    ? judgePair(candidate, followed, place, survival, ratio)
    : {
        confidence: Math.min(
          confidenceOfObjects(amounts, survival, course, ratio, intervals),
          isOfLessWork ? slowedConfidence : 1,
        ),
        score: scoreOf(holder.bytes),
      };
  return {
    form: 'objects',
    isLeak,
    isNet,
    course,
    isOfLessWork,
    confidence,
    survival,
    survivalOfNamed,
    amounts,
    gathered,
    counts,
    sizes: bySize ? sizes : undefined,
    growth: heldBytes,
    momentaryGrowth: isAllThere ? heldBytes : Math.min(Math.max(0, growthOf(sizes)), heldBytes),
    ratio,
    score: score * (named.kind === NodeKind.symbol ? coOwnerWeight : 1),
  };
}

/**
 * Of the references that a place has more after an interval, the share that things make up which were born in it and are still
 * there: of the interval with the least, and not of the last. Where entries stay and their values are replaced, the keys are such.
 */
function settledShare(
  { entryCounts }: Holder,
  way: Candidate['way'],
  measures: readonly PlaceMeasure[],
): number {
  if (way.length > 0) return 0;
  const shares = entryCounts.slice(0, -1).flatMap((count, i) => {
    const more = measures[i + 1].referenceCount - measures[i].referenceCount;
    if (more <= 0) return count > 0 ? [0] : [];
    return [Math.min(1, (count * referencesOfEntry) / more)];
  });
  return shares.length > 0 ? Math.min(...shares) : 0;
}

/** A Map's table refers to key and value. */
const referencesOfEntry = 2;

/**
 * Whether a total still shows what came after the first interval that brought any, and in the last of these. In a full cache
 * what comes is new, and its birth says nothing: as much goes.
 *
 * @param total snapshot → objects, references or bytes
 * @param came interval − 1 → of these, born in it and still there
 */
export function keepsGrowing(total: readonly number[], came: readonly number[]): boolean {
  const first = came.findIndex((amount) => amount > 0);
  const last = came.findLastIndex((amount) => amount > 0);
  const isShown = (from: number): boolean =>
    growthOf(total.slice(from)) >= sum(came.slice(from)) * minStillShown;
  return last === first || (isShown(first + 1) && isShown(last));
}

/** Of a series: what came before the last interval counts whole, for it has stayed. @param bytes interval − 1 → bytes */
export function scoreOf(bytes: readonly Bytes[]): Bytes {
  return Math.max(sum(bytes.slice(0, -1)), sum(bytes) / bytes.length);
}
