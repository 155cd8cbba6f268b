// The thread's side of `heap-thread.ts`: started as a worker, it reads one snapshot, keeps it, and answers questions about it.
import { parentPort, workerData } from 'node:worker_threads';
import { takeApart } from '../base/errors.ts';
import { inSteps } from '../base/progress.ts';
import { ExploredHeap } from '../explore/explored-heap.ts';
import { GarbageCollector } from './collect-garbage.ts';
import type { HeapAnswer, HeapAnswers, HeapRequest, HeapThreadOptions, HeapWish } from './heap-messages.ts';
import { explainMemory } from './out-of-memory.ts';
import { analyzeFile } from './read-file.ts';
import { readSourceMaps } from './source-maps.ts';

const { path, sourceMaps, ...given } = workerData as HeapThreadOptions;
const collector = new GarbageCollector();

async function open(): Promise<ExploredHeap> {
  const mapLocation = sourceMaps === undefined ? undefined : await readSourceMaps(sourceMaps);
  const analysis = await analyzeFile(path, {
    ...given,
    ...(mapLocation && { mapLocation }),
    onProgress: inSteps((phase, done, total) => say({ kind: 'progress', phase, done, total })),
    freeMemory: (age) => collector.free(age),
  });
  const heap = new ExploredHeap(analysis);
  collector.free('old');
  return heap;
}

function answer(heap: ExploredHeap, { number, wish }: HeapRequest): HeapAnswer {
  try {
    return { kind: 'answer', number, answer: grant(heap, wish) };
  } catch (error) {
    return { kind: 'failed', number, error: takeApart(withoutMemory(error, 'answer')) };
  }
}

function grant(heap: ExploredHeap, wish: HeapWish): HeapAnswers[HeapWish['kind']] {
  switch (wish.kind) {
    case 'ask':
      return heap.ask(wish.question, wish.peers);
    case 'naming':
      return heap.naming;
    case 'objects':
      return heap.objectsOf(wish.row, wish.peers);
  }
}

function withoutMemory(error: unknown, what: string): unknown {
  return explainMemory(
    error,
    `${path}: there is not enough memory to ${what}`,
    'Ask again when other programs have left some.',
  );
}

function say(message: HeapAnswer): void {
  parentPort?.postMessage(message);
}

try {
  const heap = await open();
  parentPort?.on('message', (request: HeapRequest) => say(answer(heap, request)));
  say({ kind: 'open' });
} catch (error) {
  const told = withoutMemory(error, 'open it');
  say({ kind: 'not open', error: takeApart(told), ...(told !== error && { mayOpenLater: true }) });
}
