import { Worker } from 'node:worker_threads';
import { putTogether } from '../base/errors.ts';
import type { Progress } from '../base/progress.ts';
import type { Census } from '../compare/census.ts';
import { IdSet } from '../heap/id-set.ts';
import type { EarlierFileWithIds } from './file-census.ts';
import { workerUrl } from './jobs.ts';
import type { ThreadAnswer, ThreadOptions, ThreadRequest } from './thread-messages.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A thread that reads earlier files of a comparison, one after the other. What goes wrong there is thrown here, as if it had
 * been read in this thread.
 */
export class CensusThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<string, Waiting>();
  #number = 0;
  /** Why nothing more comes. */
  #ended: { readonly reason: unknown } | undefined;

  /** Only then its progress is told: two voices at once say nothing. */
  isAwaited = false;

  constructor(options: ThreadOptions, onProgress: Progress) {
    this.#worker = new Worker(workerUrl, { workerData: options });
    this.#worker.on('message', (answer: ThreadAnswer) => this.#take(answer, onProgress));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('a thread that read a snapshot has ended')));
  }

  /** The ids of a file, which is the first part of it. @throws SnapdiffError */
  async readIds(path: string): Promise<IdSet> {
    const number = ++this.#number;
    const ids = this.#expect<IdSet>('ids', number);
    this.#send({ kind: 'ids', number, path });
    return ids;
  }

  /** Begins to read a file. It has to be asked about before the next one is begun. */
  begin(path: string): EarlierFileWithIds {
    const number = ++this.#number;
    const ids = this.#expect<IdSet>('ids', number);
    // Whoever asks for the census is told of a failure there, too.
    ids.catch(() => {});
    this.#send({ kind: 'begin', number, path });
    return {
      ids,
      ask: async (question, earlier) => {
        const asked = ++this.#number;
        const census = this.#expect<Census>('census', asked);
        this.#send({ kind: 'ask', number: asked, question, earlier: earlier.map(({ parts }) => parts) });
        return census;
      },
    };
  }

  /** Ends it where it is. */
  async end(reason: unknown): Promise<void> {
    this.#end(reason);
    await this.#worker.terminate();
  }

  #send(request: ThreadRequest): void {
    this.#worker.postMessage(request);
  }

  #expect<Value>(kind: 'ids' | 'census', number: number): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (this.#ended) reject(this.#ended.reason as Error);
      else this.#waiting.set(`${kind} ${number}`, { resolve, reject });
    });
  }

  #take(answer: ThreadAnswer, onProgress: Progress): void {
    switch (answer.kind) {
      case 'progress':
        if (this.isAwaited) onProgress(answer.phase, answer.done, answer.total);
        break;
      case 'ids':
        this.#settle('ids', answer.number, ({ resolve }) => resolve(new IdSet(answer.ids) as never));
        break;
      case 'census':
        this.#settle('census', answer.number, ({ resolve }) => resolve(answer.census as never));
        break;
      case 'failed':
        for (const kind of ['ids', 'census'] as const)
          this.#settle(kind, answer.number, ({ reject }) => reject(putTogether(answer.error)));
        break;
    }
  }

  #settle(kind: 'ids' | 'census', number: number, settle: (waiting: Waiting) => void): void {
    const key = `${kind} ${number}`;
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    if (waiting) settle(waiting);
  }

  #end(reason: unknown): void {
    this.#ended ??= { reason };
    for (const { reject } of this.#waiting.values()) reject(this.#ended.reason);
    this.#waiting.clear();
  }
}
