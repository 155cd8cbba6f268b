import { SnapdiffError } from '../base/errors.ts';
import type { SearchAnswer, SearchAsk, SearchHit } from './questions.ts';

/** Hits of an answer. */
export const maxHits = 100;

/** Where a search has come to: a position in what it goes through, and one within that. */
export interface SearchPosition {
  readonly at: number;
  readonly within: number;
}

/** What a search has found, and where it has come to; undefined at the end. */
export interface SearchStep {
  readonly hits: readonly SearchHit[];
  readonly position: SearchPosition | undefined;
  readonly searchedShare: number;
}

const form = /^([a-zA-Z]+)-(\d{1,10})-(\d{1,10})$/;

/** @throws SnapdiffError where the cursor is of no search like this */
export function positionOf({ by, cursor }: SearchAsk): SearchPosition {
  if (cursor === undefined) return { at: 0, within: 0 };
  const [, of, at, within] = form.exec(cursor) ?? [];
  if (of !== by) throw new SnapdiffError('the cursor of the search is of no search like this');
  return { at: Number(at), within: Number(within) };
}

export function answerOf({ by }: SearchAsk, { hits, position, searchedShare }: SearchStep): SearchAnswer {
  return {
    hits,
    cursor: position ? `${by}-${position.at}-${position.within}` : null,
    searchedShare: position ? Math.min(searchedShare, 1) : 1,
  };
}
