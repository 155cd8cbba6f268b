import { sum, type Bytes } from '../base/units.ts';
import { growthOf } from './amounts.ts';
import { minSurvival } from './behaviour.ts';
import { hugeRatio, minRatio, minShare, type Intervals } from './course.ts';
import type { GrowthPart } from './growth.ts';
import { minSurvivalInPlace } from './in-place.ts';
import type { CandidateJudgement, FollowedClass } from './suspects.ts';
import { isSteady } from './turnover.ts';
import type { PreparedCandidate } from './prepare-candidates.ts';

/** What a place's growth is set against. */
export interface HeapSizes {
  /** The last total. */
  readonly last: Bytes;
  /** The lower median of the totals: what is there for the moment in one snapshot, and be it a giant, says nothing. */
  readonly usual: Bytes;
  /** The same of V8's own heap: a buffer outside it may be bigger than all that a program has. */
  readonly usualInside: Bytes;
  /** By how much the totals grew, with V8's code or without, whichever is less: what V8 compiles is no growth of the program's. */
  readonly grown: Bytes;
}

/** @param engineBytes growth of V8's own classes */
export function measureHeap(
  totals: readonly Bytes[],
  classes: readonly FollowedClass[],
  engineBytes: Bytes,
): HeapSizes {
  const stores = classes.filter(({ kind }) => kind === 'backing store');
  const inside = totals.map((total, index) => total - sum(stores.map(({ selfSizes }) => selfSizes[index])));
  return {
    last: totals.at(-1) ?? 0,
    usual: lowerMedian(totals),
    usualInside: lowerMedian(inside),
    grown: growthOf(totals) - Math.max(0, engineBytes),
  };
}

function lowerMedian(sizes: readonly Bytes[]): Bytes {
  return sizes.toSorted((a, b) => a - b)[Math.floor((sizes.length - 1) / 2)] ?? 0;
}

/** Where the heap does not grow by it, what gathers must weigh at least this share of it to matter, … */
export const minShareOfFlat = 0.02;
/** … and anywhere this one. */
export const minShareOfHeap = 0.001;
/** A heap that grew by less than this share of what gathers in it does not grow by that. */
const minShown = 0.25;
/** Modules that are loaded ever on, and weigh this share of the heap, are no start. */
const maxShareOfLoading = 0.05;
/** So few objects that came in one interval are something for the moment. */
const maxMomentary = 10;
/** What slows down is a cache that fills, or a leak while load falls. Where work is not known, so little is not looked into. */
const maxShareOfFilling = 0.0075;
/** A store that grew once to this much may be on its way to the next time. */
const minStoreRatio = 1.5;

/** Where only one interval had work nothing is known but what came in it, as of a pair. */
export function isOfOneInterval({ work }: Intervals): boolean {
  return work.filter((done) => done > 0).length < 2;
}

/** Load that is less in each interval than in the one before, over so many, is rare; a cache that fills does that. */
const minFalling = 4;

function fallsThroughout(amounts: readonly number[]): boolean {
  return amounts.length >= minFalling && amounts.every((amount, i) => i === 0 || amount < amounts[i - 1]);
}

/**
 * Whether less came though no less was done. Less comes of a leak, too, where less is done; and of two numbers one is always
 * smaller. Where work was not measured, what slows must have slowed against what came and went besides.
 */
function isFilling(
  amounts: readonly number[],
  { isMeasured, isControlled = false, turnover }: Intervals,
): boolean {
  if (amounts.filter((amount) => amount > 0).length <= 2) return false;
  if (isMeasured || isControlled) return true;
  return turnover === undefined ? fallsThroughout(amounts) : isSteady(turnover);
}

/** Whether so many bytes matter. @param ratio how many times as much as in the first snapshot there is */
export function weighs(growth: Bytes, ratio: number, { usual, usualInside, grown }: HeapSizes): boolean {
  const isFlat = grown < growth * minShown && ratio < hugeRatio;
  return growth >= (isFlat ? usual * minShareOfFlat : usualInside * minShareOfHeap);
}

/** What a candidate's growth is put down to. */
export function partOf(
  { form, isLeak, isNet, course, survival, growth, ratio, amounts }: CandidateJudgement,
  { candidate: { isLoading, named, slot, form: formOfBirths } }: PreparedCandidate,
  heap: HeapSizes,
  intervals: Intervals,
): GrowthPart {
  const isPair = intervals.work.length === 1;
  const isControlledPair = isPair && intervals.isControlled === true;
  // Files are loaded once; who loads new ones for ever leaks all the same.
  if (isLoading)
    return (course === 'goes on' || isControlledPair) && growth >= heap.last * maxShareOfLoading
      ? 'unexplained'
      : 'warm-up';
  if (isPair) return isLeak ? 'suspect' : 'churn';
  if (isLeak) {
    if (intervals.isControlled) return 'suspect';
    return weighs(growth, ratio, heap) ? 'suspect' : 'unexplained';
  }
  const isOfOne = isOfOneInterval(intervals);
  const least = form === 'in place' ? minSurvivalInPlace : minSurvival;
  if (!isNet || (survival < least && !isOfOne)) return 'churn';
  // What is replaced one for one has no room that may be left, as a table has.
  if (form === 'in place' && formOfBirths === 'objects' && course === 'stopped') return 'warm-up';
  if (form === 'in place') {
    const steps = amounts.filter((amount) => amount >= growth * minShare).length;
    const isStore = slot === undefined && ratio >= minStoreRatio;
    return steps > 1 || isStore || isOfOne ? 'unexplained' : 'churn';
  }
  if (course === 'slows') {
    const isLittle =
      growth < heap.usualInside * maxShareOfFilling && (!intervals.turnover || isSteady(intervals.turnover));
    return (isLittle || isFilling(amounts, intervals)) && ratio < minRatio ? 'warm-up' : 'unexplained';
  }
  if (course === 'stopped') return 'warm-up';
  return course === 'once' && sum(named.counts) < maxMomentary && !isOfOne ? 'churn' : 'unexplained';
}
