import { createBitSet, setBit, type BitSet } from '../heap/bit-set.ts';
import type { Snapshot } from '../heap/heap-graph.ts';
import type { EdgeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind, type EdgeKind as Kind } from '../heap/kinds.ts';

/** Whether edges of a kind are called by names that a program gives: those of properties and variables. */
export function isNamedByProgram(kind: Kind): boolean {
  return kind === EdgeKind.property || kind === EdgeKind.context;
}

/** StringIndex → whether it is the name of a property or a variable. Time O(edges), memory 1 bit a string. */
export function findPropertyNames({ graph, strings }: Snapshot): BitSet {
  const { edgeCount, edgeKind, edgeName } = graph;
  const names = createBitSet(strings.count);
  for (let edge = 0 as EdgeOrdinal; edge < edgeCount; edge++) {
    if (isNamedByProgram(edgeKind[edge])) setBit(names, edgeName[edge]);
  }
  return names;
}

/** Which names have a text in them, as far as they have been looked at. */
export interface MatchingNames {
  readonly names: BitSet;
  /** StringIndex of the next one to be looked at. */
  next: number;
  count: number;
}
