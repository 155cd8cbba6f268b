import { sum } from '../base/units.ts';
import type { ClassHistory } from './class-histories.ts';

/** Fewer objects that came and went in the busiest interval tell nothing. */
const minReplaced = 10;
/** Where more of a class's objects were replaced than this share, all may have been, and more than once. */
const maxReplacedShare = 0.7;
/** With this share of the busiest interval's, the last saw as much come and go. */
const steadyTurnover = 0.75;

/** What came and went in the last interval, as a share of what did in the busiest: of the class that fell most, and least. */
export interface Turnover {
  readonly least: number;
  readonly most: number;
}

/**
 * Measures how much came and went in the last interval: a clock of the work done, where nobody measured it. It goes by all
 * classes of the program whose objects are replaced; what V8, Node and the snapshots themselves replace tells nothing.
 *
 * A full cache of 100 that was replaced as a whole saw at least as much work as 100: with 30 in the last
 * interval, that one had 0.3 of it at most. So such a class tells that work fell, and never that it went on.
 *
 * Time O(classes · snapshots²).
 *
 * @returns undefined where nothing tells
 */
export function measureTurnover(histories: readonly ClassHistory[]): Turnover | undefined {
  const shares = histories.flatMap((history) => shareOf(history) ?? []);
  return shares.length > 0 ? { least: Math.min(...shares), most: Math.max(...shares) } : undefined;
}

/** Whether as much came and went in the last interval as in the busiest, whatever one asks. */
export function isSteady({ least }: Turnover): boolean {
  return least >= steadyTurnover;
}

function shareOf(history: ClassHistory): number | undefined {
  const { heapClass, counts } = history;
  if (heapClass.origin !== 'program' && heapClass.origin !== 'shape') return undefined;
  const replaced = replacedIn(history);
  const isWhole = replaced.map((count, i) => count > maxReplacedShare * counts[i]);
  const most = Math.max(...replaced);
  if (most < minReplaced || isWhole.at(-1) === true) return undefined;
  const share = (replaced.at(-1) ?? 0) / most;
  return isWhole.includes(true) && share >= steadyTurnover ? undefined : share;
}

/** Interval − 1 → objects that went and have others in their stead. */
function replacedIn({ cohorts }: ClassHistory): number[] {
  return cohorts.slice(1).map((born, i) => {
    const gone = sum(cohorts.slice(0, i + 1).map((alive) => alive[i] - alive[i + 1]));
    return Math.min(born[i + 1], gone);
  });
}
