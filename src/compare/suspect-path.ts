import type { Analysis } from '../analysis/analysis.ts';
import type { Classification } from '../analysis/classes.ts';
import { next, type EdgeOrdinal, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { edgeKindNames, isIndexedEdgeKind } from '../heap/kinds.ts';
import type { HolderMap } from './holders.ts';
import type { Candidate, SuspectStep } from './suspects.ts';
import type { PreparedCandidate } from './verdict.ts';

/** One edge on the way to a node. */
interface Link {
  readonly from: NodeOrdinal;
  readonly edge: EdgeOrdinal;
}

/** Takes from the last snapshot what a report of a candidate needs, so that the snapshot can be let go. */
export function prepareCandidate(
  analysis: Analysis,
  classification: Classification,
  map: HolderMap,
  candidate: Candidate,
): PreparedCandidate {
  const { graph } = analysis.snapshot;
  const { holder, named } = candidate;
  const { sample } = named;
  const row = map.holderOf[sample];
  const above = linksFromRoot(analysis, holder.node);
  const below = linksWithin(analysis, holder.node, sample, (node) => map.holderOf[node] === row);
  const step = (node: NodeOrdinal, link: Link | undefined): SuspectStep => {
    const { className, location } = classification.classes[classification.classOf[node]];
    return {
      className,
      nodeId: graph.nodeId[node],
      edgeType: link ? edgeKindNames[graph.edgeKind[link.edge]] : '',
      edgeName: link ? edgeNameOf(analysis, link.edge) : '',
      ...(location && { location }),
    };
  };
  const links = [...above, ...below];
  const start = links[0]?.from ?? holder.node;
  const steps = [step(start, undefined), ...links.map((link) => step(graph.edgeTarget[link.edge], link))];
  const path = collapseLists(steps);
  const heapClass = classification.classes[named.classIndex];
  return {
    candidate,
    key: heapClass.key,
    kind: graph.nodeKindNames[named.kind],
    ...(heapClass.location && { location: heapClass.location }),
    holderId: graph.nodeId[holder.node],
    holder: {
      className: classification.classes[classification.classOf[holder.node]].className,
      nodeId: graph.nodeId[holder.node],
      edge: steps[above.length].edgeName,
    },
    path,
    sampleIds: named.newest.map((node) => graph.nodeId[node]),
  };
}

function edgeNameOf({ snapshot: { graph, strings } }: Analysis, edge: EdgeOrdinal): string {
  return isIndexedEdgeKind(graph.edgeKind[edge])
    ? `[${graph.edgeName[edge]}]`
    : strings.at(graph.edgeName[edge] as StringIndex);
}

/** A list shows as its first step, with the number of those behind it that are the same but for the id. */
function collapseLists(steps: readonly SuspectStep[]): SuspectStep[] {
  const collapsed: SuspectStep[] = [];
  for (const step of steps) {
    const before = collapsed.at(-1);
    if (before && before.edgeName === step.edgeName && before.className === step.className) {
      collapsed[collapsed.length - 1] = { ...step, repeated: (before.repeated ?? 1) + 1 };
    } else collapsed.push(step);
  }
  return collapsed;
}

/** The shortest way from a root of the program: each node's predecessor is one nearer by `distances`. */
function linksFromRoot(analysis: Analysis, target: NodeOrdinal): Link[] {
  const start = analysis.userRoots.length > 0 ? analysis.userRoots : [analysis.snapshot.graph.root];
  return (
    searchFrom(analysis, start, target, () => true) ??
    searchFrom(analysis, [analysis.snapshot.graph.root], target, () => true) ??
    []
  );
}

/** The shortest way from a holder to a node, over nodes that are attributed to it. */
function linksWithin(
  analysis: Analysis,
  holder: NodeOrdinal,
  target: NodeOrdinal,
  isHeld: (node: NodeOrdinal) => boolean,
): Link[] {
  return (
    searchFrom(analysis, [holder], target, isHeld) ?? searchFrom(analysis, [holder], target, () => true) ?? []
  );
}

/** Breadth first over retaining edges; undefined when there is no way. Time and memory O(nodes visited). */
function searchFrom(
  { snapshot: { graph }, retainingEdges }: Analysis,
  starts: readonly NodeOrdinal[],
  target: NodeOrdinal,
  isAllowed: (node: NodeOrdinal) => boolean,
): Link[] | undefined {
  const { words } = retainingEdges;
  const cameBy = new Map<NodeOrdinal, Link | undefined>(starts.map((node) => [node, undefined]));
  const queue = [...starts];
  for (let position = 0; position < queue.length && !cameBy.has(target); position++) {
    const node = queue[position];
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[next(node)]; edge++) {
      const to = graph.edgeTarget[edge];
      if ((words[edge >>> 5] & (1 << (edge & 31))) === 0 || cameBy.has(to) || !isAllowed(to)) continue;
      cameBy.set(to, { from: node, edge });
      queue.push(to);
    }
  }
  if (!cameBy.has(target)) return undefined;
  const links: Link[] = [];
  for (let link = cameBy.get(target); link; link = cameBy.get(link.from)) links.unshift(link);
  return links;
}
