/** Entries by weight, the largest first: a binary heap. Of equals, the one added first. */
export class EntryQueue<Entry extends { readonly weight: number }> {
  readonly #heap: { readonly entry: Entry; readonly order: number }[] = [];
  #added = 0;

  /** Time O(log entries). */
  add(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.push({ entry, order: this.#added++ }) - 1;
    while (at > 0) {
      const above = (at - 1) >>> 1;
      if (!this.#isBefore(at, above)) break;
      [heap[at], heap[above]] = [heap[above], heap[at]];
      at = above;
    }
  }

  /** Time O(log entries). @returns undefined where none is left */
  takeLargest(): Entry | undefined {
    const heap = this.#heap;
    const largest = heap[0];
    const last = heap.pop();
    if (!largest || !last) return undefined;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return largest.entry;
  }

  #sink(): void {
    const heap = this.#heap;
    for (let at = 0; ;) {
      let first = at;
      for (const below of [2 * at + 1, 2 * at + 2]) {
        if (below < heap.length && this.#isBefore(below, first)) first = below;
      }
      if (first === at) return;
      [heap[at], heap[first]] = [heap[first], heap[at]];
      at = first;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    return (
      one.entry.weight > other.entry.weight ||
      (one.entry.weight === other.entry.weight && one.order < other.order)
    );
  }
}
