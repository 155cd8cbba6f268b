import { pointsOf, type AfterCollections, type Leftover } from './after-collections.ts';
import { isClear, trendOf, type Trend } from './trend.ts';
import { lowestOf, type ValueOf, type Windows } from './windows.ts';

/** Whether something that objects are, or own, grows. */
export interface Growth {
  /**
   * `slow`: it rises steadily by less than what Node itself may gain. `uneven`: it rose, but with falls between, or less and
   * less. `unknown`: it rises, but it may be garbage, as too few
   * major collections came.
   */
  readonly answer: 'grows' | 'slow' | 'uneven' | 'stays' | 'unknown';
  /** Of what collections left; of the lowest values in windows of time where these are too few. */
  readonly trend: Trend;
  /** The trend stands on what collections left, so that its slope is a rate. */
  readonly isMeasured: boolean;
}

/** From how much on a rise is growth; bytes. */
export interface Floors {
  /** What is more is growth, if it is steady. */
  readonly growth: number;
  /** What is more is growth, if it is as steady as can be, and measured after collections that were asked for or told. */
  readonly clearGrowth: number;
  /** What is less is not worth a word. */
  readonly rise: number;
}

/**
 * Judges by what major collections left. Where they are too few, something that does not even rise with its garbage does not
 * grow; of what rises nobody knows.
 *
 * @param amount what of the leftovers @param valueOf the same, of any sample
 * @returns null where it is not known
 */
export function judgeGrowth(
  { judged }: Windows,
  collections: AfterCollections,
  amount: Exclude<keyof Leftover, 'at'>,
  valueOf: ValueOf,
  floorsAt: (level: number) => Floors,
): Growth | null {
  if (collections.isEnough) {
    const points = pointsOf(collections, amount);
    if (points.length === 0) return null;
    const floors = floorsAt(points[0].value);
    const trend = trendOf(points, floors.rise);
    const isClearHere = collections.sign !== 'fall' && isClear(trend);
    const least = isClearHere ? floors.clearGrowth : floors.growth;
    // A warm-up is larger than noise; what rose a little and then did not is not told from a slow leak under noise.
    const isUneven = trend.mayRise || (trend.hasStopped && trend.growth < floors.growth);
    if (!trend.rises) return { answer: isUneven ? 'uneven' : 'stays', trend, isMeasured: true };
    return { answer: trend.growth >= least ? 'grows' : 'slow', trend, isMeasured: true };
  }
  const lowest = lowestOf(judged, valueOf);
  if (lowest.length === 0) return null;
  const { rise } = floorsAt(lowest[0].value);
  const trend = trendOf(lowest, rise);
  const mayGrow = trend.rises || trend.mayRise || leftMore(collections, amount, rise);
  return { answer: mayGrow ? 'unknown' : 'stays', trend, isMeasured: false };
}

/** A few collections, each of which left more than the one before, are not enough to tell, and too many to say that nothing grows. */
function leftMore(
  collections: AfterCollections,
  amount: Exclude<keyof Leftover, 'at'>,
  least: number,
): boolean {
  const values = pointsOf(collections, amount).map(({ value }) => value);
  const rises = values.every((value, index) => index === 0 || value > values[index - 1]);
  return values.length > 1 && rises && values[values.length - 1] - values[0] >= least;
}
