import type { NodeOrdinal } from '../heap/index-spaces.ts';
import type { HeapIndex } from './heap-index.ts';
import type { SearchHit } from './questions.ts';
import { maxHits, type SearchPosition, type SearchStep } from './search-position.ts';

/**
 * The objects of classes with a text in their name: class after class, those first that have the largest object, of each class the
 * largest objects first. Time O(classes + hits).
 *
 * @param from position among the classes that match, and among the objects of that one
 */
export function searchClassNames(index: HeapIndex, text: string, from: SearchPosition): SearchStep {
  const { classLists: lists } = index;
  const { retainedSizes } = index.analysis;
  const largest = (classIndex: number): number =>
    retainedSizes[lists.objectsOf(classIndex)[0] as NodeOrdinal];
  const matching = [...lists.classes.keys()]
    .filter((one) => lists.countOf(one) > 0 && lists.classes[one].className.includes(text))
    .sort((a, b) => largest(b) - largest(a) || a - b);
  const hits: SearchHit[] = [];
  let { at, within } = from;
  while (at < matching.length && hits.length < maxHits) {
    const objects = lists.objectsOf(matching[at]);
    if (within >= objects.length) {
      at++;
      within = 0;
      continue;
    }
    hits.push({ object: index.row(objects[within++] as NodeOrdinal) });
  }
  if (at < matching.length && within === lists.countOf(matching[at])) [at, within] = [at + 1, 0];
  const isDone = at >= matching.length;
  return { hits, position: isDone ? undefined : { at, within }, searchedShare: at / matching.length };
}
