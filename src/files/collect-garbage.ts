import process from 'node:process';
import { runInNewContext } from 'node:vm';

/** With less there is nothing to gain, and to collect takes a tenth of the time of a small comparison. */
const maxUncollected = 16 * 1024 * 1024;

/**
 * Collects garbage at once. What a phase leaves behind are arrays outside V8's heap, which V8 lets pile up because its
 * own heap is small. Does nothing in a process whose owner does not let programs collect (`--expose-gc`).
 */
export class GarbageCollector {
  readonly #collect: () => void;
  /** Bytes of arrays outside V8's heap that the last collection left. */
  #bytesKept = 0;

  constructor() {
    // `gc` exists only in contexts made after the flag is set.
    const found: unknown = runInNewContext("typeof gc === 'function' ? gc : undefined");
    this.#collect = typeof found === 'function' ? () => void found() : () => {};
  }

  /**
   * @param age `old` when a whole snapshot has become garbage: always collected. `young` for what the
   *   last phase left: a collection costs some milliseconds, so only when a third more was allocated.
   */
  free(age: 'young' | 'old'): void {
    const { arrayBuffers } = process.memoryUsage();
    if (
      arrayBuffers < (age === 'young' ? Math.max(maxUncollected, this.#bytesKept * (4 / 3)) : maxUncollected)
    )
      return;
    this.#collect();
    this.#bytesKept = process.memoryUsage().arrayBuffers;
  }
}
