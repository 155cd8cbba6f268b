import type { TimelineSample } from '../preload/timeline-sample.cts';
import { minPoints, medianOf, type Point } from './trend.ts';

/** Samples of equal lengths of time, in order; those in which nothing was sampled are left out. */
export interface Windows {
  /** The first quarter: a program that starts loads code, fills caches, opens connections. It proves nothing. */
  readonly warmUp: readonly TimelineSample[];
  readonly judged: readonly (readonly TimelineSample[])[];
}

/** Per window, so that its lowest value lies between two collections rather than on top of one's garbage. */
const samplesPerWindow = 3;
const maxWindows = 24;
/** One quarter of them is warm-up, and the rest must be points enough for a trend. */
const minWindows = minPoints + 2;

/** Fewer cannot be judged: three and a half minutes at ten seconds each. */
export const minSamples: number = samplesPerWindow * minWindows;

/** @returns null of too few samples */
export function cutWindows(samples: readonly TimelineSample[]): Windows | null {
  const start = samples[0]?.uptime ?? 0;
  const seconds = (samples.at(-1)?.uptime ?? 0) - start;
  if (samples.length < minSamples || seconds <= 0) return null;
  const count = Math.min(Math.floor(samples.length / samplesPerWindow), maxWindows);
  const windows: TimelineSample[][] = Array.from({ length: count }, () => []);
  for (const sample of samples) {
    windows[Math.min(Math.floor(((sample.uptime - start) / seconds) * count), count - 1)].push(sample);
  }
  const firstJudged = Math.ceil(count / 4);
  const judged = windows.slice(firstJudged).filter((window) => window.length > 0);
  return judged.length < minPoints ? null : { warmUp: windows.slice(0, firstJudged).flat(), judged };
}

/** How long they were taken. */
export function secondsOf(samples: readonly { readonly uptime: number }[]): number {
  return (samples.at(-1)?.uptime ?? 0) - (samples[0]?.uptime ?? 0);
}

/** A number of a sample, null where it is not known. */
export type ValueOf = (sample: TimelineSample) => number | null;

/** The lowest value of each window: garbage, and work under way, only ever add. */
export function lowestOf(windows: readonly (readonly TimelineSample[])[], valueOf: ValueOf): Point[] {
  const points: Point[] = [];
  for (const window of windows) {
    let lowest: Point | undefined;
    for (const sample of window) {
      const value = valueOf(sample);
      if (value !== null && (lowest === undefined || value < lowest.value))
        lowest = { at: sample.uptime, value };
    }
    if (lowest) points.push(lowest);
  }
  return points;
}

/** The usual value of these samples; null where it is not known of any. */
export function usualOf(samples: readonly TimelineSample[], valueOf: ValueOf): number | null {
  const values = samples.map(valueOf).filter((value) => value !== null);
  return values.length === 0 ? null : medianOf(values);
}

/** What lives in V8's heap outside the young generation, most of which is always garbage. */
export const lastingHeap: ValueOf = ({ heapUsed, newUsed }) =>
  heapUsed === null ? null : heapUsed - (newUsed ?? 0);

/** V8's pages in RAM. Reserved ones, which `heapTotal` counts, may be more than RSS. */
export const heapPhysical: ValueOf = (sample) =>
  sample.oldPhysical === null
    ? sample.heapTotal
    : (sample.newPhysical ?? 0) +
      sample.oldPhysical +
      (sample.codePhysical ?? 0) +
      (sample.largePhysical ?? 0) +
      (sample.otherPhysical ?? 0);

/** What of RSS neither V8's heap nor what its objects own explains: Node itself, native memory, what the allocator keeps. */
export const nativeRest: ValueOf = (sample) => {
  const heap = heapPhysical(sample);
  return heap === null || sample.external === null ? null : sample.rss - heap - sample.external;
};

/** What objects own outside the heap that is no ArrayBuffer: strings of native code, WebAssembly, addons' objects. */
export const otherExternal: ValueOf = ({ external, arrayBuffers }) =>
  external === null || arrayBuffers === null ? null : external - arrayBuffers;
