import type { Analysis } from '../analysis/analysis.ts';
import type { Classification } from '../analysis/classes.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import { describePath } from '../analysis/retaining-path.ts';
import { noEdge } from '../analysis/shortest-paths.ts';
import type { IdSet } from '../heap/id-set.ts';
import { next, type EdgeOrdinal, type NodeId, type NodeOrdinal } from '../heap/index-spaces.ts';
import { findBirths } from './births.ts';
import { findHolders, type HolderMap } from './holders.ts';
import { findCandidates, type Candidate } from './candidates.ts';
import type { PreparedCandidate } from './verdict.ts';

/**
 * Who may leak, told by the newest snapshot while its references are at hand.
 *
 * @param earlier ids of the snapshots before it, in their order; without any there is nobody
 */
export function findLeakCandidates(
  analysis: Analysis,
  classification: Classification,
  earlier: readonly IdSet[],
): PreparedCandidate[] {
  if (earlier.length === 0) return [];
  const bornIn = findBirths(analysis.snapshot.graph.nodeId, earlier);
  const map = findHolders(analysis, classification, bornIn, earlier.length);
  return findCandidates(analysis, classification, bornIn, map).map((candidate) =>
    prepareCandidate(analysis, classification, map, candidate),
  );
}

/** The objects whose retained size tells whether a candidate leaks. */
export function holderIds(candidates: readonly PreparedCandidate[]): Set<NodeId> {
  return new Set(candidates.map(({ holder }) => holder.nodeId));
}

/** Takes from the last snapshot what a report of a candidate needs, so that the snapshot can be let go. */
function prepareCandidate(
  analysis: Analysis,
  classification: Classification,
  map: HolderMap,
  candidate: Candidate,
): PreparedCandidate {
  const { graph } = analysis.snapshot;
  const { holder, named } = candidate;
  const toHolder = edgesFromRoot(analysis, holder.node);
  const row = map.holderOf[named.sample];
  const isHeld = (node: NodeOrdinal): boolean => map.holderOf[node] === row;
  const toSample =
    searchFrom(analysis, holder.node, named.sample, isHeld) ??
    searchFrom(analysis, holder.node, named.sample, () => true);
  // A young object may hang on its holder by way of old ones that are linked with it; then the nearest way will do.
  const path = describePath(
    analysis,
    toSample ? [...toHolder, ...toSample] : edgesFromRoot(analysis, named.sample),
  );
  const above = describePath(analysis, toHolder);
  // The holder itself may be plumbing, and no step: an emitter's list of listeners is.
  const holderStep = path.findIndex(({ nodeId }) => nodeId === graph.nodeId[holder.node]);
  const held = path.slice(holderStep >= 0 ? holderStep + 1 : Math.max(above.length - 1, 0));
  const { key, location } = classification.classes[named.classIndex];
  return {
    candidate,
    key,
    kind: graph.nodeKindNames[named.kind],
    ...(location && { location: analysis.locate(location) }),
    holder: {
      className: classification.classes[classification.classOf[holder.node]].className,
      nodeId: graph.nodeId[holder.node],
      edge: above.at(-1)?.label ?? '',
    },
    path,
    held,
    sampleIds: named.newest.map((node) => graph.nodeId[node]),
  };
}

function edgesFromRoot({ snapshot: { graph }, shortestPaths }: Analysis, target: NodeOrdinal): EdgeOrdinal[] {
  const edges: EdgeOrdinal[] = [];
  for (let at = target; shortestPaths[at] !== noEdge; at = sourceOfEdge(graph, shortestPaths[at])) {
    edges.push(shortestPaths[at]);
  }
  return edges.reverse();
}

/** Breadth first over retaining edges; undefined when there is no way. Time and memory O(nodes visited). */
function searchFrom(
  { snapshot: { graph }, retainingEdges: { words } }: Analysis,
  start: NodeOrdinal,
  target: NodeOrdinal,
  isAllowed: (node: NodeOrdinal) => boolean,
): EdgeOrdinal[] | undefined {
  const cameBy = new Map<NodeOrdinal, EdgeOrdinal>([[start, noEdge]]);
  const queue = [start];
  for (let position = 0; position < queue.length && !cameBy.has(target); position++) {
    const node = queue[position];
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[next(node)]; edge++) {
      const to = graph.edgeTarget[edge];
      if ((words[edge >>> 5] & (1 << (edge & 31))) === 0 || cameBy.has(to) || !isAllowed(to)) continue;
      cameBy.set(to, edge);
      queue.push(to);
    }
  }
  if (!cameBy.has(target)) return undefined;
  const edges: EdgeOrdinal[] = [];
  for (let edge = cameBy.get(target) ?? noEdge; edge !== noEdge;) {
    edges.push(edge);
    edge = cameBy.get(sourceOfEdge(graph, edge)) ?? noEdge;
  }
  return edges.reverse();
}
