import type { StringTable, TextPiece } from '../heap/heap-graph.ts';
import type { StringIndex } from '../heap/index-spaces.ts';
import { isStringKind, NodeKind } from '../heap/kinds.ts';
import type { HeapIndex } from './heap-index.ts';
import type { TextAnswer, TextAsk } from './questions.ts';
import { isCutLength } from './string-groups.ts';

/** Characters of an answer. */
const maxPiece = 10_000;
const maxShortBytes = 1000;

/** A piece of a string's text; null of what is no string. Time O(bytes of the text + pieces it consists of). */
export function answerText(index: HeapIndex, { id, from = 0 }: TextAsk): TextAnswer | null {
  const node = index.nodeOf(id);
  const { graph, strings } = index.analysis.snapshot;
  if (node === undefined || !isStringKind(graph.nodeKind[node])) return null;
  const { pieces, isWhole } = index.piecesOf(node);
  let text = '';
  let length = 0;
  let isCut = !isWhole;
  for (const piece of pieces) {
    const name = graph.nodeName[piece];
    const part = pieceAt(strings, name, Math.max(from - length, 0), maxPiece - text.length);
    // Behind the cut of one piece the next one would stand in a wrong place.
    text += length + part.length > from ? part.text : '';
    length += part.length;
    if (graph.nodeKind[piece] === NodeKind.string && isCutLength(part.length)) {
      isCut = true;
      if (pieces.length > 1) break;
    }
  }
  return { text, from, length, ...(isCut && { isCut }) };
}

function pieceAt(strings: StringTable, index: StringIndex, from: number, length: number): TextPiece {
  // A short one is decoded in less time than it is measured.
  const isShort = strings.byteLength && strings.byteLength(index) < maxShortBytes;
  if (strings.pieceAt && !isShort) return strings.pieceAt(index, from, length);
  const text = strings.at(index);
  return { text: text.slice(from, from + length), length: text.length };
}
