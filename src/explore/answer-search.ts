import type { HeapIndex } from './heap-index.ts';
import type { SearchAnswer, SearchAsk } from './questions.ts';
import { searchClassNames } from './search-class-names.ts';
import { answerOf, positionOf, type SearchPosition, type SearchStep } from './search-position.ts';
import { searchProperties } from './search-properties.ts';
import { searchTexts } from './search-texts.ts';

type Search = (index: HeapIndex, text: string, from: SearchPosition) => SearchStep;

const searches: Readonly<Record<SearchAsk['by'], Search>> = {
  className: searchClassNames,
  property: searchProperties,
  text: searchTexts,
};

/**
 * Searches on from where the answer before ended, until there is a page of hits or as much has been looked at as takes some
 * milliseconds: bytes and edges are counted, as nothing here knows the time.
 *
 * @throws SnapdiffError where the cursor is of no search like this
 */
export function answerSearch(index: HeapIndex, ask: SearchAsk): SearchAnswer {
  return answerOf(ask, searches[ask.by](index, ask.text, positionOf(ask)));
}
