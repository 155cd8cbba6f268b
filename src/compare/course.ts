import { sum } from '../base/units.ts';
import { risesOf } from './amounts.ts';
import type { Turnover } from './turnover.ts';

/**
 * How growth goes over the intervals of a series:
 *
 * - `goes on`: something came in two intervals or more, the last one that saw any work among them;
 * - `slows`: less and less came, as in a cache on its way to its limit; or as in a leak while load falls;
 * - `eases`: less came, too little less to tell, or from little at first; or less was done;
 * - `stopped`: something came, and then no more while work went on;
 * - `pauses`: it came in two intervals or more, and the last saw no work, as far as can be told;
 * - `once`: all came in the only interval there was to see it, or in the last;
 * - `swells`: all is new each time and more, as under a load that rises;
 * - `chance`: something of any size was bigger each time than what it replaced, too few times in a row to tell.
 */
export type Course = 'goes on' | 'slows' | 'eases' | 'stopped' | 'pauses' | 'once' | 'swells' | 'chance';

/** Whether less came at the end, or may have for as much work. */
export function hasEased(course: Course): boolean {
  return course === 'slows' || course === 'eases';
}

/** What is known of the intervals of a series as a whole. */
export interface Intervals {
  /** interval − 1 → how much was done in it; 0 for an idle one. */
  readonly work: readonly number[];
  /** The work is processor time in seconds, measured; else it is 1 for all that were not idle. */
  readonly isMeasured: boolean;
  /** What the process did before the first snapshot, where that was measured too. */
  readonly past?: Past | undefined;
  /** How much came and went in the last one; undefined where nothing tells. */
  readonly turnover?: Turnover | undefined;
  /** interval − 1 → how far it was at work in all that comes and goes, 0 to 1; undefined where nothing tells. */
  readonly activity?: readonly number[] | undefined;
  /** The same work was done in each, on purpose, and nothing should have stayed: then little is enough. */
  readonly isControlled?: boolean | undefined;
}

/** The life of a process up to the first snapshot of it. */
export interface Past {
  /** Processor time in seconds, that of starting and of earlier captures included. */
  readonly work: number;
  /** Its length by the clock, as a multiple of the series'. */
  readonly length: number;
}

/** What gathers at a place, in one unit: objects, references or bytes. */
export interface Gathered {
  /** interval − 1 → what came in it and is still there */
  readonly came: readonly number[];
  /** snapshot → all that is there */
  readonly there: readonly number[];
}

/** An interval with less than this share of all growth had none to speak of. */
export const minShare = 0.03;
/** Where only two intervals had any, the smaller must have this much, or all came in the other. */
const minShareOfTwo = 0.1;
/** The last interval has at least this share of the busiest one's: growth has not slowed, whatever the load did. */
const steadyShare = 0.75;
/** Bursts differ by more; this much is enough where the last interval has no less than the first. */
const minSteadyShare = 0.6;
/** With less than this it has slowed. */
const slowShare = 0.3;
/** Between these two, what was this many times less in the first snapshot is not about to reach a limit. */
export const minRatio = 2.5;
/** Load that rises does not explain that many times as much as after the warm-up. */
export const hugeRatio = 8;
/** A life before the series that was shorter than this multiple of it has too much of starting in it. */
const minPastLength = 1;
/** Of fewer objects that came and went in an interval the number is chance. */
const minTicks = 5;
/** Rates that fall from each interval to the next, over three or more, and to this share in all, slow down, if much was there; … */
const maxSlowedTo = 0.6;
/** … to this share, or if little was, they may. */
const maxFallenTo = 0.9;

/**
 * Judges amounts by interval.
 *
 * @param amounts interval − 1 → what it added and is still there; of any unit
 * @param intervals amounts are held against the work where that is measured; else it is 1 but for idle intervals
 * @param ratio how many times as much as in the first snapshot there is in the last
 * @param gathered what the rates by work are of, where the totals are known
 */
export function judgeCourse(
  amounts: readonly number[],
  intervals: Intervals,
  ratio: number,
  gathered?: Gathered,
): Course {
  const course = courseByWork(amounts, intervals, ratio, gathered);
  return course === 'goes on' && hasSkipped(amounts, intervals) ? 'eases' : course;
}

/** The same of a total: what it rose by in each interval. @param total snapshot → objects or references */
export function courseOfTotal(total: readonly number[], intervals: Intervals, ratio: number): Course {
  const came = risesOf(total);
  return judgeCourse(came, intervals, ratio, { came, there: total });
}

/**
 * Whether less may have come because less was done, of what fills nothing: it came in each interval, nobody measured the work,
 * and something that came and went besides does not tell that as much was done.
 */
export function mayBeLessWork(amounts: readonly number[], intervals: Intervals, ratio: number): boolean {
  const { isMeasured, isControlled = false } = intervals;
  const most = Math.max(...amounts);
  const last = amounts[amounts.length - 1];
  const seen = amounts.flatMap((amount, i) => (amount >= most * minShareOfTwo ? [i] : []));
  const isMany = ratio >= minRatio;
  const leastShare = isMany && seen.length > 2 ? slowShare / 2 : slowShare;
  const isEnough = seen.length >= (isMany ? 2 : 3) && last >= most * leastShare;
  const byClocks = ratesByClocks(amounts, seen, intervals);
  const isKnown = isMeasured || isControlled || (byClocks.length > 0 && byClocks.every(hasSlowed));
  return isEnough && !isKnown;
}

function courseByWork(
  amounts: readonly number[],
  intervals: Intervals,
  ratio: number,
  gathered: Gathered | undefined,
): Course {
  const { work, isMeasured, turnover } = intervals;
  const total = sum(amounts);
  const seen = amounts.flatMap((amount, i) => (work[i] > 0 || amount >= total * minShare ? [i] : []));
  const grown = seen.filter((i) => amounts[i] >= total * minShare);
  const isOfOne =
    grown.length < 2 ||
    (grown.length === 2 && Math.min(...grown.map((i) => amounts[i])) < total * minShareOfTwo);
  if (isOfOne) {
    const last = amounts[seen.at(-1) ?? 0];
    if (last >= total * minShareOfTwo) return 'once';
    // A little after much: a limit, or a load that differs by as much.
    return grown.length > 1 && last >= total * minShare ? 'slows' : 'stopped';
  }
  if (grown.at(-1) !== seen.at(-1)) return 'stopped';
  const endsIdle = seen.at(-1) !== amounts.length - 1;
  if (endsIdle && !isSurelyIdle(intervals)) return 'pauses';
  const amountsOf = (some: readonly number[]): number[] => some.map((i) => amounts[i]);
  const course = courseOf(amountsOf(grown), ratio);
  if (!isMeasured) {
    const byClocks = ratesByClocks(amounts, seen, intervals);
    if (course === 'goes on') return mayFill(byClocks, amountsOf(seen), ratio) ? 'eases' : course;
    // What slowed no more than what came and went besides saw less work.
    if (ratio < minRatio) return course;
    if (byClocks.length > 0) return byClocks.some(hasSlowed) ? course : 'goes on';
    const most = turnover?.most ?? 0;
    if (most === 0 || most > maxSlowedTo || endsIdle) return course;
    const share = amounts[amounts.length - 1] / Math.max(...amounts);
    return share >= most * slowShare ? 'goes on' : course;
  }
  // What came in an interval that looked idle came from some work all the same.
  const leastWork = Math.min(...seen.map((i) => work[i]).filter((done) => done > 0));
  const ratesOf = (of: readonly number[]): number[] =>
    seen.map((i) => of[i] / (work[i] > 0 ? work[i] : leastWork));
  if (gathered && isLifelong(gathered, intervals, ratesOf(gathered.came))) return 'goes on';
  const courseOfRates = courseOf(ratesOf(amounts), ratio);
  if (course === courseOfRates) return course;
  // Work is not alike, even where as much is done: times that differ by as little prove nothing against even amounts.
  if (course === 'goes on' && isEven(seen.map((i) => work[i]))) return course;
  // Time may be spent on other things. And a cache's misses take time, too: with less time there are fewer, as there
  // are fewer of a leak's objects.
  return hasEased(course) && courseOfRates === 'goes on' && ratio >= minRatio ? 'goes on' : 'eases';
}

/** With less than this share of the busiest interval's coming and going, nothing was done. */
const idleTurnover = 0.05;

/**
 * Whether the last interval, of which next to nothing is left, saw no work, and so says nothing. What fills up leaves nothing
 * either: it must be known from elsewhere.
 */
function isSurelyIdle({ isMeasured, turnover }: Intervals): boolean {
  return isMeasured || (turnover !== undefined && turnover.most < idleTurnover);
}

/** With this share of the busiest interval's work, … */
const minActivity = 0.25;
/** … less than this share of what it should have brought is nothing. */
const minBrought = 0.1;

/**
 * Whether an interval after the first growth brought nothing though the program was at work in all that it does. Something
 * comes of each piece of work in a leak, unless of that kind none was done; a pool grows only when more is in use at once than
 * ever before, which is by less and less, and seldom by about as much twice in a row.
 */
function hasSkipped(amounts: readonly number[], { activity = [] }: Intervals): boolean {
  const most = Math.max(...amounts);
  const first = amounts.findIndex((amount) => amount >= most * minBrought);
  const isIdle = (amount: number, share: number): boolean =>
    share >= minActivity && amount < most * share * minBrought;
  const skipped = activity.flatMap((share, i) => (i > first && isIdle(amounts[i], share) ? [i] : []));
  if (skipped.length === 0) return false;
  const last = skipped[skipped.length - 1];
  const [before, since] = [amounts.slice(0, last), amounts.slice(last + 1)];
  if (skipped.length === 1 && Math.max(...since) >= Math.max(...before) * steadyShare) return false;
  const latest = since.slice(-2);
  return latest.length < 2 || Math.min(...latest) < Math.max(...latest) * minSteadyShare;
}

/** The classes that count the work of each interval that had any: interval − 1 → objects that came and went. */
function clocksOf({ work, turnover }: Intervals): readonly (readonly number[])[] {
  return (turnover?.clocks ?? []).filter((clock) =>
    work.every((done, i) => done === 0 || clock[i] >= minTicks),
  );
}

/**
 * What came for each object that came and went besides, by each class that counts the work.
 *
 * @param seen the intervals that it is asked of, less 1
 */
function ratesByClocks(
  amounts: readonly number[],
  seen: readonly number[],
  intervals: Intervals,
): number[][] {
  const clocks = clocksOf(intervals).filter((clock) => seen.every((i) => clock[i] > 0));
  return clocks.map((clock) => seen.map((i) => amounts[i] / clock[i]));
}

/**
 * Whether growth slowed against all that came and went: a cache takes in as much each time while load rises. What is many times
 * as much as at first, and came evenly, would do so by chance.
 */
function mayFill(byClocks: readonly number[][], amounts: readonly number[], ratio: number): boolean {
  const isUneven = isFalling(amounts) || Math.min(...amounts) < Math.max(...amounts) * minSteadyShare;
  const isSlower = (rates: readonly number[]): boolean =>
    hasSlowed(rates) && (ratio < minRatio || (isUneven && isFalling(rates)));
  return byClocks.length > 0 && byClocks.every(isSlower);
}

/**
 * Whether something that came and went besides tells how much was done, and that growth kept up with it. What came less and less
 * is not borne out by something else that did, for it may by chance.
 */
export function isBorneOut(amounts: readonly number[], intervals: Intervals): boolean {
  if (isFalling(amounts)) return false;
  const seen = amounts.flatMap((_, i) => (intervals.work[i] > 0 ? [i] : []));
  return ratesByClocks(amounts, seen, intervals).some((rates) => !hasSlowed(rates));
}

/**
 * Whether what was there at first had come as fast as what came since: by processor time, and by the clock not faster.
 * Then it has gathered all its life, and is not on its way to a limit, which slows down by both. One of them proves too
 * little: as a cache fills, its misses take less time too, and load may rise just as it fills. Both are too low a rate
 * for what was there at first if starting took long; so what slowed within the series is a cache all the same.
 */
function isLifelong({ there }: Gathered, { work, past }: Intervals, rates: readonly number[]): boolean {
  const [first = 0] = there;
  const net = (there.at(-1) ?? 0) - first;
  if (past === undefined || past.length < minPastLength || first <= 0 || net <= 0) return false;
  const [before, since] = [first / past.work, net / sum(work)];
  return isEven([before, since]) && net >= (first / past.length) * steadyShare && !hasSlowed(rates);
}

/** Whether less came at the end by more than chance explains; `slows` asks for more than that. */
function hasSlowed(rates: readonly number[]): boolean {
  const [first = 0] = rates;
  const last = rates.at(-1) ?? 0;
  const mayBeChance = rates.length > 2 ? maxFallenTo : steadyShare;
  return last < Math.max(...rates) * minSteadyShare || (isFalling(rates) && last <= first * mayBeChance);
}

/** Whether none is much less than the most. */
export function isEven(amounts: readonly number[]): boolean {
  return Math.min(...amounts) >= Math.max(...amounts) * steadyShare;
}

function isFalling(rates: readonly number[]): boolean {
  return rates.every((rate, i) => i === 0 || rate < rates[i - 1]);
}

/** Of growth in two intervals or more, the last among them. */
function courseOf(rates: readonly number[], ratio: number): 'goes on' | 'slows' | 'eases' {
  const [first] = rates;
  const last = rates.at(-1) ?? 0;
  const share = last / Math.max(...rates);
  const falls = isFalling(rates);
  const eases = falls && last <= first * (rates.length > 2 ? maxFallenTo : minSteadyShare);
  const hasFallen = falls && rates.length > 2 && last <= first * maxSlowedTo;
  if (share < slowShare || (hasFallen && ratio < minRatio)) return 'slows';
  if (eases) return 'eases';
  // Two say too little of what was there before in about that number.
  const isSteady = share >= steadyShare || (share >= minSteadyShare && last >= first);
  return ratio < minRatio && (!isSteady || rates.length === 2) ? 'eases' : 'goes on';
}

/** A store is doubled, or nearly, when it is full, and then has room for some time. */
const minDoublings = 2.5;

/** What is replaced by something of any size is bigger this many times in a row by chance in one case of 120. */
const minReplacements = 4;

/**
 * Judges how one object grows. Its tables and backing stores grow by a half or the double at a time, so
 * an interval without growth is one in which there was room: only two in a row, with work in them, say that it stopped;
 * and two steps say that it goes on only where they made more of it than a store's next size.
 *
 * @param steps interval − 1 → bytes it grew by
 * @param first its bytes in the first snapshot
 * @param work interval − 1 → 0 for an idle one
 * @param isReplaced whether it is another object each time, and nothing tells that it has the contents of the one before
 * @param isContinued whether it begins with what was there before: then nothing was let go, as a window does
 */
export function judgeSteps(
  steps: readonly number[],
  first: number,
  work: readonly number[],
  isReplaced: boolean,
  isContinued = false,
): Course {
  const seen = steps.flatMap((step, i) => (work[i] > 0 || step > 0 ? [Math.max(0, step)] : []));
  const total = sum(seen);
  const [before = 0, last = 0] = [seen.at(-2), seen.at(-1)];
  const ratio = (first + total) / Math.max(first, 1);
  // Beside one table's next size, what its entries need is little, and no step.
  const leastShare = ratio < minDoublings && !isContinued ? minShareOfTwo : minShare;
  const grown = seen.filter((step) => step >= total * leastShare);
  const hasShrunk = (steps.at(-1) ?? 0) <= -total * minShare;
  const isRoomy = ratio >= minDoublings && before >= total * minShare && !hasShrunk;
  if (last < total * minShare && !isRoomy) return 'stopped';
  if (grown.length < 2) return 'once';
  if (isReplaced && grown.length < minReplacements) return 'chance';
  if (grown.length === 2 && ratio < minDoublings) return 'eases';
  // A table's next size is no small step: what grows by less and less has entries that do, whatever room there is now.
  const withLast = grown.at(-1) === last || last < total * minShare ? grown : [...grown, last];
  return isContinued || courseOf(withLast, ratio) === 'goes on' ? 'goes on' : 'eases';
}
