import type { Snapshot } from '../heap/heap-graph.ts';
import { next, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { isIndexedEdgeKind, NodeKind } from '../heap/kinds.ts';
import type { Bytes } from '../base/units.ts';
import type { Script } from './scripts.ts';

/** What a snapshot tells of where a script's text came from. */
export interface ScriptSource {
  /** The script's `sourceMappingURL`: "app.js.map", "data:…". Missing where it has none, so most likely nothing was made into it. */
  readonly map?: SnapshotText;
  /** Whether the script's own text says of what it is, by a `sourceURL` that is its name, as Node does where it only blanks out types. */
  readonly namesItself: boolean;
  /** The text that was compiled; missing where V8 keeps it in pieces. */
  readonly text?: SnapshotText;
}

/** A string as the file has it: V8 writes no more of one than its beginning. */
export interface SnapshotText {
  readonly beginning: string;
  readonly isWhole: boolean;
  /** Of the string in the heap, header and padding included: says how long it is. */
  readonly size: Bytes;
}

/** V8 cuts there, without a mark. */
const writtenLength = 1024;

/**
 * V8 has both URLs as strings of the script, under edges that are numbered, and differently in each version: so
 * they are known by what they are. Both are ASCII, or useless.
 *
 * Time O(edges of the script's node).
 */
export function describeScriptSource(snapshot: Snapshot, { node, url }: Script): ScriptSource {
  const { graph, strings } = snapshot;
  const { firstEdge, edgeKind, edgeName, edgeTarget, nodeKind } = graph;
  let map: SnapshotText | undefined;
  let text: SnapshotText | undefined;
  let namesItself = false;
  for (let edge = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
    const target = edgeTarget[edge];
    // In pieces it has no text of its own.
    if (nodeKind[target] !== NodeKind.string) continue;
    const name = isIndexedEdgeKind(edgeKind[edge]) ? '' : strings.at(edgeName[edge] as StringIndex);
    if (name === 'name') continue;
    const found = textOf(snapshot, target);
    if (name === 'source') text = found;
    else if (found.beginning === url) namesItself = true;
    else if (/^data:application\/json\b|\.map(?:\?[^/]*)?$/.test(found.beginning)) map = found;
  }
  return { ...(map && { map }), namesItself, ...(text && { text }) };
}

function textOf({ graph, strings }: Snapshot, node: NodeOrdinal): SnapshotText {
  const beginning = strings.at(graph.nodeName[node] as StringIndex);
  return { beginning, isWhole: beginning.length < writtenLength, size: graph.selfSize[node] };
}
