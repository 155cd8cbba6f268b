/** Buckets of values in one pass. */
const bucketCount = 1 << 16;
/** So few are sorted as they are. */
const maxSorted = 1 << 14;

/**
 * Some rows of a list, as if all of it were sorted: largest value first, and equal ones in the order of the list. Each pass counts the
 * values in buckets and goes on in those in which the page begins and ends, so a list of millions takes a few passes and no memory of
 * its size.
 *
 * Time O(items), two to four passes for values as sizes and ids are; memory 1.5 MB.
 *
 * @param valueOf a finite number, the same each time
 */
export function selectPage(
  items: Uint32Array,
  valueOf: (item: number) => number,
  from: number,
  limit: number,
): Uint32Array {
  const wanted = Math.min(limit, items.length - from);
  if (wanted <= 0) return new Uint32Array();
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < items.length; at++) {
    const value = valueOf(items[at]);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return Uint32Array.from(
    rowsIn({ items, valueOf }, { low, high, count: items.length, skipped: from, wanted }),
  );
}

interface List {
  readonly items: Uint32Array;
  readonly valueOf: (item: number) => number;
}

/** The items with values in a range, `low` and `high` among them, and which rows of these are wanted. */
interface Part {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly skipped: number;
  readonly wanted: number;
}

/** In order. Each step parts a range in 65,536, so it does not go deep. */
function rowsIn(list: List, part: Part): number[] {
  const { low, high, count, skipped, wanted } = part;
  if (wanted === 0) return [];
  if (low === high) return equalOnes(list, low, skipped, wanted);
  if (count <= maxSorted) return sortedOnes(list, low, high).slice(skipped, skipped + wanted);
  const { counts, lowest, highest } = countBuckets(list, part);
  let first = bucketCount - 1;
  let before = 0;
  while (before + counts[first] <= skipped) before += counts[first--];
  let last = first;
  let upTo = before + counts[first];
  while (upTo < skipped + wanted) upTo += counts[--last];
  const partOf = (bucket: number, skip: number, want: number): Part => ({
    low: lowest[bucket],
    high: highest[bucket],
    count: counts[bucket],
    skipped: skip,
    wanted: want,
  });
  if (first === last) return rowsIn(list, partOf(first, skipped - before, wanted));
  // All of those between, which are fewer than wanted, and the ends of the two buckets.
  const skippedInFirst = skipped - before;
  const beginning = rowsIn(list, partOf(first, skippedInFirst, counts[first] - skippedInFirst));
  let between: number[] = [];
  if (last < first - 1) {
    const isBetween = (bucket: number): boolean => counts[bucket] > 0;
    let [top, bottom] = [first - 1, last + 1];
    while (top >= bottom && !isBetween(top)) top--;
    while (bottom <= top && !isBetween(bottom)) bottom++;
    if (bottom <= top) between = sortedOnes(list, lowest[bottom], highest[top]);
  }
  const rest = wanted - beginning.length - between.length;
  return [...beginning, ...between, ...rowsIn(list, partOf(last, 0, rest))];
}

function countBuckets(
  { items, valueOf }: List,
  { low, high }: Part,
): { counts: Uint32Array; lowest: Float64Array; highest: Float64Array } {
  const perBucket = (bucketCount - 1) / (high - low);
  const counts = new Uint32Array(bucketCount);
  const lowest = new Float64Array(bucketCount).fill(Infinity);
  const highest = new Float64Array(bucketCount).fill(-Infinity);
  for (let at = 0; at < items.length; at++) {
    const value = valueOf(items[at]);
    if (value < low || value > high) continue;
    const bucket = Math.floor((value - low) * perBucket);
    counts[bucket]++;
    if (value < lowest[bucket]) lowest[bucket] = value;
    if (value > highest[bucket]) highest[bucket] = value;
  }
  return { counts, lowest, highest };
}

function sortedOnes({ items, valueOf }: List, low: number, high: number): number[] {
  const found: { item: number; value: number }[] = [];
  for (let at = 0; at < items.length; at++) {
    const value = valueOf(items[at]);
    if (value >= low && value <= high) found.push({ item: items[at], value });
  }
  return found.sort((a, b) => b.value - a.value).map(({ item }) => item);
}

/** In the order of the list. */
function equalOnes({ items, valueOf }: List, value: number, skipped: number, wanted: number): number[] {
  const found: number[] = [];
  let before = skipped;
  for (let at = 0; at < items.length && found.length < wanted; at++) {
    if (valueOf(items[at]) === value && before-- <= 0) found.push(items[at]);
  }
  return found;
}
