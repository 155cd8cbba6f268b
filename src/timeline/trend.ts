/** A value at a time. */
export interface Point {
  /** Seconds; from when does not matter. */
  readonly at: number;
  readonly value: number;
}

/** Which way a series of points goes. */
export interface Trend {
  /** It rises steadily, to the end, and by as much as asked for. */
  readonly rises: boolean;
  /** It rose by as much as asked for, but its end is flat, and not for want of points there. */
  readonly hasStopped: boolean;
  /** It rose by as much, but with falls between, or more slowly at the end: neither of the two is to be seen. */
  readonly mayRise: boolean;
  /** Median of the slopes between all pairs of points, a second. */
  readonly slope: number;
  /** What the slope is not above, nine times out of ten (Sen's interval). */
  readonly upperSlope: number;
  /** The median slope of the last third, as share of what the whole gained: 1 of a line, 0 of what ends flat. */
  readonly lateShare: number;
  /** Pairs that rise minus pairs that fall, as share of all: 1 of a series that only rises. */
  readonly tau: number;
  /** Slope times duration: what the line through the points gains from the first to the last. */
  readonly growth: number;
  readonly first: number;
  readonly last: number;
  readonly seconds: number;
  readonly pointCount: number;
}

/**
 * Fewer points than this show nothing: of five values without any order, all rising is one case in 120, of four one
 * in 24.
 */
export const minPoints = 5;

/**
 * Share of pairs that must rise more than fall. A saw of two equal teeth has 0.5, of k teeth 1/k, so what comes
 * and goes at least twice in what was watched is no growth, however steep its flanks.
 */
const minTau = 0.6;

/**
 * Mann and Kendall's z, one-sided: values without order pass in 1.4 of 100 cases. It asks for more agreement where
 * there are few points: of five all pairs must rise.
 */
const minZ = 2.2;

/** What fills up and then stays, a cache, has a late slope of 0; what leaks evenly, of 1. */
const minLateShare = 0.25;

/** What stays has an end that is slower than this, and not above the other even at its upper bound: a few points with noise look flat by chance. */
const flatShare = 0.1;
const maxOpenShare = 0.5;

/** From this many points on a trend is not the work of a few odd ones. */
export const manyPoints = 12;
/** Nearly every point is above those before. */
export const clearTau = 0.85;
/** The end grows as fast as the whole, or nearly. */
export const clearLateShare = 0.6;

/** As steady as what leaks with every request is: points without order are so in less than one case of 10,000. */
export function isClear({ rises, pointCount, tau, lateShare }: Trend): boolean {
  return rises && pointCount >= manyPoints && tau >= clearTau && lateShare >= clearLateShare;
}

/**
 * Judges by ranks and medians, which one spike, or a few, cannot turn: the slope is Theil and Sen's, the order Mann and
 * Kendall's. Time by the square of the points, which are windows, 24 at most.
 *
 * @param points by rising time
 * @param minGrowth below this it is no growth worth a word
 */
export function trendOf(points: readonly Point[], minGrowth: number): Trend {
  const first = points[0] ?? { at: 0, value: 0 };
  const last = points.at(-1) ?? first;
  const seconds = last.at - first.at;
  const { slope, upperSlope, balance } = comparePairs(points);
  const pairs = (points.length * (points.length - 1)) / 2;
  const tau = pairs === 0 ? 0 : balance / pairs;
  const late = points.slice(-Math.max(3, Math.ceil(points.length / 3)));
  // A steep beginning and a long flat end have a small median slope, against which noise at the end would look steep.
  const whole = Math.max(slope, seconds > 0 ? (last.value - first.value) / seconds : 0);
  const end = comparePairs(late);
  const lateShare = whole > 0 ? end.slope / whole : 0;
  const growth = slope * seconds;
  const hasRisen = points.length >= minPoints && zOf(balance, points.length) >= minZ && growth >= minGrowth;
  const rises = hasRisen && tau >= minTau && lateShare >= minLateShare;
  const isFlat = lateShare < flatShare && end.upperSlope < whole * maxOpenShare;
  return {
    rises,
    hasStopped: hasRisen && isFlat,
    mayRise: hasRisen && !rises && !isFlat,
    slope,
    upperSlope,
    lateShare,
    tau,
    growth,
    first: first.value,
    last: last.value,
    seconds,
    pointCount: points.length,
  };
}

function comparePairs(points: readonly Point[]): { slope: number; upperSlope: number; balance: number } {
  const slopes: number[] = [];
  let balance = 0;
  points.forEach((later, index) => {
    for (const earlier of points.slice(0, index)) {
      balance += Math.sign(later.value - earlier.value);
      if (later.at > earlier.at) slopes.push((later.value - earlier.value) / (later.at - earlier.at));
    }
  });
  slopes.sort((a, b) => a - b);
  const upper = Math.ceil((slopes.length + upperZ * Math.sqrt(varianceOf(points.length))) / 2);
  const upperSlope = slopes[Math.min(upper, slopes.length - 1)] ?? 0;
  return { slope: medianOf(slopes), upperSlope, balance };
}

/** Normal: nine of ten are below. */
const upperZ = 1.28;

/** Of Kendall's balance over so many points without order. */
function varianceOf(n: number): number {
  return (n * (n - 1) * (2 * n + 5)) / 18;
}

/** Normal approximation with the correction for whole numbers; without ties, which only make it stricter. */
function zOf(balance: number, n: number): number {
  return (Math.abs(balance) - 1) / Math.sqrt(varianceOf(n));
}

/** 0 of nothing. */
export function medianOf(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
