import type { Snapshot } from '../heap/heap-graph.ts';
import { next, type EdgeOrdinal, type NodeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind } from '../heap/kinds.ts';
import { isCalled } from './named-edges.ts';

/**
 * The timers of one of Node's lists of timers, each by the link that leads to it: from the list to the first, and from one
 * to the next. It is a ring. A timer is in the list, and holds none of its neighbours.
 *
 * Time O(timers).
 */
export function timerLinks(snapshot: Snapshot, list: NodeOrdinal): EdgeOrdinal[] {
  const { firstEdge, edgeTarget } = snapshot.graph;
  const links: EdgeOrdinal[] = [];
  const met = new Set([list]);
  // A Set may grow while it is walked.
  for (const node of met) {
    for (let edge = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
      const isLink = isCalled(snapshot, edge, EdgeKind.property, '_idleNext');
      if (!isLink || met.has(edgeTarget[edge])) continue;
      met.add(edgeTarget[edge]);
      links.push(edge);
    }
  }
  return links;
}
