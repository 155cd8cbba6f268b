import { Worker } from 'node:worker_threads';
import { putTogether, SnapdiffError } from '../base/errors.ts';
import type { Progress } from '../base/progress.ts';
import type { HeapAnswer, HeapAnswers, HeapRequest, HeapThreadOptions, HeapWish } from './heap-messages.ts';
import { heapWorkerUrl } from './jobs.ts';
import { isOutOfMemory } from './out-of-memory.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/** A thread that reads one snapshot, keeps it open, and answers questions about it, one after the other. */
export class HeapThread {
  /** Settled when it can be asked, or cannot be opened. @throws SnapdiffError */
  readonly opened: Promise<void>;
  readonly #path: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #open: Waiting | undefined;
  #number = 0;
  /** A thread also starts that then has nothing to run. */
  #hasSpoken = false;
  /** Why nothing more comes. */
  #ended: { readonly reason: unknown } | undefined;
  #whenIdle: (() => void)[] = [];

  /** The file could not be read; to try again would end the same. */
  isUnreadable = false;

  /**
   * @param onEnd called when it has ended by itself
   * @param url of what runs in it
   */
  constructor(options: HeapThreadOptions, onProgress: Progress, onEnd: () => void, url: URL = heapWorkerUrl) {
    this.#path = options.path;
    this.opened = new Promise((resolve, reject) => {
      this.#open = { resolve, reject };
    });
    this.opened.catch(() => {});
    // Options of this process may be such as no thread takes.
    this.#worker = new Worker(url, { workerData: options, execArgv: [] });
    this.#worker.on('message', (answer: HeapAnswer) => this.#take(answer, onProgress));
    const end = (error?: unknown): void => {
      if (this.#ended) return;
      this.#end(this.#explain(error));
      void this.#worker.terminate();
      onEnd();
    };
    for (const event of ['error', 'messageerror']) this.#worker.on(event, end);
    this.#worker.on('exit', () => end());
  }

  get isIdle(): boolean {
    return this.#waiting.size === 0;
  }

  /** When nobody waits for an answer. */
  async idle(): Promise<void> {
    while (!this.isIdle) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  /** @throws SnapdiffError */
  ask<Wish extends HeapWish>(wish: Wish): Promise<HeapAnswers[Wish['kind']]> {
    const number = ++this.#number;
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(this.#ended.reason as Error);
        return;
      }
      this.#waiting.set(number, { resolve, reject });
      this.#worker.postMessage({ number, wish } satisfies HeapRequest);
    });
  }

  /** Ends it where it is. */
  async end(reason: unknown): Promise<void> {
    this.#end(reason);
    await this.#worker.terminate();
  }

  #take(answer: HeapAnswer, onProgress: Progress): void {
    this.#hasSpoken = true;
    if (this.#ended) return;
    switch (answer.kind) {
      case 'progress':
        // What a question computes is not told.
        if (this.#open) onProgress(answer.phase, answer.done, answer.total);
        break;
      case 'open':
        this.#open?.resolve(undefined as never);
        this.#open = undefined;
        break;
      case 'not open':
        this.isUnreadable = answer.mayOpenLater !== true;
        this.#end(putTogether(answer.error));
        break;
      case 'answer':
        this.#settle(answer.number)?.resolve(answer.answer as never);
        break;
      case 'failed':
        this.#settle(answer.number)?.reject(putTogether(answer.error));
        break;
    }
  }

  #settle(number: number): Waiting | undefined {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (this.isIdle) {
      for (const tell of this.#whenIdle.splice(0)) tell();
    }
    return waiting;
  }

  #end(reason: unknown): void {
    this.#ended ??= { reason };
    this.#open?.reject(this.#ended.reason);
    for (const number of this.#waiting.keys()) this.#settle(number)?.reject(this.#ended.reason);
  }

  #explain(cause: unknown): SnapdiffError {
    if (!this.#hasSpoken && !isOutOfMemory(cause)) {
      const [why = ''] = cause instanceof Error ? cause.message.split('\n', 1) : [];
      const message = `${this.#path}: no thread could be started to open it`;
      return new SnapdiffError(why === '' ? message : `${message}: ${why}`, { cause });
    }
    return new SnapdiffError(
      `${this.#path}: the thread that had it open has ${isOutOfMemory(cause) ? 'run out of memory' : 'ended'}`,
      { cause, hint: 'Ask again, and it is opened again.' },
    );
  }
}
