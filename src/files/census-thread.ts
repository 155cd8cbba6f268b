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
  readonly #waiting = new Map<number, Waiting>();
  #number = 0;
  /** Why nothing more comes. */
  #ended: { readonly reason: unknown } | undefined;

  /** Whether it ever ran: a thread may be refused by a permission, or by a limit of processes. */
  hasStarted = false;

  /** Only then its progress is told: two voices at once say nothing. */
  isAwaited = false;

  constructor(options: ThreadOptions, onProgress: Progress) {
    // Options of this process may be such as no thread takes.
    this.#worker = new Worker(workerUrl, { workerData: options, execArgv: [] });
    this.#worker.on('online', () => (this.hasStarted = true));
    this.#worker.on('message', (answer: ThreadAnswer) => this.#take(answer, onProgress));
    for (const event of ['error', 'messageerror']) this.#worker.on(event, (error: Error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('a thread that read a snapshot has ended')));
  }

  /** The ids of a file, which is the first part of it. @throws SnapdiffError */
  async readIds(path: string): Promise<IdSet> {
    const number = ++this.#number;
    this.#send({ kind: 'ids', number, path });
    return this.#expect<IdSet>(number);
  }

  /** Begins to read a file. It has to be asked about before the next one is begun. */
  begin(path: string): EarlierFileWithIds {
    const number = ++this.#number;
    this.#send({ kind: 'begin', number, path });
    const ids = this.#expect<IdSet>(number);
    // Whoever asks for the census is told of a failure there, too.
    ids.catch(() => {});
    return {
      ids,
      ask: async (question, earlier) => {
        const asked = ++this.#number;
        this.#send({ kind: 'ask', number: asked, question, earlier: earlier.map(({ parts }) => parts) });
        return this.#expect<Census>(asked);
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

  #expect<Value>(number: number): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (this.#ended) reject(this.#ended.reason as Error);
      else this.#waiting.set(number, { resolve, reject });
    });
  }

  #take(answer: ThreadAnswer, onProgress: Progress): void {
    if (answer.kind === 'progress') {
      this.#tell(answer, onProgress);
      return;
    }
    const waiting = this.#waiting.get(answer.number);
    this.#waiting.delete(answer.number);
    if (answer.kind === 'failed') waiting?.reject(putTogether(answer.error));
    else waiting?.resolve((answer.kind === 'ids' ? new IdSet(answer.ids) : answer.census) as never);
  }

  /** Whoever is told may throw, and then has not asked for the rest. */
  #tell({ phase, done, total }: Extract<ThreadAnswer, { kind: 'progress' }>, onProgress: Progress): void {
    if (!this.isAwaited) return;
    try {
      onProgress(phase, done, total);
    } catch (error) {
      this.#end(error);
    }
  }

  #end(reason: unknown): void {
    this.#ended ??= { reason };
    for (const { reject } of this.#waiting.values()) reject(this.#ended.reason);
    this.#waiting.clear();
  }
}
