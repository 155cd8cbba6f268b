/** Bits of one digit: 2048 buckets fit in the first-level cache. */
const digitBits = 11;
const bucketCount = 1 << digitBits;

/**
 * The order that sorts whole numbers: radix sort from the lowest digit up, three passes for 32 bits,
 * fewer where all numbers share a digit. Stable. Time O(n), memory 16 bytes per number while it runs.
 *
 * @returns positions in `keys`, smallest key first
 */
export function sortedOrder(keys: Uint32Array): Uint32Array {
  const { length } = keys;
  let sorted = keys.slice();
  let order = Uint32Array.from({ length }, (_, position) => position);
  let sortedNext = new Uint32Array(length);
  let orderNext = new Uint32Array(length);
  for (let shift = 0; shift < 32; shift += digitBits) {
    const starts = new Uint32Array(bucketCount + 1);
    for (let i = 0; i < length; i++) starts[((sorted[i] >>> shift) & (bucketCount - 1)) + 1]++;
    if (starts.includes(length)) continue;
    for (let bucket = 0; bucket < bucketCount; bucket++) starts[bucket + 1] += starts[bucket];
    for (let i = 0; i < length; i++) {
      const key = sorted[i];
      const place = starts[(key >>> shift) & (bucketCount - 1)]++;
      sortedNext[place] = key;
      orderNext[place] = order[i];
    }
    [sorted, sortedNext] = [sortedNext, sorted];
    [order, orderNext] = [orderNext, order];
  }
  return order;
}
