import type { FoundText, StringTable } from '../heap/heap-graph.ts';
import type { NodeOrdinal, StringIndex } from '../heap/index-spaces.ts';
import type { HeapIndex } from './heap-index.ts';
import type { SearchHit } from './questions.ts';
import { maxHits, type SearchPosition, type SearchStep } from './search-position.ts';

/** Bytes of texts that are looked through for an answer. */
const maxBytes = 24_000_000;
/** What it costs beside, to find a text that has none of the strings of a program. */
const foundBytes = 1000;
/** Of a table that cannot search: texts that are decoded. */
const maxDecoded = 50_000;

/**
 * The strings that have a text in theirs, in the file's order, those of equal text the largest first. A text that V8 has not joined yet
 * is found by its pieces.
 *
 * @param from texts looked through, and strings of the next one
 */
export function searchTexts(index: HeapIndex, text: string, from: SearchPosition): SearchStep {
  const { strings } = index.analysis.snapshot;
  const hits: SearchHit[] = [];
  let { at, within } = from;
  let budget = maxBytes;
  while (at < strings.count && budget > 0 && hits.length < maxHits) {
    const { found, next } = findText(strings, text, at as StringIndex, budget);
    const end = found ?? next;
    budget -= bytesBetween(strings, at, end) + foundBytes;
    if (end !== at) within = 0;
    at = end;
    if (found === undefined) continue;
    const copies = index.strings.isFirst(found) ? index.strings.stringsOf(found) : [];
    while (within < copies.length && hits.length < maxHits) {
      hits.push({ object: index.row(copies[within++] as NodeOrdinal) });
    }
    if (within >= copies.length) [at, within] = [next, 0];
  }
  const isDone = at >= strings.count;
  return { hits, position: isDone ? undefined : { at, within }, searchedShare: at / strings.count };
}

function findText(strings: StringTable, text: string, from: StringIndex, most: number): FoundText {
  if (strings.find) return strings.find(text, from, most);
  const end = Math.min(from + maxDecoded, strings.count);
  for (let index = from; index < end; index++) {
    if (strings.at(index).includes(text)) return { found: index, next: (index + 1) as StringIndex };
  }
  return { next: end as StringIndex };
}

/** What was looked through to get there, about. */
function bytesBetween(strings: StringTable, from: number, to: number): number {
  if (!strings.bytesBetween) return ((to - from) * maxBytes) / maxDecoded;
  return strings.bytesBetween(from as StringIndex, to as StringIndex);
}
