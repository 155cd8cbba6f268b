/**
 * Numbers pairs of whole numbers in the order they are first met: an open-addressing hash table in
 * typed arrays, as a `Map` entry per pair would cost ten times the memory and several times the time.
 */
export class PairTable {
  /** Pairs met so far; the next new one gets this number. */
  size = 0;
  /** Three cells a slot: first, second, number + 1 (0: empty). A power of two of slots. */
  #cells = new Uint32Array(3 << 10);
  #mask = (1 << 10) - 1;

  /** The pair's number; a new one when it was not met before. */
  numberOf(first: number, second: number): number {
    const cells = this.#cells;
    let slot = this.#slotFor(first, second);
    for (; cells[3 * slot + 2] !== 0; slot = (slot + 1) & this.#mask) {
      if (cells[3 * slot] === first && cells[3 * slot + 1] === second) return cells[3 * slot + 2] - 1;
    }
    cells[3 * slot] = first;
    cells[3 * slot + 1] = second;
    cells[3 * slot + 2] = ++this.size;
    if (this.size * 2 > this.#mask) this.#grow();
    return this.size - 1;
  }

  #slotFor(first: number, second: number): number {
    // Two odd constants of Knuth's multiplicative hashing; the high bits are the good ones.
    const hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & this.#mask;
  }

  #grow(): void {
    const old = this.#cells;
    const cells = new Uint32Array(old.length * 2);
    this.#cells = cells;
    this.#mask = this.#mask * 2 + 1;
    for (let cell = 0; cell < old.length; cell += 3) {
      if (old[cell + 2] === 0) continue;
      let slot = this.#slotFor(old[cell], old[cell + 1]);
      while (cells[3 * slot + 2] !== 0) slot = (slot + 1) & this.#mask;
      cells.set(old.subarray(cell, cell + 3), 3 * slot);
    }
  }
}
