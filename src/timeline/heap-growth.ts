import type { TimelineSample } from '../preload/timeline-sample.cts';
import { leastLateShare, leastPoints, trendOf, type Point, type Trend } from './trend.ts';
import { lastingHeap, lowestOf, type Windows } from './windows.ts';

/** Whether what lives in V8's heap grows. */
export interface HeapGrowth {
  /** `unknown`: what is used grows, but it may be garbage that no major collection has looked at yet. */
  readonly answer: 'grows' | 'stays' | 'unknown';
  /**
   * What the answer stands on: heapUsed noted after major collections; values after a fall, which are such collections
   * seen from outside; or the lowest values, of which nobody knows how much is garbage.
   */
  readonly basis: 'after-gc' | 'after-falls' | 'lowest';
  readonly trend: Trend;
  /** Major collections in the time that is judged. */
  readonly majorGcs: number;
  /** What the last collections left, two at most, those of the warm-up among them: bytes. */
  readonly left: readonly number[];
}

/**
 * The old generation falls by nothing but a major collection. From outside, one that frees less than this between two
 * samples is not told from the noise, and then is none.
 */
const leastFall = 500e3;
const leastFallShare = 0.02;

/** With fewer than five collections: each must have left more than the one before, and it stays a guess. */
const fewestGuessed = 3;

/**
 * The old generation fills with garbage too, until a major collection, and these are minutes apart in a calm service. So
 * a rise between two proves nothing; what they leave behind does.
 */
export function judgeHeap(
  { warmUp, judged }: Windows,
  leastGrowth: (level: number) => number,
): HeapGrowth | null {
  const lowest = lowestOf(judged, lastingHeap);
  if (lowest.length === 0) return null;
  const lowestTrend = trendOf(lowest, leastGrowth(lowest[0].value));
  const samples = judged.flat();
  const isNoted = samples.some(({ majorGcs }) => majorGcs !== null);
  const afterGc = isNoted ? notedAfterGc(samples) : afterFalls(samples);
  const basis = isNoted ? 'after-gc' : 'after-falls';
  const majorGcs = afterGc.length;
  const ever = isNoted ? notedAfterGc([...warmUp, ...samples]) : afterGc;
  const left = ever.slice(-2).map(({ value }) => value);

  if (majorGcs >= leastPoints) {
    const trend = trendOf(thinOut(afterGc), leastGrowth(afterGc[0].value));
    return { answer: trend.rises ? 'grows' : 'stays', basis, trend, majorGcs, left };
  }
  if (!lowestTrend.rises) return { answer: 'stays', basis: 'lowest', trend: lowestTrend, majorGcs, left };
  if (majorGcs >= fewestGuessed) {
    const trend = trendOf(afterGc, leastGrowth(afterGc[0].value));
    const end = trendOf(afterGc.slice(-2), 0);
    const isRising =
      trend.tau === 1 &&
      trend.growth >= leastGrowth(trend.first) &&
      end.slope >= trend.slope * leastLateShare;
    return { answer: isRising ? 'grows' : 'unknown', basis, trend, majorGcs, left };
  }
  // From outside a leak without garbage has no falls at all.
  return { answer: isNoted ? 'unknown' : 'grows', basis: 'lowest', trend: lowestTrend, majorGcs, left };
}

function notedAfterGc(samples: readonly TimelineSample[]): Point[] {
  const points: Point[] = [];
  let known = samples[0]?.majorGcs ?? 0;
  for (const { uptime, majorGcs, heapUsedAfterGc } of samples) {
    if (majorGcs === null || heapUsedAfterGc === null || majorGcs === known) continue;
    known = majorGcs;
    points.push({ at: uptime, value: heapUsedAfterGc });
  }
  return points;
}

function afterFalls(samples: readonly TimelineSample[]): Point[] {
  const points: Point[] = [];
  let before = 0;
  for (const sample of samples) {
    const value = lastingHeap(sample);
    if (value === null) continue;
    if (value < before - Math.max(leastFall, before * leastFallShare))
      points.push({ at: sample.uptime, value });
    before = value;
  }
  return points;
}

/** As many as there may be windows, each the lowest of its neighbours. */
function thinOut(points: readonly Point[]): Point[] {
  const size = Math.ceil(points.length / 24);
  const thinned: Point[] = [];
  for (let at = 0; at < points.length; at += size) {
    thinned.push(
      points.slice(at, at + size).reduce((lowest, point) => (point.value < lowest.value ? point : lowest)),
    );
  }
  return thinned;
}
