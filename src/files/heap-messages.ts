import type { ErrorParts } from '../base/errors.ts';
import type { Answer } from '../explore/explored-heap.ts';
import type { Question } from '../explore/questions.ts';
import type { ReadFileOptions } from './read-file.ts';

// What the explorer and the threads that keep its heaps open say to each other. A thread has one heap.

/** How a thread reads its file: plain data. */
export interface HeapThreadOptions extends Pick<ReadFileOptions, 'parser' | 'foldAddresses'> {
  readonly path: string;
  /** Directory of source maps: the thread reads them itself. */
  readonly sourceMaps?: string;
}

/** Answers have the number of what they answer. */
export interface HeapRequest {
  readonly kind: 'ask';
  readonly number: number;
  readonly question: Question;
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
  | { readonly kind: 'not open'; readonly error: ErrorParts }
  | { readonly kind: 'answer'; readonly number: number; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly number: number; readonly error: ErrorParts };
