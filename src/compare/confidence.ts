import { sum } from '../base/units.ts';
import { hugeRatio, isBorneOut, isEven, minRatio, minShare, type Course, type Intervals } from './course.ts';

/** Growth in three intervals or more, that stayed and went on, … */
const surestConfidence = 0.97;
/** … in two, or where nothing tells how much was done, … */
const sureConfidence = 0.9;
/** … in uneven amounts and not many times over, under a load that may have risen just as a cache filled, … */
const unevenConfidence = 0.85;
/** … what came ever less, though it is of a kind that nears no limit: what a program sets up once does so, too; … */
export const slowedConfidence = 0.7;
/** … and what may as well have ended. */
export const openConfidence = 0.5;

/** By how many intervals took part: what is measured of each is in docs/accuracy.md. */
export function confidenceOf(amounts: readonly number[], survival: number, course: Course): number {
  if (course !== 'goes on') return openConfidence;
  const grown = countGrown(amounts);
  return (
    (grown > 2 ? surestConfidence : grown === 2 ? sureConfidence : openConfidence) *
    Math.min(1, survival + 0.2)
  );
}

/** Intervals that had any growth to speak of. */
function countGrown(amounts: readonly number[]): number {
  const total = sum(amounts);
  return amounts.filter((amount) => amount >= total * minShare).length;
}

/** Load that rises above all before in so many intervals is rare; a pool that is as large as it ever had to be does not grow otherwise. */
const minRises = 5;

/**
 * The same of new objects. A cache that fills may take in as much each time while load rises, and a pool grows
 * whenever more is in use at once than ever before. Unless work is known, or there is many times as much as at first after many intervals,
 * amounts prove less.
 *
 * @param ratio how many times as much as in the first snapshot there is
 */
export function confidenceOfObjects(
  amounts: readonly number[],
  survival: number,
  course: Course,
  ratio: number,
  intervals: Intervals,
): number {
  const confidence = confidenceOf(amounts, survival, course);
  const { isMeasured, isControlled = false } = intervals;
  const isKnown = isMeasured || isControlled || isBorneOut(amounts, intervals);
  if (isKnown || (ratio >= hugeRatio && countGrown(amounts) >= minRises)) return confidence;
  return Math.min(confidence, ratio >= minRatio || isEven(amounts) ? sureConfidence : unevenConfidence);
}
