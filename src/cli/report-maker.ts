import { Worker } from 'node:worker_threads';
import { putTogether, type ErrorParts } from '../base/errors.ts';
import { noProgress, type Progress } from '../base/progress.ts';
import { builtUrl } from '../files/jobs.ts';
import { explainReportMemory } from '../files/out-of-memory.ts';
import { freeMemory } from './free-memory.ts';

/** Plain data, for the thread. */
export interface ReportRequest {
  /** One: its summary. More: their comparison. */
  readonly paths: readonly string[];
  /** Folder of source maps. */
  readonly sourceMaps?: string;
  readonly jobs?: number;
  /** `page`, unless told: with all that a page draws. `lists`: what a program reads, and no more classes than `maxListed`. */
  readonly form?: 'page' | 'lists';
}

/** Classes of a report that a program reads. */
export const maxListed = 200;

export interface MadeReport {
  /** What a page draws; of `lists` the report. */
  readonly json: string;
  /** What it says, in a sentence. */
  readonly headline: string;
  /** The files, the oldest first: of three or more in another order, perhaps, than they were given in. */
  readonly order: readonly string[];
}

/** What the thread says. */
export type ReportMessage =
  | {
      readonly kind: 'progress';
      readonly phase: string;
      readonly done: number;
      readonly total: number | undefined;
    }
  | { readonly kind: 'made'; readonly report: MadeReport }
  | { readonly kind: 'failed'; readonly error: ErrorParts };

const workerUrl = builtUrl('cli/report-worker.js');

/**
 * Makes a report in a thread of its own, whose memory is free again after it. Meanwhile this thread answers whoever asks, and
 * Ctrl-C, also in the middle of a pass over millions of nodes.
 *
 * @throws SnapdiffError where the files cannot be read or compared; the signal's reason, where that ends it
 */
export async function makeReport(
  request: ReportRequest,
  signal: AbortSignal,
  onProgress: Progress = noProgress,
): Promise<MadeReport> {
  signal.throwIfAborted();
  // Threads start with the flags that the engine has then.
  freeMemory('old');
  // Options of this process may be such as no thread takes.
  const worker = new Worker(workerUrl, { workerData: request, execArgv: [] });
  let abort = (): void => {};
  try {
    return await new Promise((resolve, reject) => {
      abort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', abort);
      worker.on('message', (message: ReportMessage) => {
        if (message.kind === 'progress') onProgress(message.phase, message.done, message.total);
        else if (message.kind === 'made') resolve(message.report);
        else reject(putTogether(message.error));
      });
      worker.on('error', (error) => reject(explainReportMemory(error) as Error));
      worker.on('exit', () => reject(new Error('the thread that made a report has ended')));
    });
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
