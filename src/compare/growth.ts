import type { Bytes } from '../base/units.ts';

/** How much the heap grew from the first snapshot to the last, and what that was. The parts add up to `bytes`. */
export interface Growth {
  /** Last total minus first; negative when it shrank. */
  readonly bytes: Bytes;
  /** What gathers at the suspects' places. */
  readonly suspectBytes: Bytes;
  /** What came and stayed, and then came ever less or no more: caches that fill, modules that were loaded. */
  readonly warmUpBytes: Bytes;
  /** What V8 made for itself: code, its feedback, hidden classes. */
  readonly engineBytes: Bytes;
  /** What gathers, and nothing tells whether that goes on. */
  readonly unexplainedBytes: Bytes;
  /** The rest: what came and went, or is there for the moment, less what was freed. Often negative. */
  readonly churnBytes: Bytes;
}

/** What a place's growth is put down to. */
export type GrowthPart = 'suspect' | 'warm-up' | 'unexplained' | 'churn';

/**
 * Splits the growth of the heap.
 *
 * @param places growth of each place, and what it is put down to
 * @param engineBytes growth of V8's own classes
 */
export function splitGrowth(
  bytes: Bytes,
  places: readonly { readonly part: GrowthPart; readonly growth: Bytes }[],
  engineBytes: Bytes,
): Growth {
  const bytesOf = (part: GrowthPart): Bytes =>
    places.reduce((sum, place) => sum + (place.part === part ? place.growth : 0), 0);
  const [suspectBytes, warmUpBytes, unexplainedBytes] = [
    bytesOf('suspect'),
    bytesOf('warm-up'),
    bytesOf('unexplained'),
  ];
  const churnBytes = bytes - suspectBytes - warmUpBytes - unexplainedBytes - engineBytes;
  return { bytes, suspectBytes, warmUpBytes, engineBytes, unexplainedBytes, churnBytes };
}

/** More than this share of the heap must not be unexplained where a heap is called healthy, … */
const maxUnexplainedOfHeap = 0.05;
/** … nor this share of its growth, … */
const maxUnexplainedOfGrowth = 0.2;
/** … unless it is so small a share of the heap that it is noise. */
const noiseOfHeap = 0.001;

const maxShareOfGrowth = 0.5;
const minUnexplainedBytes: Bytes = 10_000;

/** Whether too much is unexplained to say that nothing leaks. */
export function isUnexplained({ bytes, unexplainedBytes }: Growth, heapSize: Bytes): boolean {
  if (unexplainedBytes > heapSize * maxUnexplainedOfHeap) return true;
  // All that a heap grew by is something, however big the heap.
  if (bytes > 0 && unexplainedBytes > bytes * maxShareOfGrowth && unexplainedBytes >= minUnexplainedBytes)
    return true;
  return (
    unexplainedBytes > Math.max(bytes, 0) * maxUnexplainedOfGrowth &&
    unexplainedBytes > heapSize * noiseOfHeap
  );
}
