import { sum } from '../base/units.ts';
import { judgeCourse, type Intervals } from './course.ts';

/**
 * How a class behaves over a series, told from when its objects were born and which still live:
 *
 * - `leaking`: the objects of two intervals or more stay, of the last that saw work too, and the total rises by them;
 * - `warm-up`: what came first stays, and ever less is added: a cache that fills, code that is compiled;
 * - `churn`: objects come and go in equal measure;
 * - `transient`: its objects are in one snapshot only;
 * - `stepped`: it grew in some intervals and not in others, and what came stays; of two snapshots,
 *   whatever grew: one interval tells no leak from a warm-up;
 * - `shrinking`: there are fewer at the end than at the start;
 * - `flat`: nothing of note happens.
 */
export type Behaviour = 'leaking' | 'warm-up' | 'churn' | 'transient' | 'stepped' | 'shrinking' | 'flat';

/** The share of the objects born before the last interval that must still live. */
export const minSurvival = 0.6;
/** The share of what came that must show in the total: what a full cache takes in, it also lets go. */
export const minNetGrowth = 0.5;
/** A change of fewer objects than this share of the class is no change. */
const minNotable = 0.02;

/** Counts of a class by the interval its objects were born in. */
export interface Cohorts {
  /** snapshot → objects of the class in it */
  readonly counts: readonly number[];
  /** birth → snapshot → how many of those born in `birth` live in `snapshot`; 0 before they are born */
  readonly alive: readonly (readonly number[])[];
}

/**
 * Of the objects born in the intervals before the last, the share that lives in the last snapshot. Two
 * snapshots have one interval; there it is that of the objects of the first snapshot.
 */
export function survivalOf({ alive }: Cohorts): number {
  let born = 0;
  let living = 0;
  const first = alive.length > 2 ? 1 : 0;
  for (let birth = first; birth < alive.length - 1; birth++) {
    born += alive[birth]?.[birth] ?? 0;
    living += alive[birth]?.at(-1) ?? 0;
  }
  return born > 0 ? living / born : 1;
}

/** Fewer objects of the first snapshot say nothing by going. */
const minOld = 9;
/** What a full cache lets go is at least this share of what came, … */
const minEvictedShare = 0.1;
/** … of its oldest no more than this share of what is left of the others; … */
const maxOldShare = 0.5;
/** … and of these all are left, or of the younger ones this share more than of the older. */
const [minYoungShare, minRise] = [0.95, 0.1];

/**
 * Whether the oldest go and the younger stay, as in a cache or a history that became full on the way: what it has taken in
 * since is all there, and no more will be. What is only in use for a moment goes at any age, and its place is taken.
 */
export function goesByAge(cohorts: Cohorts): boolean {
  const [old, ...young] = cohorts.alive.map((living, birth) => ({
    born: living[birth],
    left: living[living.length - 1],
  }));
  const before = young.slice(0, -1);
  const shares = before.filter(({ born }) => born > 0).map(({ born, left }) => left / born);
  if (old.born < minOld || shares.length === 0) return false;
  const [elder, younger] = [shares[0], shares[shares.length - 1]];
  const isByAge = Math.min(...shares) >= minYoungShare || younger >= elder + minRise;
  const isOldLess = old.left / old.born <= survivalOf(cohorts) * maxOldShare;
  const gone = sum([old, ...before].map(({ born, left }) => born - left));
  return isByAge && isOldLess && gone >= sum(young.map(({ left }) => left)) * minEvictedShare;
}

const oneInterval: Intervals = { work: [1], isMeasured: false };

export function judgeBehaviour(cohorts: Cohorts, intervals: Intervals = oneInterval): Behaviour {
  const { counts, alive } = cohorts;
  const first = counts[0] ?? 0;
  const last = counts.at(-1) ?? 0;
  const notable = Math.max(1, first * minNotable);
  const young = alive.slice(1).map((living) => living.at(-1) ?? 0);
  const born = alive.slice(1).map((living, i) => living[i + 1] ?? 0);
  const came = sum(born);
  const net = last - first;

  const isPair = counts.length === 2;
  if (!isPair && counts.filter((count) => count > 0).length === 1 && first === 0) return 'transient';
  if (net <= -notable) return 'shrinking';
  if (came < notable) return 'flat';
  // What came in the last interval had no chance to go yet: it says nothing by itself.
  const isTransient = alive
    .slice(1)
    .every((living, i) => living.every((count, s) => s === i + 1 || count === 0));
  if (!isPair && isTransient && first === 0) return 'transient';
  if (net < came * minNetGrowth) return 'churn';
  const stays = survivalOf(cohorts) >= minSurvival;
  if (!stays) return 'churn';
  if (isPair) return 'stepped';
  const gathered = { came: young, there: counts };
  const course = judgeCourse(young, intervals, (last + 1) / (first + 1), gathered);
  if (course === 'goes on') return 'leaking';
  if (course === 'slows') return 'warm-up';
  if (course === 'pauses' || course === 'eases') return 'stepped';
  return young[0] !== undefined && young[0] >= net * 0.9 ? 'warm-up' : 'stepped';
}
