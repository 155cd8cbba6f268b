import { sum, type Bytes } from '../base/units.ts';
import { NodeKind } from '../heap/kinds.ts';
import { growthOf, ratioOf, risesOf, risesWith, shareOfGrowth, stepsOf } from './amounts.ts';
import { minNetGrowth } from './behaviour.ts';
import { minCount, type Candidate } from './candidates.ts';
import { confidenceOf, confidenceOfObjects } from './confidence.ts';
import { isContinued } from './contents.ts';
import { courseOfTotal, hugeRatio, judgeSteps, minShare, type Course, type Intervals } from './course.ts';
import type { Holder } from './holders.ts';
import type { PlaceMeasure } from './places.ts';
import type { CandidateJudgement, FollowedClass } from './suspects.ts';

/** What is replaced by something of any size shrinks now and then; what leaks does not. */
export const minSurvivalInPlace = 0.9;
/** A string or an array that grew by less is nothing. */
const minBytesInPlace: Bytes = 8000;
/** Bytes of an entry in a Map's table, which may be four times as large as it need be. */
const maxEntryBytes: Bytes = 120;
/** A table of objects that hang elsewhere is one of their owners, and told after them; so is one of symbols, which name something. */
export const coOwnerWeight = 0.1;
/** What is replaced one for one is no more of it, but for this share. */
const maxMore = 0.1;
/** So many things that are replaced are rarely half as big again by chance, and three times bigger. */
const minAlike = 30;
const minSureRatio = 1.5;

/** What is replaced by something of any size has something bigger after one interval so often. */
const chanceOfBigger = 0.5;

/** Bytes of a weak reference in a table that is half full. */
const weakBytes: Bytes = 16;

/** A WeakMap's table stays as large as it was when most was in it, so it is what is in it that counts. */
function sizeInUse({ retainedSize, weakCount }: PlaceMeasure): Bytes {
  return weakCount === undefined ? retainedSize : weakCount * weakBytes;
}

/** Judges one thing that grows: its own table or store, or what a reference leads to and is replaced by a bigger one. */
export function judgeInPlace(
  { named, slot }: Candidate,
  followed: FollowedClass,
  measures: readonly PlaceMeasure[],
  intervals: Intervals,
): CandidateJudgement {
  const sizes = measures.map(sizeInUse);
  const entered = growthOf(measures.map(({ referenceCount }) => referenceCount));
  const steps = stepsOf(sizes);
  const amounts = risesOf(sizes);
  const risen = sum(amounts);
  const growth = growthOf(sizes);
  const survival = risen > 0 ? Math.max(0, growth) / risen : 0;
  const isSame = slot !== undefined && isContinued(measures.map(({ beginning }) => beginning));
  const isOther = slot !== undefined && !isSame;
  const courseOfSteps = judgeSteps(steps, sizes[0] ?? 0, intervals.work, isOther, isSame);
  const isOfEntries = entered >= minCount && growth <= entered * maxEntryBytes;
  const entries = isOther ? [] : judgeEntries(measures, isOfEntries ? amounts : undefined, intervals);
  const course = courseWithEntries(courseOfSteps, entries);
  const isPair = steps.length === 1;
  const isNet = growth >= minBytesInPlace;
  const isWeak = measures.some(({ weakCount }) => weakCount !== undefined);
  // Of many that are registered, whoever keeps them says more than the registry.
  const isOfCells = followed.kind === 'finalization registry';
  const isCoOwner = isWeak || isOfCells || (named.kind === NodeKind.object && isOfEntries);
  const ratio = ratioOf(sizes);
  // What is filled may be a cache; what is written on is none. A table's size rises against anything that comes and goes.
  const sureness =
    slot === undefined
      ? confidenceOfObjects(amounts, survival, course, ratio, { ...intervals, turnover: undefined })
      : confidenceOf(amounts, survival, course);
  const isLeak = isNet && (isPair || (survival >= minSurvivalInPlace && course === 'goes on'));
  return {
    form: 'in place',
    isLeak,
    isNet,
    course,
    isReplaced: isOther,
    confidence: isPair ? shareOfGrowth(sizes) * (isOther ? chanceOfBigger : 1) : sureness,
    survival,
    amounts,
    counts: followed.counts,
    sizes,
    growth,
    momentaryGrowth: Math.max(0, growthOf(measures.map(({ retainedSize }) => retainedSize))),
    ratio,
    score: growth * (isCoOwner ? coOwnerWeight : 1) * (isPair ? Math.log2(Math.max(ratio, 1)) : 1),
  };
}

/**
 * Judges by what a table has in it, numbers or what it refers to, which tells more than its size: it may have room, or have just been
 * made larger. Of small integers nothing is in a snapshot.
 *
 * @param amounts interval − 1 → bytes it grew by, if those are of what it refers to
 * @returns none where these are too few, or became fewer
 */
function judgeEntries(
  measures: readonly PlaceMeasure[],
  amounts: readonly Bytes[] | undefined,
  intervals: Intervals,
): Course[] {
  const numbers = measures.map(({ numberCount }) => numberCount);
  const references = measures.map(({ referenceCount }) => referenceCount);
  const isRising = (there: readonly number[]): boolean =>
    Math.min(...stepsOf(there)) >= 0 && growthOf(there) >= minCount * (there.length - 1);
  const isCounted = amounts !== undefined && risesWith(references, amounts);
  return [numbers, ...(isCounted ? [references] : [])]
    .filter(isRising)
    .map((there) => courseOfTotal(there, intervals, ratioOf(there)));
}

function courseWithEntries(steps: Course, entries: readonly Course[]): Course {
  if (entries.includes('goes on')) return 'goes on';
  const isOpen = entries.some((course) => course !== 'pauses');
  return steps === 'goes on' && isOpen ? 'eases' : steps;
}

/**
 * Judges a place whose objects are all replaced by bigger ones, as those of state are that is never changed but made anew:
 * none survives, and memory gathers all the same. Load that rises has more of them instead, and lets them go when it is idle.
 *
 * @returns undefined where nothing of the sort is seen
 */
export function judgeRefilled(
  holder: Holder,
  way: Candidate['way'],
  measures: readonly PlaceMeasure[],
  { work }: Intervals,
): Omit<CandidateJudgement, 'survivalOfNamed' | 'counts'> | undefined {
  const sizes = measures.map(({ retainedSize }) => retainedSize);
  const steps = stepsOf(sizes);
  const amounts = risesOf(sizes);
  const growth = growthOf(sizes);
  const survival = Math.max(0, growth) / Math.max(1, sum(amounts));
  const isRisen = growth >= minBytesInPlace && survival >= minSurvivalInPlace;
  // What hangs there is new and itself becomes bigger, or the place retains other things that grow.
  const young = measures.slice(1).map((measure) => sum(measure.bytes));
  const isOfNew =
    sum(holder.bytes) >= growth * minNetGrowth && growthOf(young) >= growthOf(sizes.slice(1)) * minNetGrowth;
  const references = measures.map(({ referenceCount }) => referenceCount);
  const isOneForOne = growthOf(references) <= references[0] * maxMore;
  if (!isRisen || !isOfNew || !isOneForOne) return undefined;
  const youngCounts = measures.slice(1).map((measure) => sum(measure.counts));
  const isLoad =
    growthOf(youngCounts) > youngCounts[0] * maxMore &&
    work.at(-1) !== 0 &&
    amounts[amounts.length - 1] >= sum(amounts) * minShare;
  const ratio = ratioOf(sizes);
  const isSure =
    (sum(holder.counts) >= minAlike && ratio >= minSureRatio) || (way.length > 0 && ratio >= hugeRatio);
  const isReplaced = !isSure;
  const course = isLoad ? 'swells' : judgeSteps(steps, sizes[0], work, isReplaced);
  return {
    form: 'in place',
    isLeak: course === 'goes on',
    isNet: true,
    course,
    isReplaced,
    confidence: confidenceOf(amounts, survival, course),
    survival,
    amounts,
    sizes,
    growth,
    momentaryGrowth: growth,
    ratio,
    score: growth,
  };
}
