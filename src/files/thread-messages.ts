import type { ErrorParts } from '../base/errors.ts';
import type { Census } from '../compare/census.ts';
import type { EarlierQuestion } from '../compare/newest.ts';
import type { IdSetParts } from '../heap/id-set.ts';
import type { ReadFileOptions } from './read-file.ts';

// What a comparison and its threads say to each other. A thread does one thing after the other.

/** Of the options those that are plain data: nothing of an earlier file is shown with its place in the source. */
export type ThreadOptions = Pick<ReadFileOptions, 'parser' | 'foldAddresses'>;

/**
 * `ids`: reads the ids of a file. `begin`: reads a file, and computes what needs nothing of the newest. `ask`: the census of
 * the file that was begun last. Answers have the number of what they answer.
 */
export type ThreadRequest =
  | { readonly kind: 'ids'; readonly number: number; readonly path: string }
  | { readonly kind: 'begin'; readonly number: number; readonly path: string }
  | {
      readonly kind: 'ask';
      readonly number: number;
      readonly question: EarlierQuestion;
      readonly earlier: readonly IdSetParts[];
    };

export type ThreadAnswer =
  | {
      readonly kind: 'progress';
      readonly phase: string;
      readonly done: number;
      readonly total: number | undefined;
    }
  | { readonly kind: 'ids'; readonly number: number; readonly ids: IdSetParts }
  | { readonly kind: 'census'; readonly number: number; readonly census: Census }
  | { readonly kind: 'failed'; readonly number: number; readonly error: ErrorParts };
