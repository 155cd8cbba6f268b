// The thread's side of `census-thread.ts`: started as a worker, it reads files of a comparison beside the main thread.
import { parentPort, workerData } from 'node:worker_threads';
import type { Analysis } from '../analysis/analysis.ts';
import { takeApart, type ErrorParts } from '../base/errors.ts';
import { inSteps } from '../base/progress.ts';
import type { Census } from '../compare/census.ts';
import { countEarlier, draftEarlier, prepareEarlier, type EarlierDraft } from '../compare/newest.ts';
import { IdSet } from '../heap/id-set.ts';
import { GarbageCollector } from './collect-garbage.ts';
import { readIds } from './file-census.ts';
import { analyzeFile } from './read-file.ts';
import type { ThreadAnswer, ThreadOptions, ThreadRequest } from './thread-messages.ts';

const given = workerData as ThreadOptions;
const collector = new GarbageCollector();
const options = {
  ...given,
  freeMemory: (age: 'young' | 'old'): void => collector.free(age),
  onProgress: inSteps((phase, done, total) => say({ kind: 'progress', phase, done, total })),
};

/** The file begun last, or why it could not be read. */
let begun: Analysis | undefined;
let failure: ErrorParts | undefined;

let before = Promise.resolve();
parentPort?.on('message', (request: ThreadRequest) => {
  before = before.then(() => answer(request));
});

async function answer(request: ThreadRequest): Promise<void> {
  const { number } = request;
  try {
    switch (request.kind) {
      case 'ids':
        say({ kind: 'ids', number, ids: (await readIds(request.path, options)).parts });
        break;
      case 'begin':
        begun = undefined;
        failure = undefined;
        options.freeMemory('old');
        begun = await analyzeFile(request.path, options, ({ parts }) => {
          say({ kind: 'ids', number, ids: parts });
        });
        prepareEarlier(begun);
        break;
      case 'ask': {
        if (failure) {
          say({ kind: 'failed', number, error: failure });
          break;
        }
        const draft = draftBegun(request);
        // The edges are garbage: only the draft is left of the analysis.
        options.freeMemory('old');
        sayCensus(number, countEarlier(draft));
        break;
      }
    }
  } catch (error) {
    failure = takeApart(error);
    begun = undefined;
    say({ kind: 'failed', number, error: failure });
  }
}

function draftBegun({ question, earlier }: Extract<ThreadRequest, { kind: 'ask' }>): EarlierDraft {
  if (!begun) throw new Error('a file is begun before it is asked about');
  const draft = draftEarlier(
    begun,
    question,
    earlier.map((parts) => new IdSet(parts)),
  );
  begun = undefined;
  return draft;
}

/** Its columns, nearly all of it, are handed over and not copied. */
function sayCensus(number: number, census: Census): void {
  const columns = [census.objectId, census.objectClass, census.objectSize];
  say(
    { kind: 'census', number, census },
    columns.map(({ buffer }) => buffer as ArrayBuffer),
  );
}

function say(message: ThreadAnswer, handedOver: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, handedOver);
}
