import type { Analysis } from '../analysis/analysis.ts';
import { isOfPackage, packageOf } from '../analysis/class-origins.ts';
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
 * object, as a listener of an emitter's, and Node's C++ handle of a socket. Followed from part to part; what a package keeps
 * is looked for behind functions too.
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
  /** What the code of a package keeps for others, by way of functions and plain objects. */
  const findBehind = (outer: NamedRow): NamedRow | undefined => {
    const own = packageOf(urlOf(analysis, classes[outer.classIndex]));
    if (own === undefined) return undefined;
    const least = isWrapping ? 0 : retainedSizes[outer.row.sample] * minOwnShare;
    return partsOf(outer)
      .filter(({ kind, classIndex }) => kind === NodeKind.object && !seen.has(classIndex))
      .filter((part) => isTelling(part) && retainedSizes[part.row.sample] >= least)
      .map((part) => ({ part, package: packageOf(urlOf(analysis, classes[part.classIndex])) }))
      .filter((each) => each.package === undefined || (isWrapping && each.package !== own))
      .toSorted(
        (a, b) =>
          Number(a.package !== undefined) - Number(b.package !== undefined) ||
          a.part.row.depth - b.part.row.depth,
      )[0]?.part;
  };
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
    if (best === undefined || !part) return findBehind(most) ?? most;
    const isOfOthers =
      classes[part.classIndex].location?.scriptId !== classes[most.classIndex].location?.scriptId;
    const isContent = isWrapping && isOfOthers && retainedSizes[best] >= rivalBytes;
    const isOwn =
      isWrapper(analysis, classes[most.classIndex], classes[part.classIndex]) &&
      retainedSizes[best] >= Math.max(rivalBytes, retainedSizes[at] * minOwnShare);
    const isMore = retainedSizes[best] >= minPartBytes && retainedSizes[best] > retainedSizes[at];
    if (!isContent && !isOwn && !isMore) return findBehind(most) ?? most;
    most = part;
    at = best;
    seen.add(part.classIndex);
  }
}

/** What a package wraps around an object of the program's own is little beside that. */
const minOwnShare = 0.5;

/** Whether a class is of a package, and its part of the program; or of Node's C++, and its part of a script. */
function isWrapper(analysis: Analysis, owner: HeapClass, part: HeapClass): boolean {
  if (owner.origin === 'platform') return owner.location === undefined && part.location !== undefined;
  return isOfPackage(urlOf(analysis, owner)) && !isOfPackage(urlOf(analysis, part));
}

function urlOf({ scripts }: Analysis, { location }: HeapClass): string {
  return (location && scripts.get(location.scriptId)?.url) ?? '';
}

/**
 * Whether the objects are links of a list or a tree: a container's nodes, as of a cache that keeps an order. Each link leads to
 * another one; what leads many to the same is a parent, and no list. That of a tree's node leads back to it by a property.
 */
function isLink(
  { snapshot: { graph } }: Analysis,
  classOf: NodeColumn<ClassIndex>,
  { classIndex, row }: NamedRow,
): boolean {
  const linksOf = (node: NodeOrdinal): readonly Link[] => {
    const links: Link[] = [];
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[next(node)]; edge++) {
      const target = graph.edgeTarget[edge];
      const isOwn = graph.edgeKind[edge] === EdgeKind.property && target !== node;
      if (isOwn && classOf[target] === classIndex) links.push({ name: graph.edgeName[edge], target });
    }
    return links;
  };
  const nodes = [...new Set([row.sample, ...row.newest])];
  /** Name of a property → the objects of the class that it leads to */
  const linked = new Map<number, NodeOrdinal[]>();
  let isMutual = true;
  for (const node of nodes) {
    for (const { name, target } of linksOf(node)) {
      isMutual &&= linksOf(target).some((back) => back.target === node);
      linked.set(name, [...(linked.get(name) ?? []), target]);
    }
  }
  return [...linked.values()].some((targets) => {
    const isOneEach = new Set(targets).size === targets.length;
    return (isOneEach || isMutual) && targets.length >= Math.min(minLinks, nodes.length);
  });
}

interface Link {
  readonly name: number;
  readonly target: NodeOrdinal;
}

/** Of one reference nobody can tell a neighbour from a parent. */
const minLinks = 2;
