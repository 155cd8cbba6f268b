import type { Snapshot } from '../heap/heap-graph.ts';
import type { NodeOrdinal } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import { followInternal } from './named-edges.ts';

/** Characters of a text: V8 writes no more of one into a snapshot. */
const maxLength = 1024;
/** A text that is added to is a chain of two halves each, as long as V8 has not joined them. */
const maxPieces = 100_000;

/**
 * The beginning of a string's text; '' where no snapshot says it.
 *
 * @param most pieces that are looked at
 */
export function beginningOfText(snapshot: Snapshot, text: NodeOrdinal, most: number = maxPieces): string {
  const { graph, strings } = snapshot;
  const pieces: NodeOrdinal[] = [text];
  let beginning = '';
  for (let steps = 0; pieces.length > 0 && beginning.length < maxLength && steps < most; steps++) {
    const piece = pieces.pop() as NodeOrdinal;
    // A slice's offset is in no snapshot.
    if (graph.nodeKind[piece] === NodeKind.slicedString) return beginning;
    if (graph.nodeKind[piece] !== NodeKind.concatenatedString) {
      beginning += strings.at(graph.nodeName[piece]);
      continue;
    }
    const first = followInternal(snapshot, piece, 'first');
    const second = followInternal(snapshot, piece, 'second');
    if (first === undefined || second === undefined) return beginning;
    pieces.push(second, first);
  }
  return beginning.slice(0, maxLength);
}
