import { textOf } from '../base/sentence.ts';
import { hasBit } from '../heap/bit-set.ts';
import type { EdgeOrdinal, NodeId, NodeOrdinal } from '../heap/index-spaces.ts';
import { next } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import type { Bytes } from '../base/units.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { describeHold, labelOf } from './hold-sentences.ts';
import { recordOf, type HoldForm } from './holds.ts';
import { nameText, type ObjectName } from './object-names.ts';
import { PathNames, type Hop } from './path-names.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import { noEdge } from '../analysis/shortest-paths.ts';

/** An object that holds another. */
export interface ObjectRetainer {
  readonly nodeId: NodeId;
  readonly className: string;
  /** What it is. */
  readonly holder: ObjectName;
  /** What it is, as text: "Connection", "function handler (src/app.js:41)". */
  readonly name: string;
  /** V8's type and name of the edge into the held object. */
  readonly edgeType: string;
  readonly edgeName: string;
  /** In what way it holds the object, and which one of that form. */
  readonly form: HoldForm;
  readonly detail?: string;
  /** How it holds the object, in short and whole. */
  readonly label: string;
  readonly text: string;
  readonly location?: ScriptLocation;
  readonly retainedSize: Bytes;
  /** Edges from the root, as Chrome DevTools counts. */
  readonly distance: number;
}

/** Plumbing can fan out to the whole heap; past this much of it the rest is left as it is. */
const maxPlumbing = 1000;

/**
 * All objects that keep one alive, weak references left out, nearest to the root first. Where V8's
 * plumbing stands between, the objects it belongs to are named; code and hidden classes, which belong
 * to whole classes of objects, stand for themselves.
 *
 * Time O(nodes + edges) once per analysis, then O(edges into the object and its plumbing).
 */
export function findObjectRetainers(analysis: Analysis, node: NodeOrdinal): ObjectRetainer[] {
  const names = new PathNames(analysis);
  const { nodeId } = analysis.snapshot.graph;
  const { retainedSizes, distances } = analysis;
  const found = new Map<string, { hop: Hop; retainer: ObjectRetainer }>();
  for (const hop of hopsInto(analysis, names, node)) {
    const { from, last } = hop;
    const hold = recordOf(names.holdOf(hop));
    const label = textOf(labelOf(hold));
    const location = names.locationOf(from);
    const key = `${from} ${label}`;
    // An array holds an element itself and by its backing store; the direct way comes first.
    if (found.has(key)) continue;
    const holder = names.objectOf(from);
    const retainer = {
      nodeId: nodeId[from],
      className: names.classNameOf(from),
      holder,
      name: nameText(holder),
      edgeType: names.edgeTypeOf(last),
      edgeName: names.edgeText(last),
      ...hold,
      label,
      text: textOf(describeHold({ ...hold, holder })),
      ...(location ? { location } : {}),
      retainedSize: retainedSizes[from],
      distance: distances[from],
    };
    found.set(key, { hop, retainer });
  }
  const rank = ({ hop, retainer }: { hop: Hop; retainer: ObjectRetainer }): number =>
    (isEngineNode(analysis, hop.from) ? 1e9 : 0) + (retainer.distance < 0 ? 2e9 : retainer.distance);
  return [...found.values()].sort((a, b) => rank(a) - rank(b)).map(({ retainer }) => retainer);
}

function isEngineNode({ snapshot: { graph } }: Analysis, node: NodeOrdinal): boolean {
  const kind = graph.nodeKind[node];
  return kind === NodeKind.code || kind === NodeKind.objectShape;
}

function hopsInto(analysis: Analysis, names: PathNames, to: NodeOrdinal): Hop[] {
  const { graph } = analysis.snapshot;
  const { retainers, retainingEdges, shortestPaths } = analysis;
  const hops: Hop[] = [];
  const isSeen = new Set<NodeOrdinal>([to]);
  interface Way {
    readonly node: NodeOrdinal;
    /** Undefined for the object itself. */
    readonly last: EdgeOrdinal | undefined;
    readonly beforeLast: EdgeOrdinal | undefined;
  }
  const ways: Way[] = [{ node: to, last: undefined, beforeLast: undefined }];
  for (const { node, last, beforeLast } of ways) {
    for (let slot = retainers.first[node]; slot < retainers.first[next(node)]; slot++) {
      const first = retainers.edges[slot] as EdgeOrdinal;
      if (!hasBit(retainingEdges, first)) continue;
      const from = sourceOfEdge(graph, first);
      const way = {
        node: from,
        last: last ?? first,
        beforeLast: last === undefined ? undefined : (beforeLast ?? first),
      };
      const into = shortestPaths[from];
      const above = into === noEdge ? undefined : shortestPaths[sourceOfEdge(graph, into)];
      const isPlumbing =
        into !== noEdge &&
        !isEngineNode(analysis, from) &&
        names.isPlumbing(from, into, above === noEdge ? undefined : above);
      if (isPlumbing && ways.length < maxPlumbing) {
        if (!isSeen.has(from)) ways.push(way);
        isSeen.add(from);
      } else {
        hops.push({ from, to, first, last: way.last, beforeLast: way.beforeLast });
      }
    }
  }
  return hops;
}
