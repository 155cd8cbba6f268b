import {
  next,
  type EdgeOrdinal,
  type NodeColumn,
  type NodeId,
  type NodeOrdinal,
} from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { isDominatedBy, numbersOf } from '../analysis/dominators.ts';
import { nameHolder, type NamedHolder } from './named-holder.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import { describePath, type PathStep } from './retaining-path.ts';
import { termOfRoot } from '../analysis/roots.ts';
import { timerLinks } from '../analysis/timer-lists.ts';
import { edgesFromRoot, findShortestPaths, noEdge } from '../analysis/shortest-paths.ts';

/** Something that keeps objects alive also when the holder that is shown lets them go. */
export interface Owner {
  readonly nodeId: NodeId;
  /** What it is to a person, climbed to a name. */
  readonly name: NamedHolder;
  /** From a root to it. */
  readonly path: readonly PathStep[];
  /** From it to the first of the objects that it holds. */
  readonly held: readonly PathStep[];
  /** How many of the objects asked for were found to hang on it; those of another owner may do so too. */
  readonly objectCount: number;
}

export interface OtherOwners {
  /** Who holds most of them first. */
  readonly owners: readonly Owner[];
  /** Of the objects asked for, those that are freed when the shown holder lets them go: nobody else holds them. */
  readonly freedCount: number;
}

/**
 * Who else holds the same objects: clearing one of two owners frees nothing. The shown holder is taken
 * out of the heap, and what is still reached has another owner: then that one is taken out, too. What only
 * the stack holds besides is let go soon, unless the holder itself hangs on the stack: then the program does.
 *
 * Nothing is walked where the holder dominates all of the objects. Else time O(nodes + edges) for each
 * owner and once more, memory 16 bytes per node while it runs; both less where the owner is the program's.
 *
 * @param objects a few of those that hang on the holder
 * @param isOwner whether a node on the way can be the owner, as "was there before they were" can; the last
 * such node before the object is. Any can, unless said otherwise.
 * @param maxOwners each costs a walk through the heap
 */
export function findOtherOwners(
  analysis: Analysis,
  holder: NodeOrdinal,
  objects: readonly NodeOrdinal[],
  isOwner: (node: NodeOrdinal) => boolean = () => true,
  maxOwners = 2,
): OtherOwners {
  const { graph, strings } = analysis.snapshot;
  const numbers = numbersOf(analysis.dominators, objects);
  let held = objects.filter((node) => {
    const dfs = numbers.get(node);
    return dfs === undefined || !isDominatedBy(analysis.dominators, dfs, (at) => at === holder);
  });
  let freedCount = objects.length - held.length;
  const { classes, classOf } = analysis.classification;
  const timers =
    classes[classOf[holder]].kind === 'timer list'
      ? timerLinks(analysis.snapshot, holder).map((link) => graph.edgeTarget[link])
      : [];
  const without = [
    ...withItsObject(analysis, holder, analysis.shortestPaths),
    ...timers.filter((timer) => !objects.includes(timer)),
  ];
  const isOnStack = isHeldByStack(analysis, holder);
  const owners: Owner[] = [];
  let isFirst = true;
  while (held.length > 0 && owners.length < maxOwners) {
    // What the walk before needed is garbage.
    analysis.startPhase('owners');
    const { retainingEdges, names, userRoots } = analysis;
    const paths = findShortestPaths(graph, strings, retainingEdges, names, userRoots, {
      without,
      isOnStack,
      until: held,
    });
    const reached = held.filter((node) => paths[node] !== noEdge);
    if (isFirst) freedCount += held.length - reached.length;
    isFirst = false;
    held = reached;
    const found = groupByOwner(analysis, paths, reached, isOwner).slice(0, maxOwners - owners.length);
    if (found.length === 0) break;
    for (const group of found) {
      owners.push(describeOwner(analysis, paths, group));
      without.push(...withItsObject(analysis, group.node, paths), ...rootsCalledAs(analysis, group.node));
    }
  }
  owners.sort((a, b) => b.objectCount - a.objectCount);
  return { owners, freedCount };
}

/** What is one owner to a person, and which of the objects hang on it. */
interface OwnerGroup {
  /** The first found. */
  readonly node: NodeOrdinal;
  readonly objects: NodeOrdinal[];
}

/**
 * Most objects first. Roots of one name are one owner: in C++ each open socket is a root of its own.
 * Objects that hang straight on the root of all have no owner.
 */
function groupByOwner(
  analysis: Analysis,
  paths: NodeColumn<EdgeOrdinal>,
  objects: readonly NodeOrdinal[],
  isOwner: (node: NodeOrdinal) => boolean,
): OwnerGroup[] {
  const { graph } = analysis.snapshot;
  const groups = new Map<string, OwnerGroup>();
  for (const object of objects) {
    let at = sourceOfEdge(graph, paths[object]);
    // V8's roots get other ids in every snapshot; they are always there.
    const isRoot = (): boolean => graph.nodeKind[at] === NodeKind.synthetic;
    while (paths[at] !== noEdge && !isRoot() && (!isOwner(at) || isStore(analysis, at))) {
      at = sourceOfEdge(graph, paths[at]);
    }
    if (at === graph.root) continue;
    const key = isRoot() ? `root ${graph.nodeName[at]}` : String(at);
    const group = groups.get(key) ?? { node: at, objects: [] };
    groups.set(key, group);
    group.objects.push(object);
  }
  return [...groups.values()].sort((a, b) => b.objects.length - a.objects.length);
}

/** Of one of V8's roots, those of its name. Time O(edges of the root). */
function rootsCalledAs({ snapshot: { graph } }: Analysis, node: NodeOrdinal): NodeOrdinal[] {
  const { root, firstEdge, edgeTarget, nodeKind, nodeName } = graph;
  if (nodeKind[node] !== NodeKind.synthetic) return [];
  const nodes: NodeOrdinal[] = [];
  for (let edge = firstEdge[root]; edge < firstEdge[next(root)]; edge++) {
    const target = edgeTarget[edge];
    if (nodeKind[target] === NodeKind.synthetic && nodeName[target] === nodeName[node]) nodes.push(target);
  }
  return nodes;
}

function describeOwner(
  analysis: Analysis,
  paths: NodeColumn<EdgeOrdinal>,
  { node: owner, objects }: OwnerGroup,
): Owner {
  const { graph } = analysis.snapshot;
  const toOwner = edgesFromRoot(graph, paths, owner);
  const path = describePath(analysis, toOwner);
  const [first = owner] = objects;
  const held = describePath(analysis, edgesFromRoot(graph, paths, first).slice(toOwner.length));
  return {
    nodeId: graph.nodeId[owner],
    name: nameHolder(path, held),
    path,
    held,
    objectCount: objects.length,
  };
}

function isHeldByStack(
  { snapshot: { graph, strings }, shortestPaths }: Analysis,
  node: NodeOrdinal,
): boolean {
  for (let at = node; shortestPaths[at] !== noEdge;) {
    at = sourceOfEdge(graph, shortestPaths[at]);
    if (graph.nodeKind[at] === NodeKind.synthetic && termOfRoot(graph, strings, at) === 'momentary')
      return true;
  }
  return false;
}

/** V8's store of an array, a Map's or an object's entries. */
function isStore({ snapshot: { graph } }: Analysis, node: NodeOrdinal): boolean {
  return graph.nodeKind[node] === NodeKind.array;
}

/** A store and what it belongs to are one: an array refers to its elements itself, too. */
function withItsObject(analysis: Analysis, node: NodeOrdinal, paths: NodeColumn<EdgeOrdinal>): NodeOrdinal[] {
  const nodes = [node];
  for (let at = node; isStore(analysis, at) && paths[at] !== noEdge;) {
    at = sourceOfEdge(analysis.snapshot.graph, paths[at]);
    nodes.push(at);
  }
  return nodes;
}
