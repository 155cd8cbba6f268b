import { sourceOfEdge } from '../analysis/retainers.ts';
import { createBitSet, hasBit, setBit } from '../heap/bit-set.ts';
import type { EdgeOrdinal, StringIndex } from '../heap/index-spaces.ts';
import { cutText } from '../compare/field-values.ts';
import type { HeapIndex } from './heap-index.ts';
import { isNamedByProgram, type MatchingNames } from './property-names.ts';
import type { SearchHit } from './questions.ts';
import { maxHits, type SearchPosition, type SearchStep } from './search-position.ts';

/** Names that are decoded for an answer, and edges that are looked at. */
const maxNames = 50_000;
const maxEdges = 4_000_000;

/**
 * The objects with a property or a variable that has a text in its name, in the file's order: names first, then edges.
 *
 * @param from edges looked at
 */
export function searchProperties(index: HeapIndex, text: string, { at }: SearchPosition): SearchStep {
  const { snapshot } = index.analysis;
  const { edgeCount, edgeKind, edgeName } = snapshot.graph;
  const matching = index.matchingNames(text, () => ({
    names: createBitSet(snapshot.strings.count),
    next: 0,
    count: 0,
  }));
  matchNames(index, text, matching);
  const work = snapshot.strings.count + edgeCount;
  if (matching.next < snapshot.strings.count) {
    return { hits: [], position: { at, within: 0 }, searchedShare: (matching.next + at) / work };
  }
  const hits: SearchHit[] = [];
  if (matching.count === 0) return { hits, position: undefined, searchedShare: 1 };
  const end = Math.min(at + maxEdges, edgeCount);
  let edge = at as EdgeOrdinal;
  for (; edge < end && hits.length < maxHits; edge++) {
    if (!isNamedByProgram(edgeKind[edge]) || !hasBit(matching.names, edgeName[edge])) continue;
    hits.push({
      object: index.row(sourceOfEdge(snapshot.graph, edge)),
      edgeName: cutText(index.names.edgeText(edge)),
    });
  }
  return {
    hits,
    position: edge < edgeCount ? { at: edge, within: 0 } : undefined,
    searchedShare: (matching.next + edge) / work,
  };
}

function matchNames(index: HeapIndex, text: string, matching: MatchingNames): void {
  const { strings } = index.analysis.snapshot;
  for (let looked = 0; matching.next < strings.count && looked < maxNames; matching.next++) {
    if (!hasBit(index.propertyNames, matching.next)) continue;
    looked++;
    if (!strings.at(matching.next as StringIndex).includes(text)) continue;
    setBit(matching.names, matching.next);
    matching.count++;
  }
}
