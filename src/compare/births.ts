import type { IdSet } from '../heap/id-set.ts';
import type { IdList } from '../heap/index-spaces.ts';

/** A series has no more snapshots than a birth, one byte, has room for. */
export const maxSeriesLength: number = 255;

/**
 * When each object of a snapshot was born: the first snapshot of the series that has its id. Exact, as V8
 * gives no id twice and an object that is gone does not come back. Time O(ids · earlier snapshots) at
 * most; memory 1 byte per id.
 *
 * @param list ids of this snapshot, by node or by position in a census
 * @param earlier ids of the snapshots before this one, in their order
 * @returns position → index of a snapshot; `earlier.length` for what is new in this one
 */
export function findBirths(list: IdList, earlier: readonly IdSet[]): Uint8Array {
  const ids = list as ArrayLike<number>;
  const bornIn = new Uint8Array(ids.length).fill(earlier.length);
  for (let position = 0; position < ids.length; position++) {
    const id = ids[position];
    for (let index = 0; index < earlier.length; index++) {
      if (!earlier[index].has(id)) continue;
      bornIn[position] = index;
      break;
    }
  }
  return bornIn;
}
