import { sum } from '../base/units.ts';
import { minShare, type Course } from './course.ts';

/** Growth in three intervals or more, that stayed and went on, … */
const surestConfidence = 0.97;
/** … in two, … */
const sureConfidence = 0.9;
/** … and what may as well have ended. */
export const openConfidence = 0.5;

/** By how many intervals took part: what is measured of each is in docs/accuracy.md. */
export function confidenceOf(amounts: readonly number[], survival: number, course: Course): number {
  if (course !== 'goes on') return openConfidence;
  const total = sum(amounts);
  const grown = amounts.filter((amount) => amount >= total * minShare).length;
  return (
    (grown > 2 ? surestConfidence : grown === 2 ? sureConfidence : openConfidence) *
    Math.min(1, survival + 0.2)
  );
}
