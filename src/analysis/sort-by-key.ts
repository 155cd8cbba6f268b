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
  if (!(keys instanceof Uint32Array)) sortByHalves(keys, values);
  else if (!placeByRank(keys, values)) sortBy32Bits(keys, values);
}

/** Bits of the set of keys for each key there is: V8's ids are odd and have few gaps, so it needs two to four. */
const bitsPerKey = 8;
/** More keys than one in so many beyond the set, and it is no use. */
const maxFarShare = 8;

/**
 * Sorts keys that are nearly dense, as V8's ids are but for those of native nodes: as bits of a set their order is known,
 * and a key's place is the number of bits before its own. Three passes, of which only the last one jumps, and not far,
 * as V8 writes nearly in the order of ids. Time O(n), memory 5 bytes a number while it runs.
 *
 * @returns whether they were sorted: not where two are equal or too many are far apart; then nothing has changed
 */
function placeByRank(keys: Uint32Array, values: Uint32Array): boolean {
  const { length } = keys;
  const limit = Math.min(length * bitsPerKey, 2 ** 32);
  const words = new Int32Array((limit >>> 5) + 1);
  let farCount = 0;
  for (let i = 0; i < length; i++) {
    const key = keys[i];
    if (key >= limit) {
      farCount++;
      continue;
    }
    const bit = 1 << (key & 31);
    if ((words[key >>> 5] & bit) !== 0) return false;
    words[key >>> 5] |= bit;
  }
  if (farCount > length / maxFarShare) return false;

  const countBefore = new Uint32Array(words.length);
  let nearCount = 0;
  for (let word = 0; word < words.length; word++) {
    countBefore[word] = nearCount;
    nearCount += countBits(words[word]);
  }
  const placed = new Uint32Array(length);
  const farKeys = new Uint32Array(farCount);
  const farValues = new Uint32Array(farCount);
  let far = 0;
  for (let i = 0; i < length; i++) {
    const key = keys[i];
    if (key >= limit) {
      farKeys[far] = key;
      farValues[far++] = values[i];
      continue;
    }
    const before = words[key >>> 5] & ((1 << (key & 31)) - 1);
    placed[countBefore[key >>> 5] + countBits(before)] = values[i];
  }
  sortBy32Bits(farKeys, farValues);
  placed.set(farValues, nearCount);
  values.set(placed);

  let place = 0;
  for (let word = 0; word < words.length; word++) {
    // The lowest bit at a time.
    for (let rest = words[word]; rest !== 0; rest &= rest - 1) {
      keys[place++] = (word << 5) + (31 - Math.clz32(rest & -rest));
    }
  }
  keys.set(farKeys, nearCount);
  return true;
}

function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
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
