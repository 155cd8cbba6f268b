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
  /** What gathers, and nothing tells whether that goes on; and what is at no place that was looked at. */
  readonly unexplainedBytes: Bytes;
  /** What came and went, or is there for the moment, less what was freed. Often negative. */
  readonly churnBytes: Bytes;
}

/** What a place's growth is put down to. */
export type GrowthPart = 'suspect' | 'warm-up' | 'unexplained' | 'churn';

/** How much grew at a place, and what that is put down to. */
export interface PartOfGrowth {
  readonly part: GrowthPart;
  /** Of what is there for the moment no more than there was less of before. */
  readonly growth: Bytes;
}

/**
 * Splits the growth of the heap. What no place accounts for is unexplained: it is not churn until something was seen to go.
 *
 * @param engineBytes growth of V8's own classes
 */
export function splitGrowth(bytes: Bytes, places: readonly PartOfGrowth[], engineBytes: Bytes): Growth {
  const bytesOf = (part: GrowthPart): Bytes =>
    places.reduce((sum, place) => sum + (place.part === part ? place.growth : 0), 0);
  const [suspectBytes, warmUpBytes] = [bytesOf('suspect'), bytesOf('warm-up')];
  const rest = bytes - suspectBytes - warmUpBytes - bytesOf('unexplained') - engineBytes;
  const unaccounted = Math.max(0, rest - bytesOf('churn'));
  const unexplainedBytes = bytesOf('unexplained') + unaccounted;
  return {
    bytes,
    suspectBytes,
    warmUpBytes,
    engineBytes,
    unexplainedBytes,
    churnBytes: rest - unaccounted,
  };
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
