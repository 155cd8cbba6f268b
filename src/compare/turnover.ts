import { sum } from '../base/units.ts';
import type { ClassHistory } from './class-histories.ts';

/** Fewer objects that came and went in the busiest interval tell nothing. */
const minReplaced = 10;
/** Where more of a class's objects were replaced than this share, all may have been, and more than once. */
const maxReplacedShare = 0.7;
/** With this share of the busiest interval's, the last saw as much come and go. */
const steadyTurnover = 0.75;

/** What came and went besides. */
export interface Turnover {
  /** In the last interval, as a share of what did in the busiest: of the class that fell most, … */
  readonly least: number;
  /** … and least. */
  readonly most: number;
  /**
   * Class → interval − 1 → objects replaced, of each class that counts how much more work there was at the end than before: of none
   * of its intervals but the last may all have been replaced, and it is not in use for a moment only.
   */
  readonly clocks: readonly (readonly number[])[];
}

/**
 * Measures how much came and went in the last interval: a clock of the work done, where nobody measured it. It goes by all
 * classes of the program whose objects are replaced; what V8, Node and the snapshots themselves replace tells nothing.
 *
 * A full cache of 100 that was replaced as a whole saw at least as much work as 100: with 30 in the last
 * interval, that one had 0.3 of it at most. So such a class tells that work fell, and never that it went on.
 *
 * @returns undefined where nothing tells
 */
export function measureTurnover(replaced: readonly Replaced[]): Turnover | undefined {
  const shares = replaced.flatMap((counts) => shareOf(counts) ?? []);
  if (shares.length === 0) return undefined;
  const clocks = replaced.filter(isClock).map(({ counts }) => counts);
  return { least: Math.min(...shares), most: Math.max(...shares), clocks };
}

/** A class with less than this share of its busiest interval's in each other had one burst, and tells nothing of those. */
const minSecond = 0.1;

/**
 * How far each interval was at work in all that the program does, as far as that comes and goes: interval − 1 → the
 * least share of its busiest interval's objects that any class had replaced. None where nothing tells.
 */
export function measureActivity(replaced: readonly Replaced[]): number[] | undefined {
  const shares = replaced
    .filter(({ counts }) => Math.max(...counts) >= minReplaced)
    .map(({ counts }) => counts.map((count) => count / Math.max(...counts)))
    .filter((of) => of.filter((share) => share >= minSecond).length > 1);
  return shares[0]?.map((_, i) => Math.min(...shares.map((of) => of[i])));
}

/** Whether as much came and went in the last interval as in the busiest, whatever one asks. */
export function isSteady({ least }: Turnover): boolean {
  return least >= steadyTurnover;
}

function isOfProgram({ heapClass: { origin } }: ClassHistory): boolean {
  return origin === 'program' || origin === 'shape';
}

/** Of each class of the program. Time O(classes · snapshots²). */
export function measureReplaced(histories: readonly ClassHistory[]): Replaced[] {
  return histories.filter(isOfProgram).map(replacedIn);
}

/** How many objects of a class were replaced. */
export interface Replaced {
  /** interval − 1 → objects that went and have others in their stead */
  readonly counts: readonly number[];
  /** interval − 1 → whether all may have been replaced, and more than once */
  readonly isWhole: readonly boolean[];
  /** Most that went in an interval had come in the one before: then all of those may have gone, and others since. */
  readonly isOfMoment: boolean;
}

function replacedIn({ cohorts, counts: totals }: ClassHistory): Replaced {
  const goneIn = (cohort: readonly number[], i: number): number => cohort[i] - cohort[i + 1];
  const gone = totals.slice(1).map((_, i) => sum(cohorts.slice(0, i + 1).map((alive) => goneIn(alive, i))));
  const counts = gone.map((goneThen, i) => Math.min(cohorts[i + 1][i + 1], goneThen));
  const isWhole = counts.map((count, i) => count > maxReplacedShare * totals[i]);
  const isOfMoment = gone.some(
    (goneThen, i) => i > 0 && goneThen >= minReplaced && goneIn(cohorts[i], i) > maxReplacedShare * goneThen,
  );
  return { counts, isWhole, isOfMoment };
}

function shareOf({ counts, isWhole, isOfMoment }: Replaced): number | undefined {
  const most = Math.max(...counts);
  if (most < minReplaced || isWhole.at(-1) === true) return undefined;
  const share = (counts.at(-1) ?? 0) / most;
  return (isOfMoment || isWhole.includes(true)) && share >= steadyTurnover ? undefined : share;
}

function isClock({ counts, isWhole, isOfMoment }: Replaced): boolean {
  return !isOfMoment && Math.max(...counts) >= minReplaced && !isWhole.slice(0, -1).includes(true);
}
