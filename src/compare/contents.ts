import { beginningOfText } from '../analysis/string-texts.ts';
import type { Snapshot } from '../heap/heap-graph.ts';
import { next, type NodeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind, isStringKind } from '../heap/kinds.ts';

/** References of an object. */
const maxReferences = 64;

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
    compared += before.length >= minLength ? minCompared : 1;
  }
  return compared >= minCompared;
}

/** Of one step what was there may have been a few characters, … */
const minCompared = 2;
/** … but not if it was that many. */
const minLength = 64;
