import { sortByKey } from '../analysis/sort-by-key.ts';
import type { Bytes } from '../base/units.ts';
import type { NodeColumn, NodeOrdinal } from '../heap/index-spaces.ts';

/**
 * All nodes, those of the largest size first; of equal ones those that come first in the file. A radix sort: time O(nodes), memory
 * 4 bytes a node, and 12 while it runs (44 where a size is 4 GiB and more).
 */
export function orderBySize(sizes: NodeColumn<Bytes>): Uint32Array {
  const nodes = new Uint32Array(sizes.length);
  let largest = 0;
  for (let node = 0 as NodeOrdinal; node < sizes.length; node++) {
    nodes[node] = node;
    if (sizes[node] > largest) largest = sizes[node];
  }
  // Sorted by what is missing to the largest, so that the sort, which keeps the order of equals, puts that first.
  const keys = largest < 2 ** 32 ? new Uint32Array(sizes.length) : new Float64Array(sizes.length);
  for (let node = 0 as NodeOrdinal; node < sizes.length; node++) keys[node] = largest - sizes[node];
  sortByKey(keys, nodes);
  return nodes;
}
