import type { Bytes } from '../units.ts';

/** Where a snapshot's bytes are: Chrome DevTools' Statistics. `total` is `native` + `v8Heap`. */
export interface Statistics {
  readonly total: Bytes;
  /** Everything outside the JS heap, typed arrays' contents included. */
  readonly native: Bytes;
  /** Contents of ArrayBuffers, part of `native`. */
  readonly typedArrays: Bytes;
  /** The JS heap: `total` without `native`. The five below are parts of it. */
  readonly v8Heap: Bytes;
  readonly code: Bytes;
  readonly strings: Bytes;
  readonly jsArrays: Bytes;
  readonly system: Bytes;
  /** What remains of `v8Heap`. */
  readonly otherJsObjects: Bytes;
}
