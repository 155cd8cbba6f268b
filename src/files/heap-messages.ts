import type { ErrorParts } from '../base/errors.ts';
import type { ClassNaming } from '../compare/census.ts';
import type { Answer } from '../explore/explored-heap.ts';
import type { PeerObjects, Peers, RowAsk } from '../explore/peers.ts';
import type { Question } from '../explore/questions.ts';
import type { ReadFileOptions } from './read-file.ts';

// What the explorer and the threads that keep its heaps open say to each other. A thread has one heap.

/** How a thread reads its file: plain data. */
export interface HeapThreadOptions extends Pick<ReadFileOptions, 'parser' | 'foldAddresses'> {
  readonly path: string;
  /** Directory of source maps: the thread reads them itself. */
  readonly sourceMaps?: string;
}

/** `naming` and `objects`: what another heap needs of this one for a question. */
export type HeapWish =
  | { readonly kind: 'ask'; readonly question: Question; readonly peers: Peers }
  | { readonly kind: 'naming' }
  | { readonly kind: 'objects'; readonly row: RowAsk; readonly peers: Peers };

/** What comes back for each. */
export interface HeapAnswers {
  readonly ask: Answer;
  readonly naming: ClassNaming;
  readonly objects: PeerObjects;
}

/** Answers have the number of what they answer. */
export interface HeapRequest {
  readonly number: number;
  readonly wish: HeapWish;
}

export type HeapAnswer =
  | {
      readonly kind: 'progress';
      readonly phase: string;
      readonly done: number;
      readonly total: number | undefined;
    }
  | { readonly kind: 'open' }
  /** It could not be opened; the thread has nothing more to say. */
  | {
      readonly kind: 'not open';
      readonly error: ErrorParts;
      /** It is not the file that is to blame. */
      readonly mayOpenLater?: true;
    }
  | { readonly kind: 'answer'; readonly number: number; readonly answer: HeapAnswers[HeapWish['kind']] }
  | { readonly kind: 'failed'; readonly number: number; readonly error: ErrorParts };
