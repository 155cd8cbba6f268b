import type { TimelineContext } from '../../src/preload/timeline-context.cts';
import type { AfterGc, TimelineSample } from '../../src/preload/timeline-sample.cts';
import type { Timeline } from '../../src/timeline/read-timeline.ts';

/** Megabytes at a share of the time, 0 to 1. */
export type Course = (share: number) => number;

export interface Drawing {
  readonly sampleCount?: number;
  /** Seconds between samples. */
  readonly interval?: number;
  /** What lives in the old generation. */
  readonly heap?: Course;
  /** Of that, in large object space. */
  readonly large?: Course;
  /** Garbage that piles up from one major collection to the next. */
  readonly garbage?: number;
  /** Buffers that nobody holds, and memory of native objects; they pile up in the same way. */
  readonly bufferGarbage?: number;
  readonly nativeGarbage?: number;
  /** Samples from one major collection of V8's own to the next. */
  readonly majorEvery?: number;
  /** Samples from one collection that was asked for to the next; seen from outside, attached. */
  readonly askedEvery?: number;
  readonly buffers?: Course;
  /** External memory that is no ArrayBuffer. */
  readonly external?: Course;
  /** RSS beside heap and external. */
  readonly native?: Course;
  /** What is known: all, all but the collections (from outside, attached), or RSS alone. */
  readonly view?: 'inside' | 'attached' | 'rss';
  readonly context?: Partial<TimelineContext>;
}

export const noContext: TimelineContext = {
  node: '20.20.2',
  maxOldSpaceSize: null,
  pm2MaxMemoryRestart: null,
  pm2Id: null,
  memoryLimit: null,
  sampledFrom: 'inside',
};

const untold: AfterGc = {
  heapUsedAfterGc: null,
  externalAfterGc: null,
  arrayBuffersAfterGc: null,
  majorGcs: null,
};

const mb = (amount: number): number => Math.round(amount * 1e6);

/** A timeline as a process with these courses would have written it. */
export function drawTimeline({
  sampleCount = 360,
  interval = 10,
  heap = () => 20,
  large = () => 1,
  garbage = 10,
  bufferGarbage = 0,
  nativeGarbage = 0,
  majorEvery = 7,
  askedEvery = Infinity,
  buffers = () => 1,
  external = () => 1,
  native = () => 40,
  view = 'inside',
  context = {},
}: Drawing): Timeline {
  let sinceMajor = -1;
  let left: AfterGc = {
    heapUsedAfterGc: null,
    externalAfterGc: null,
    arrayBuffersAfterGc: null,
    majorGcs: 0,
  };
  const samples = Array.from({ length: sampleCount }, (_, index): TimelineSample => {
    const share = index / (sampleCount - 1);
    const isAsked = index % askedEvery === 0 && askedEvery !== Infinity;
    sinceMajor = isAsked || sinceMajor === majorEvery - 1 ? 0 : sinceMajor + 1;
    if (index > 0 && sinceMajor === 0) {
      left = {
        heapUsedAfterGc: mb(heap(share)),
        externalAfterGc: mb(buffers(share) + external(share)),
        arrayBuffersAfterGc: mb(buffers(share)),
        majorGcs: (left.majorGcs ?? 0) + 1,
      };
    }
    const ofGarbage = (amount: number): number => (amount * sinceMajor) / majorEvery;
    const old = mb(heap(share) - large(share) + ofGarbage(garbage));
    const young = mb(isAsked ? 0 : index % 3);
    const ownedBuffers = buffers(share) + ofGarbage(bufferGarbage);
    const outside = native(share) + ofGarbage(nativeGarbage);
    // V8 has room for garbage beside what lives.
    const oldPages = mb(heap(share) - large(share) + garbage);
    const rss = oldPages + mb(3 + large(share) + ownedBuffers + external(share) + outside);
    const isKnown = view !== 'rss';
    const known = (amount: number): number | null => (isKnown ? amount : null);
    return {
      time: new Date(Date.UTC(2026, 0, 1) + index * interval * 1000).toISOString(),
      pid: 7,
      uptime: 1 + index * interval,
      rss,
      privateDirty: null,
      heapTotal: known(oldPages + mb(large(share) + 3)),
      heapUsed: known(old + young + mb(large(share))),
      ...(view === 'inside' ? left : untold),
      collectionMs: isAsked && view === 'attached' ? 30 : null,
      external: known(mb(ownedBuffers + external(share))),
      arrayBuffers: known(mb(ownedBuffers)),
      newUsed: known(young),
      newPhysical: known(mb(3)),
      oldUsed: known(old),
      oldPhysical: known(oldPages),
      codeUsed: known(0),
      codePhysical: known(0),
      largeUsed: known(mb(large(share))),
      largePhysical: known(mb(large(share))),
      otherUsed: known(0),
      otherPhysical: known(0),
      heapLimit: known(4_345_298_944),
      sockets: 3,
      fds: 20,
    };
  });
  return { pid: 7, samples, context: { ...noContext, ...context } };
}

/** A straight line from one amount to another. */
export function line(from: number, to: number): Course {
  return (share) => from + (to - from) * share;
}

/** Rises until a share of the time is over, and stays. */
export function warmUp(from: number, to: number, until: number): Course {
  return (share) => from + (to - from) * Math.min(share / until, 1);
}

/** Comes and goes so many times, beginning anywhere in its course. */
export function waves(low: number, high: number, count: number, phase = 0): Course {
  return (share) => low + ((high - low) * (1 + Math.sin(2 * Math.PI * (share * count + phase)))) / 2;
}

/** A course with noise of ± `amount`, the same for the same seed. */
export function noisy(course: Course, amount: number, seed: number): Course {
  return (share) => {
    // A hash of the place, so that a course can be asked twice.
    const hash = Math.sin(share * 12_345.678 + seed * 78.233) * 43_758.5453;
    return course(share) + amount * (2 * (hash - Math.floor(hash)) - 1);
  };
}
