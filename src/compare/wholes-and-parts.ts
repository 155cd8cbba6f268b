import type { Analysis } from '../analysis/analysis.ts';
import { isOfPackage } from '../analysis/class-origins.ts';
import type { Classification, HeapClass } from '../analysis/classes.ts';
import { next, type ClassIndex, type NodeColumn, type NodeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import type { Bytes } from '../base/units.ts';
import type { NamedRow } from './held-class.ts';

/** A part that retains less says no more than its owner. */
const minPartBytes: Bytes = 1000;

/**
 * The owner itself, unless it is but a handle of a part: it refers straight to that, and the part retains more than
 * itself, and enough to be worth a look, as an Endpoint's Connection. So is the node of a list, and
 * what wraps its content: the code of a container knows nothing of what is put in it, which is of other scripts. Of the
 * objects in such a node the one that retains most is its content. And so is what a package wraps around the program's own
 * object, as a listener of an emitter's. Followed from part to part.
 *
 * @param partsOf rows whose objects came one with each of an owner's
 * @param isTelling whether a class may be chosen
 */
export function mostTelling(
  analysis: Analysis,
  { classes, classOf }: Classification,
  owner: NamedRow,
  partsOf: (owner: NamedRow) => readonly NamedRow[],
  isTelling: (part: NamedRow) => boolean,
): NamedRow {
  const { firstEdge, edgeTarget } = analysis.snapshot.graph;
  const { retainedSizes } = analysis;
  let most = owner;
  let at = owner.row.sample;
  let isWrapping = false;
  const seen = new Set([owner.classIndex]);
  for (;;) {
    const parts = new Map(
      partsOf(most)
        .filter(({ kind, classIndex }) => kind === NodeKind.object && !seen.has(classIndex))
        .map((part) => [part.classIndex, part]),
    );
    isWrapping ||= isLink(analysis, classOf, most);
    let best: NodeOrdinal | undefined;
    let rivalBytes: Bytes = 0;
    for (let edge = firstEdge[at]; edge < firstEdge[next(at)]; edge++) {
      const target = edgeTarget[edge];
      const part = parts.get(classOf[target]);
      if (!part) continue;
      if (!isTelling(part)) rivalBytes = Math.max(rivalBytes, retainedSizes[target]);
      else if (best === undefined || retainedSizes[target] > retainedSizes[best]) best = target;
    }
    const part = best === undefined ? undefined : parts.get(classOf[best]);
    if (best === undefined || !part) return most;
    const isOfOthers =
      classes[part.classIndex].location?.scriptId !== classes[most.classIndex].location?.scriptId;
    const isContent = isWrapping && isOfOthers && retainedSizes[best] >= rivalBytes;
    const isOwn =
      isOfPackage(urlOf(analysis, classes[most.classIndex])) &&
      !isOfPackage(urlOf(analysis, classes[part.classIndex])) &&
      retainedSizes[best] >= Math.max(rivalBytes, retainedSizes[at] * minOwnShare);
    const isMore = retainedSizes[best] >= minPartBytes && retainedSizes[best] > retainedSizes[at];
    if (!isContent && !isOwn && !isMore) return most;
    most = part;
    at = best;
    seen.add(part.classIndex);
  }
}

/** What a package wraps around an object of the program's own is little beside that. */
const minOwnShare = 0.5;

function urlOf({ scripts }: Analysis, { location }: HeapClass): string {
  return (location && scripts.get(location.scriptId)?.url) ?? '';
}

/**
 * Whether the objects are links of a list: a container's nodes, as of a cache that keeps an order. Each link leads to
 * another one; what leads many to the same is a parent, and no list.
 */
function isLink(
  { snapshot: { graph } }: Analysis,
  classOf: NodeColumn<ClassIndex>,
  { classIndex, row }: NamedRow,
): boolean {
  const nodes = new Set([row.sample, ...row.newest]);
  /** Name of a property → the objects of the class that it leads to */
  const linked = new Map<number, NodeOrdinal[]>();
  for (const node of nodes) {
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[next(node)]; edge++) {
      const target = graph.edgeTarget[edge];
      const isOwn = graph.edgeKind[edge] === EdgeKind.property && target !== node;
      if (!isOwn || classOf[target] !== classIndex) continue;
      const targets = linked.get(graph.edgeName[edge]);
      if (targets) targets.push(target);
      else linked.set(graph.edgeName[edge], [target]);
    }
  }
  return [...linked.values()].some(
    (targets) => new Set(targets).size === targets.length && targets.length >= Math.min(minLinks, nodes.size),
  );
}

/** Of one reference nobody can tell a neighbour from a parent. */
const minLinks = 2;
