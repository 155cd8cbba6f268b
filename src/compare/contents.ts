import { followInternal } from '../analysis/named-edges.ts';
import type { Snapshot } from '../heap/heap-graph.ts';
import { next, type NodeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind, isStringKind, NodeKind } from '../heap/kinds.ts';

/** Characters of a text: V8 writes no more of one into a snapshot. */
const maxLength = 1024;
/** References of an object. */
const maxReferences = 64;
/** A text that is added to is a chain of two halves each, as long as V8 has not joined them. */
const maxPieces = 100_000;

/**
 * The beginning of what an object holds, to tell whether one that replaced another has that one's contents and more:
 * the characters of a text, the ids of what another leads to. Numbers are no objects and bytes of a buffer in no
 * snapshot: of these it is ''. Time O(pieces of the text, or edges of the object), bounded.
 */
export function beginningOf(snapshot: Snapshot, node: NodeOrdinal): string {
  const { graph } = snapshot;
  return isStringKind(graph.nodeKind[node])
    ? beginningOfText(snapshot, node)
    : beginningOfObject(graph, node);
}

/** Of a copy without strings (`redaction.ts`): such a text is like any other, and tells nothing of what was there. */
function isMasked(text: string): boolean {
  return /^x+$/.test(text);
}

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

function beginningOfObject(graph: Snapshot['graph'], object: NodeOrdinal): string {
  const { firstEdge, edgeKind, edgeTarget, nodeId } = graph;
  let beginning = '';
  let count = 0;
  for (let edge = firstEdge[object]; edge < firstEdge[next(object)] && count < maxReferences; edge++) {
    if (edgeKind[edge] !== EdgeKind.element) continue;
    beginning += `${nodeId[edgeTarget[edge]]},`;
    count++;
  }
  return beginning;
}

/**
 * Whether each of the things at a place has the contents of the one before it, and more.
 *
 * @param beginnings snapshot → of what was there (`beginningOf`)
 */
export function isContinued(beginnings: readonly string[]): boolean {
  let compared = 0;
  for (const [index, later] of beginnings.entries()) {
    const before = beginnings[index - 1] ?? '';
    if (before === '' || isMasked(before)) continue;
    if (!later.startsWith(before)) return false;
    compared++;
  }
  return compared >= minCompared;
}

/** Of one step what was there may have been a few characters. */
const minCompared = 2;
