/** One bit per ordinal: 32 times smaller than a column, and most of it stays in the cache. */
export interface BitSet {
  /**
   * Bit `i` is `words[i >>> 5] & (1 << (i & 31))`; hot loops read it directly. Int32, not Uint32: in
   * code V8 has not optimised yet, each read of a word of 2^31 and more would allocate a number.
   */
  readonly words: Int32Array;
}

export function createBitSet(length: number): BitSet {
  return { words: new Int32Array((length + 31) >>> 5) };
}

export function hasBit({ words }: BitSet, index: number): boolean {
  return (words[index >>> 5] & (1 << (index & 31))) !== 0;
}

export function setBit({ words }: BitSet, index: number): void {
  words[index >>> 5] |= 1 << (index & 31);
}
