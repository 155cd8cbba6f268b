import { SnapdiffError } from '../../base/errors.ts';
import type { Progress } from '../../base/progress.ts';

/** Work that several may wait for. */
interface Piece<Result> {
  readonly made: Promise<Result>;
  /** Ends it where it is. */
  readonly stop: AbortController;
  readonly waiting: Set<Progress>;
}

/** Who waits for work. */
export interface Waiter {
  /** Asks to stop: the work goes on as long as somebody else waits for it. */
  readonly signal: AbortSignal;
  readonly onProgress: Progress;
}

/** Work under a name: asked for again while it is done it is done once, one piece after the other, and what was made last is kept. */
export class SharedWork<Result> {
  readonly #most: number;
  readonly #pieces = new Map<string, Piece<Result>>();
  /** Settled when the work asked for last is done: two at once take twice the memory. */
  #before: Promise<unknown> = Promise.resolve();

  /** @param most results that are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** @throws the signal's reason, or what the work throws, which is not kept */
  async get(
    name: string,
    { signal, onProgress }: Waiter,
    work: (signal: AbortSignal, onProgress: Progress) => Promise<Result>,
  ): Promise<Result> {
    signal.throwIfAborted();
    const piece = this.#pieceOf(name, work);
    piece.waiting.add(onProgress);
    let leave = (): void => {};
    const left = new Promise<never>((_, reject) => {
      leave = () => {
        piece.waiting.delete(onProgress);
        if (piece.waiting.size === 0) piece.stop.abort(new SnapdiffError('nobody waits for it any more'));
        reject(signal.reason as Error);
      };
    });
    left.catch(() => {});
    signal.addEventListener('abort', leave);
    try {
      return await Promise.race([piece.made, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      piece.waiting.delete(onProgress);
    }
  }

  /** Until nothing is done any more. */
  async settled(): Promise<void> {
    await this.#before;
  }

  #pieceOf(
    name: string,
    work: (signal: AbortSignal, onProgress: Progress) => Promise<Result>,
  ): Piece<Result> {
    const known = this.#pieces.get(name);
    const piece = known?.stop.signal.aborted === false ? known : this.#begin(work);
    // The one asked for last is the last to be forgotten.
    this.#pieces.delete(name);
    this.#pieces.set(name, piece);
    if (piece === known) return piece;
    const [oldest = ''] = this.#pieces.keys();
    if (this.#pieces.size > this.#most) this.#pieces.delete(oldest);
    this.#before = piece.made.catch(() => {
      if (this.#pieces.get(name) === piece) this.#pieces.delete(name);
    });
    return piece;
  }

  #begin(work: (signal: AbortSignal, onProgress: Progress) => Promise<Result>): Piece<Result> {
    const stop = new AbortController();
    const waiting = new Set<Progress>();
    const tell: Progress = (phase, done, total) => {
      for (const each of waiting) each(phase, done, total);
    };
    const made = this.#before.then(() => {
      stop.signal.throwIfAborted();
      return work(stop.signal, tell);
    });
    return { made, stop, waiting };
  }
}
