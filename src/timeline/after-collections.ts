import type { TimelineSample } from '../preload/timeline-sample.cts';
import { minPoints, type Point } from './trend.ts';
import { lastingHeap, nativeRest, otherExternal, secondsOf, type Windows } from './windows.ts';

/**
 * How it is known that a major collection came: `asked`, the sample was taken right after one that was asked for; `told`,
 * the process was told of it by Node; `fall`, the old generation shrank, which nothing else makes it do.
 */
export type CollectionSign = 'asked' | 'told' | 'fall';

/** What a major collection left behind: bytes, null where nobody could tell. */
export interface Leftover {
  /** Uptime, seconds. */
  readonly at: number;
  readonly heap: number | null;
  /** Of that, in large object space. */
  readonly large: number | null;
  readonly arrayBuffers: number | null;
  readonly otherExternal: number | null;
  /** RSS that neither heap nor external explains: its owners may be objects too, and are gone with them. */
  readonly native: number | null;
}

/** What was left behind by all the collections in the time that is judged. */
export interface AfterCollections {
  readonly sign: CollectionSign;
  readonly left: readonly Leftover[];
  /** A trend may be read from them: there are five or more, and they are spread over the time. */
  readonly isEnough: boolean;
  /** Of the heap, by the last collections, two at most, those of the warm-up among them: bytes. */
  readonly latest: readonly number[];
}

/**
 * The old generation falls by nothing but a major collection. From outside, one that frees less than this between two
 * samples is not told from the noise, and then is none.
 */
const minFall = 500e3;
const minFallShare = 0.02;

/** Of the time: collections all within less say nothing of the rest of it. */
const minSpread = 0.5;

/**
 * Objects, and whatever they own outside the heap, are garbage for as long as no major collection comes, and these are
 * minutes apart in a calm service. So between two of them anything may rise; what they leave behind is what is held.
 *
 * Of the signs the surest is taken that there is enough of.
 */
export function findCollections({ warmUp, judged }: Windows): AfterCollections {
  const samples = judged.flat();
  const seconds = secondsOf(samples);
  const isTold = samples.some(({ majorGcs }) => majorGcs !== null);
  const isAsked = [...warmUp, ...samples].some(({ collectionMs }) => collectionMs !== null);
  const signs: [CollectionSign, boolean, (samples: readonly TimelineSample[]) => Leftover[]][] = [
    ['asked', isAsked, afterAsked],
    ['told', isTold, afterTold],
    ['fall', !isTold, afterFalls],
  ];
  const found = signs
    .filter(([, isKnown]) => isKnown)
    .map(([sign, , leftBy]): AfterCollections => {
      const left = leftBy(samples);
      const isEnough = left.length >= minPoints && spreadOf(left) >= seconds * minSpread;
      const ever = sign === 'told' ? leftBy([...warmUp, ...samples]) : left;
      const latest = ever.slice(-2).flatMap(({ heap }) => (heap === null ? [] : [heap]));
      return { sign, left, isEnough, latest };
    });
  return found.find(({ isEnough }) => isEnough) ?? found[0];
}

/** Points of one of the amounts, as many as windows there may be, each the lowest of its neighbours. */
export function pointsOf({ left }: AfterCollections, amount: Exclude<keyof Leftover, 'at'>): Point[] {
  const points = left.flatMap((leftover): Point[] => {
    const value = leftover[amount];
    return value === null ? [] : [{ at: leftover.at, value }];
  });
  const size = Math.ceil(points.length / maxPoints);
  const thinned: Point[] = [];
  for (let at = 0; at < points.length; at += size) {
    const group = points.slice(at, at + size);
    thinned.push(group.reduce((lowest, point) => (point.value < lowest.value ? point : lowest)));
  }
  return thinned;
}

const maxPoints = 24;

function spreadOf(left: readonly Leftover[]): number {
  return (left.at(-1)?.at ?? 0) - (left[0]?.at ?? 0);
}

function leftIn(sample: TimelineSample): Leftover {
  return {
    at: sample.uptime,
    heap: lastingHeap(sample),
    large: sample.largeUsed,
    arrayBuffers: sample.arrayBuffers,
    otherExternal: otherExternal(sample),
    native: nativeRest(sample),
  };
}

function afterAsked(samples: readonly TimelineSample[]): Leftover[] {
  return samples.filter(({ collectionMs }) => collectionMs !== null).map(leftIn);
}

function afterTold(samples: readonly TimelineSample[]): Leftover[] {
  const left: Leftover[] = [];
  let known = samples[0]?.majorGcs ?? 0;
  for (const sample of samples) {
    const { majorGcs, heapUsedAfterGc, externalAfterGc, arrayBuffersAfterGc } = sample;
    if (majorGcs === null || heapUsedAfterGc === null || majorGcs === known) continue;
    known = majorGcs;
    const now = leftIn(sample);
    const hasOwned = externalAfterGc !== null && arrayBuffersAfterGc !== null;
    left.push({
      ...now,
      heap: heapUsedAfterGc,
      // Older timelines have no such columns: what is there at the next sample has garbage since then in it.
      arrayBuffers: hasOwned ? arrayBuffersAfterGc : now.arrayBuffers,
      otherExternal: hasOwned ? externalAfterGc - arrayBuffersAfterGc : now.otherExternal,
    });
  }
  return left;
}

/** By old space alone, where it is known: large objects may be young, and then go with any collection. */
function afterFalls(samples: readonly TimelineSample[]): Leftover[] {
  const left: Leftover[] = [];
  let before = 0;
  for (const sample of samples) {
    const value = sample.oldUsed ?? lastingHeap(sample);
    if (value === null) continue;
    if (value < before - Math.max(minFall, before * minFallShare)) left.push(leftIn(sample));
    before = value;
  }
  return left;
}
