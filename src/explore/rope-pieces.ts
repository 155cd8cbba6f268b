import { followInternal } from '../analysis/named-edges.ts';
import type { Snapshot } from '../heap/heap-graph.ts';
import type { NodeOrdinal } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';

/** A text may have a million pieces, and a hostile one the same piece for ever. */
const maxSteps = 200_000;

/** The strings that a text consists of, in their order, and whether that is all of it. */
export interface TextPieces {
  readonly pieces: readonly NodeOrdinal[];
  readonly isWhole: boolean;
}

/**
 * A text that is added to is a chain of two halves each, as long as V8 has not joined them; any other string is one piece. It ends
 * where a piece is a slice of another, for where in that it begins no snapshot says. Time O(pieces), bounded; no recursion.
 */
export function piecesOf(snapshot: Snapshot, text: NodeOrdinal): TextPieces {
  const { nodeKind } = snapshot.graph;
  const pieces: NodeOrdinal[] = [];
  const todo: NodeOrdinal[] = [text];
  for (let step = 0; step < maxSteps; step++) {
    const piece = todo.pop();
    if (piece === undefined) return { pieces, isWhole: true };
    if (nodeKind[piece] === NodeKind.string) pieces.push(piece);
    else if (nodeKind[piece] === NodeKind.concatenatedString) {
      const first = followInternal(snapshot, piece, 'first');
      const second = followInternal(snapshot, piece, 'second');
      if (first === undefined || second === undefined) break;
      todo.push(second, first);
    } else break;
  }
  return { pieces, isWhole: false };
}
