/** Where rows of the table stand, of which only those in sight are drawn. All lengths are CSS pixels. */

export const rowHeight = 32;

/** Drawn beyond what is in sight, so that scrolling shows no gap. */
const overscan = 8;

/**
 * Position → its top, and the height of all behind the last. Time O(rows).
 *
 * @param detailHeights position → height of what is open below it
 */
export function layOutRows(count: number, detailHeights: ReadonlyMap<number, number>): Float64Array {
  const tops = new Float64Array(count + 1);
  for (let position = 0; position < count; position++) {
    tops[position + 1] = tops[position] + rowHeight + (detailHeights.get(position) ?? 0);
  }
  return tops;
}

/** @returns the first position in sight, and the one behind the last. Time O(log rows) */
export function rowsInSight(tops: Float64Array, scrollTop: number, height: number): [number, number] {
  const count = tops.length - 1;
  const first = Math.max(0, lastAtOrAbove(tops, scrollTop) - overscan);
  const end = Math.min(count, lastAtOrAbove(tops, scrollTop + height) + 1 + overscan);
  return [first, end];
}

function lastAtOrAbove(tops: Float64Array, y: number): number {
  let [low, high] = [0, tops.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tops[middle] <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
