import type { IdSet } from '../heap/id-set.ts';
import type { NodeColumn, NodeOrdinal } from '../heap/index-spaces.ts';

/** A series has no more snapshots than a birth, one byte, has room for. */
export const maxSeriesLength: number = 255;

/**
 * When each node of a snapshot was born: the first snapshot of the series that has its id. Exact, as V8
 * gives no id twice and an object that is gone does not come back. Time O(nodes · earlier snapshots) at
 * most; memory 1 byte per node.
 *
 * @param earlier ids of the snapshots before this one, in their order
 * @returns NodeOrdinal → index of a snapshot; `earlier.length` for what is new in this one
 */
export function findBirths(nodeId: NodeColumn, earlier: readonly IdSet[]): Uint8Array {
  const bornIn = new Uint8Array(nodeId.length).fill(earlier.length);
  for (let node = 0 as NodeOrdinal; node < nodeId.length; node++) {
    const id = nodeId[node];
    for (let index = 0; index < earlier.length; index++) {
      if (!earlier[index].has(id)) continue;
      bornIn[node] = index;
      break;
    }
  }
  return bornIn;
}
