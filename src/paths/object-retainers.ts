import { textOf } from '../base/sentence.ts';
import { hasBit } from '../heap/bit-set.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
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
import { sortByKey } from '../analysis/sort-by-key.ts';
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
  const list = new RetainerList(analysis, node);
  return list.page(0, list.count);
}

/** The retainers of an object, a page at a time: some have millions. */
export class RetainerList {
  readonly count: number;
  readonly #analysis: Analysis;
  readonly #names: PathNames;
  /** In order; undefined where there are too many to be looked through. */
  readonly #hops: readonly Hop[] | undefined;
  /** Their edges, in order. */
  readonly #edges: Uint32Array = new Uint32Array();

  /**
   * Time O(edges into the object), and for as many as are looked through a few microseconds each.
   *
   * @param names for who lists the retainers of many objects
   * @param most references into the object and its plumbing that are looked through. Plumbing beyond stands for itself; of an object
   *   with more, as `undefined`, each reference is a retainer of its own
   */
  constructor(
    analysis: Analysis,
    node: NodeOrdinal,
    names: PathNames = new PathNames(analysis),
    most: number = Infinity,
  ) {
    this.#analysis = analysis;
    this.#names = names;
    const hops = hopsInto(analysis, names, node, most);
    if (hops) {
      this.#hops = inOrder(analysis, withoutRepeated(names, hops));
      this.count = this.#hops.length;
    } else {
      this.#edges = edgesInto(analysis, node);
      this.count = this.#edges.length;
    }
  }

  page(from: number, limit: number): ObjectRetainer[] {
    const hops = this.#hops?.slice(from, from + limit) ?? this.#hopsOfEdges(from, limit);
    return hops.map((hop) => describeRetainer(this.#analysis, this.#names, hop));
  }

  #hopsOfEdges(from: number, limit: number): Hop[] {
    const { graph } = this.#analysis.snapshot;
    return Array.from(this.#edges.subarray(from, from + limit), (edge): Hop => {
      const only = edge as EdgeOrdinal;
      const to = graph.edgeTarget[only];
      return { from: sourceOfEdge(graph, only), to, first: only, last: only, beforeLast: undefined };
    });
  }
}

function describeRetainer(analysis: Analysis, names: PathNames, hop: Hop): ObjectRetainer {
  const { from, last } = hop;
  const hold = recordOf(names.holdOf(hop));
  const location = names.locationOf(from);
  const holder = names.objectOf(from);
  return {
    nodeId: analysis.snapshot.graph.nodeId[from],
    className: names.classNameOf(from),
    holder,
    name: nameText(holder),
    edgeType: names.edgeTypeOf(last),
    edgeName: names.edgeText(last),
    ...hold,
    label: textOf(labelOf(hold)),
    text: textOf(describeHold({ ...hold, holder })),
    ...(location ? { location } : {}),
    retainedSize: analysis.retainedSizes[from],
    distance: analysis.distances[from],
  };
}

/** An array holds an element itself and by its backing store; the direct way comes first. */
function withoutRepeated(names: PathNames, hops: readonly Hop[]): Hop[] {
  const isKnown = new Set<string>();
  return hops.filter((hop) => {
    const key = `${hop.from} ${textOf(labelOf(recordOf(names.holdOf(hop))))}`;
    if (isKnown.has(key)) return false;
    isKnown.add(key);
    return true;
  });
}

function inOrder(analysis: Analysis, hops: readonly Hop[]): Hop[] {
  const ranked = hops.map((hop) => ({ hop, rank: rankOf(analysis, hop.from) }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ hop }) => hop);
}

/** Nearest to the root first, what weak references alone lead to behind, and the engine's own last. Below 2^32. */
function rankOf(analysis: Analysis, from: NodeOrdinal): number {
  const distance = analysis.distances[from];
  return (isEngineNode(analysis, from) ? 1e9 : 0) + (distance < 0 ? 2e9 : distance);
}

function isEngineNode({ snapshot: { graph } }: Analysis, node: NodeOrdinal): boolean {
  const kind = graph.nodeKind[node];
  return kind === NodeKind.code || kind === NodeKind.objectShape;
}

/** All retaining edges into a node, in the order of their starts. They lie in the order of the file, and so do those. */
function edgesInto(analysis: Analysis, to: NodeOrdinal): Uint32Array {
  const { retainers, retainingEdges, snapshot } = analysis;
  const { firstEdge } = snapshot.graph;
  const { words: retaining } = retainingEdges;
  const [first, end] = [retainers.first[to], retainers.first[next(to)]];
  const edges = new Uint32Array(end - first);
  const ranks = new Uint32Array(end - first);
  let count = 0;
  let from = 0 as NodeOrdinal;
  let rank = rankOf(analysis, from);
  for (let slot = first; slot < end; slot++) {
    const edge = retainers.edges[slot] as EdgeOrdinal;
    if ((retaining[edge >>> 5] & (1 << (edge & 31))) === 0) continue;
    // The next start is near: the steps to it are doubled until one is too long.
    if (firstEdge[next(from)] <= edge) {
      from = startAfter(snapshot.graph, from, edge);
      rank = rankOf(analysis, from);
    }
    edges[count] = edge;
    ranks[count++] = rank;
  }
  const found = edges.slice(0, count);
  sortByKey(ranks.subarray(0, count), found);
  return found;
}

/** The start of an edge that is none of `from` or before it. Time O(log of how far it is). */
function startAfter({ firstEdge, nodeCount }: HeapGraph, from: NodeOrdinal, edge: EdgeOrdinal): NodeOrdinal {
  let step = 1;
  while (from + step < nodeCount && firstEdge[(from + step) as NodeOrdinal] <= edge) step *= 2;
  let low = from + (step >> 1);
  let high = Math.min(from + step, nodeCount) - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (firstEdge[middle as NodeOrdinal] <= edge) low = middle;
    else high = middle - 1;
  }
  return low as NodeOrdinal;
}

/**
 * The steps into an object from those that hold it, past V8's plumbing; some may be from the same one.
 *
 * @param most references into the object and its plumbing that are looked through
 * @returns undefined where the object alone has more
 */
export function hopsInto(
  analysis: Analysis,
  names: PathNames,
  to: NodeOrdinal,
  most: number,
): Hop[] | undefined {
  const { graph } = analysis.snapshot;
  const { retainers, retainingEdges, shortestPaths } = analysis;
  const edgeCountInto = (node: NodeOrdinal): number => retainers.first[next(node)] - retainers.first[node];
  let followed = edgeCountInto(to);
  if (followed > most) return undefined;
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
      const isFollowed = isPlumbing && ways.length < maxPlumbing && followed + edgeCountInto(from) <= most;
      if (isFollowed || (isPlumbing && isSeen.has(from))) {
        if (isSeen.has(from)) continue;
        followed += edgeCountInto(from);
        ways.push(way);
        isSeen.add(from);
      } else {
        hops.push({ from, to, first, last: way.last, beforeLast: way.beforeLast });
      }
    }
  }
  return hops;
}
