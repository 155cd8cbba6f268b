import type { IdArray } from '../heap/index-spaces.ts';

/** Bits of one digit: 2048 buckets fit in the first-level cache. */
const digitBits = 11;
const bucketCount = 1 << digitBits;

/**
 * Sorts whole numbers in place, and values along with them. Time O(n).
 *
 * @param keys below 2^53
 */
export function sortByKey(keys: IdArray, values: Uint32Array): void {
  if (keys instanceof Uint32Array) sortBy32Bits(keys, values);
  else sortByHalves(keys, values);
}

/** By the low half, then by the high one, as each pass keeps the order of the one before. */
function sortByHalves(keys: Float64Array, values: Uint32Array): void {
  const order = Uint32Array.from(keys, (_, index) => index);
  sortBy32Bits(
    Uint32Array.from(keys, (key) => key % 2 ** 32),
    order,
  );
  sortBy32Bits(
    Uint32Array.from(order, (index) => Math.floor(keys[index] / 2 ** 32)),
    order,
  );
  const [oldKeys, oldValues] = [keys.slice(), values.slice()];
  for (let place = 0; place < order.length; place++) {
    keys[place] = oldKeys[order[place]];
    values[place] = oldValues[order[place]];
  }
}

/**
 * Sorts whole numbers in place, and values along with them: radix sort from the lowest digit up,
 * three passes for 32 bits, fewer where all numbers share a digit. Stable. Time O(n), memory 8 bytes
 * per number while it runs.
 */
function sortBy32Bits(keys: Uint32Array, values: Uint32Array): void {
  const { length } = keys;
  let fromKeys: Uint32Array = keys;
  let fromValues: Uint32Array = values;
  let toKeys: Uint32Array = new Uint32Array(length);
  let toValues: Uint32Array = new Uint32Array(length);
  for (let shift = 0; shift < 32; shift += digitBits) {
    const starts = new Uint32Array(bucketCount + 1);
    for (let i = 0; i < length; i++) starts[((fromKeys[i] >>> shift) & (bucketCount - 1)) + 1]++;
    if (starts.includes(length)) continue;
    for (let bucket = 0; bucket < bucketCount; bucket++) starts[bucket + 1] += starts[bucket];
    for (let i = 0; i < length; i++) {
      const key = fromKeys[i];
      const place = starts[(key >>> shift) & (bucketCount - 1)]++;
      toKeys[place] = key;
      toValues[place] = fromValues[i];
    }
    [fromKeys, toKeys] = [toKeys, fromKeys];
    [fromValues, toValues] = [toValues, fromValues];
  }
  if (fromKeys === keys) return;
  keys.set(fromKeys);
  values.set(fromValues);
}
