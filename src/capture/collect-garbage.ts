import { performance } from 'node:perf_hooks';
import { unlessAborted, type OpeningWatch } from './snapshot-source.ts';
import { within, type InspectorSession } from './inspector.ts';

/** What does not end by then is no longer waited for: the samples of a watch would be late by as much. */
const patienceMs = 10_000;
/** Of the time the target may stand still for it: one part in so many. */
const minRunningParts = 20;

/**
 * Has a target collect its garbage before some of its samples, so that these show what it holds.
 *
 * The target stands still meanwhile: 0.2 s for each 100 MB of small objects. V8 collects twice or more in a row, so that
 * what finalizers let go is gone too, and forgets what is held by WeakRefs only.
 */
export class GarbageCollections {
  readonly #session: InspectorSession;
  readonly #everyMs: number;
  readonly #watch: OpeningWatch;
  readonly #now: () => number;
  #dueAt = -Infinity;

  /**
   * @param everyMs never more often, from the start of one to the start of the next
   * @param now milliseconds, for tests
   */
  constructor(
    session: InspectorSession,
    everyMs: number,
    watch: OpeningWatch,
    now: () => number = () => performance.now(),
  ) {
    this.#session = session;
    this.#everyMs = everyMs;
    this.#watch = watch;
    this.#now = now;
  }

  /**
   * One that does not end in time is the last, for its cost bought nothing.
   *
   * @returns milliseconds it took; null when none is due, or it was refused, or did not end in time
   */
  async collectWhenDue(): Promise<number | null> {
    const start = this.#now();
    if (start < this.#dueAt) return null;
    this.#dueAt = start + this.#everyMs;
    const call = this.#session.call('HeapProfiler.collectGarbage');
    const answer = await unlessAborted(this.#watch.signal, within(patienceMs, call)).catch(() => null);
    if (answer === null) return null;
    const took = this.#now() - start;
    this.#dueAt = Math.max(this.#dueAt, start + took * minRunningParts);
    if (answer !== undefined) return Math.round(took * 10) / 10;
    this.#dueAt = Infinity;
    await this.#watch.onNote('a collection took longer than 10 s: no more are asked for');
    return null;
  }
}
