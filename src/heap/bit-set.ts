/** One bit per ordinal: 32 times smaller than a column, and most of it stays in the cache. */
export interface BitSet {
  /** Bit `i` is `words[i >>> 5] & (1 << (i & 31))`; hot loops read it directly. */
  readonly words: Uint32Array;
}

export function createBitSet(length: number): BitSet {
  return { words: new Uint32Array((length + 31) >>> 5) };
}

export function hasBit({ words }: BitSet, index: number): boolean {
  return (words[index >>> 5] & (1 << (index & 31))) !== 0;
}

export function setBit({ words }: BitSet, index: number): void {
  words[index >>> 5] |= 1 << (index & 31);
}
