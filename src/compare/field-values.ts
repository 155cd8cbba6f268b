import type { Analysis } from '../analysis/analysis.ts';
import { followInternal } from '../analysis/named-edges.ts';
import type { Bytes } from '../base/units.ts';
import { next, type NodeId, type NodeOrdinal } from '../heap/index-spaces.ts';
import { isStringKind, NodeKind } from '../heap/kinds.ts';
import type { PathNames } from '../paths/path-names.ts';
import { beginningOfText } from '../analysis/string-texts.ts';

/** An object in another's field. */
export interface FieldValue {
  /** `constant`: undefined, null, true, false. `expression`: a regular one. */
  readonly type: 'object' | 'string' | 'number' | 'constant' | 'expression';
  readonly nodeId: NodeId;
  readonly className: string;
  /** What it is, as text: "Connection", "function handler (src/app.js:41)". */
  readonly name: string;
  /** The beginning of a string's or an expression's text, or which constant; what a number is, where the capture says it. */
  readonly text?: string;
  readonly selfSize: Bytes;
  readonly retainedSize: Bytes;
}

const constants: ReadonlySet<string> = new Set(['undefined', 'null', 'true', 'false']);

/** Characters of a text. */
const maxTextLength = 200;
/** Of a text that is a chain of pieces, looked at for its beginning. A list may have many of them. */
const maxPieces = 10_000;
/** Edges of a constant, of which one leads to what it is. */
const maxConstantEdges = 20;

/** What an object is, as a line of a list. Time of each is bounded, whatever the object. */
export function fieldValueOf(analysis: Analysis, names: PathNames, node: NodeOrdinal): FieldValue {
  const { snapshot, shallowSizes, retainedSizes } = analysis;
  return {
    ...literalOf(analysis, node),
    nodeId: snapshot.graph.nodeId[node],
    className: names.classNameOf(node),
    name: names.nameOf(node),
    selfSize: shallowSizes[node],
    retainedSize: retainedSizes[node],
  };
}

/** What is read of a node that is no object with fields. */
export function literalOf(analysis: Analysis, node: NodeOrdinal): Pick<FieldValue, 'type' | 'text'> {
  const { snapshot } = analysis;
  const { nodeKind, nodeName } = snapshot.graph;
  const kind = nodeKind[node];
  if (kind === NodeKind.number) {
    const value = followInternal(snapshot, node, 'value');
    // V8 writes a text there. What else a file may have is not followed: it could lead back here.
    const isText = value !== undefined && isStringKind(nodeKind[value]);
    return { type: 'number', ...(isText && { text: literalOf(analysis, value).text ?? '' }) };
  }
  if (kind === NodeKind.regexp)
    return { type: 'expression', text: cutText(snapshot.strings.at(nodeName[node])) };
  if (isStringKind(kind)) {
    const text = beginningOfText(snapshot, node, maxPieces);
    // Where in its parent a slice begins no snapshot says.
    return { type: 'string', ...((text !== '' || kind === NodeKind.string) && { text: cutText(text) }) };
  }
  const constant = constantAt(analysis, node);
  return constant === undefined ? { type: 'object' } : { type: 'constant', text: constant };
}

/** V8 names these by what they are since version 13; before, the first string that they refer to says it. */
function constantAt({ snapshot }: Analysis, node: NodeOrdinal): string | undefined {
  const { graph, strings } = snapshot;
  const { firstEdge, edgeTarget, nodeKind, nodeName } = graph;
  const kind = nodeKind[node];
  if (kind !== NodeKind.hidden && kind !== NodeKind.native) return undefined;
  const name = strings.at(nodeName[node]);
  if (constants.has(name)) return name;
  if (name !== 'system / Oddball') return undefined;
  const first = firstEdge[node];
  for (let edge = first; edge < firstEdge[next(node)] && edge < first + maxConstantEdges; edge++) {
    const target = edgeTarget[edge];
    if (nodeKind[target] === NodeKind.string) return strings.at(nodeName[target]);
  }
  return undefined;
}

export function cutText(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength - 1)}…`;
}
