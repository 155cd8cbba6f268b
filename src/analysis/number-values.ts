import type { HeapGraph, StringTable } from '../heap/heap-graph.ts';
import type { NodeOrdinal, StringIndex } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';

/** What V8 calls a small integer that it shows as an object; without being asked it shows none. */
const smallInteger = 'smi number';

/**
 * Whether the file shows what numbers are (`exposeNumericValues`): then each small integer in a field is an object of
 * no size, and a reference leads to it. V8 from 15 on always does so. Time O(nodes), up to the first.
 */
export function exposesNumbers({ nodeCount, nodeKind, nodeName }: HeapGraph, strings: StringTable): boolean {
  const others = new Set<StringIndex>();
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    const name = nodeName[node];
    if (nodeKind[node] !== NodeKind.number || others.has(name)) continue;
    if (strings.at(name) === smallInteger) return true;
    others.add(name);
  }
  return false;
}
