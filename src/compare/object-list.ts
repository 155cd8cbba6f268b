import { AllocationStacks, type Allocation, type SharedStack } from '../analysis/allocation-stacks.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { SnapdiffError } from '../base/errors.ts';
import { formatCount, type Bytes } from '../base/units.ts';
import type { NodeId, NodeOrdinal } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import { PathNames } from '../paths/path-names.ts';
import { hasObject, type ObjectIds } from './object-ids.ts';
import type { ObjectColumn } from './object-columns.ts';

/** Some objects of a snapshot, in pages. */
export interface ObjectPage {
  readonly sort: ObjectColumn;
  /** On all pages. */
  readonly objectCount: number;
  /** Bytes of all of them, without what they hold. */
  readonly selfSize: Bytes;
  /** What most of them, on all pages, have in common of the calls that allocated them, where allocations were tracked. */
  readonly allocation?: SharedStack;
  /** From 1. */
  readonly page: number;
  readonly pageCount: number;
  readonly objects: readonly ListedObject[];
  /** Objects on the other pages. */
  readonly omittedObjectCount: number;
}

export interface ListedObject {
  readonly nodeId: NodeId;
  readonly selfSize: Bytes;
  readonly retainedSize: Bytes;
  /** Edges from the root, as Chrome DevTools counts: 100,000,000 and more through the engine only, −5 weakly. */
  readonly distance: number;
  /** Snapshots before this one that it is in already: 0 for a new one. */
  readonly age: number;
  /** The file it is first seen in. */
  readonly since: string;
  /** The start of a string's text, or the name and place of a function; others are their class. */
  readonly preview?: string;
  /** By which calls it was allocated, where that is known. */
  readonly allocation?: Allocation;
}

/** How objects are listed. */
export interface ListOptions {
  /** Biggest first. */
  readonly sort?: ObjectColumn;
  /** Objects to a page; 0 puts all on one. */
  readonly top?: number;
  /** From 1. */
  readonly page?: number;
}

/**
 * Lists objects with their age, a page at a time.
 *
 * @param earlier the snapshots before, earliest first
 * @throws SnapdiffError where there are not so many pages
 */
export function listObjects(
  analysis: Analysis,
  nodes: readonly NodeOrdinal[],
  earlier: readonly ObjectIds[],
  { sort = 'retainedSize', top = 0, page = 1 }: ListOptions,
): ObjectPage {
  const pageSize = top === 0 ? Math.max(nodes.length, 1) : top;
  const pageCount = Math.max(Math.ceil(nodes.length / pageSize), 1);
  if (page > pageCount) {
    throw new SnapdiffError(`--page ${page} is past the last page (${pageCount})`, {
      hint: `There are ${formatCount(nodes.length)} objects, ${formatCount(pageSize)} to a page.`,
    });
  }
  const ordered = sortObjects(analysis, nodes, earlier, sort);
  const objects = ordered.slice((page - 1) * pageSize, page * pageSize);
  let selfSize = 0;
  for (const node of nodes) selfSize += analysis.shallowSizes[node];
  const stacks = new AllocationStacks(analysis);
  const allocation = stacks.sharedBy(nodes);
  return {
    sort,
    objectCount: nodes.length,
    selfSize,
    ...(allocation && { allocation }),
    page,
    pageCount,
    objects: objects.map(({ node, age }) => listObject(analysis, stacks, node, age, earlier)),
    omittedObjectCount: nodes.length - objects.length,
  };
}

function sortObjects(
  analysis: Analysis,
  nodes: readonly NodeOrdinal[],
  earlier: readonly ObjectIds[],
  sort: ObjectColumn,
): { node: NodeOrdinal; age: number }[] {
  const { snapshot, shallowSizes, retainedSizes, distances } = analysis;
  const { nodeId } = snapshot.graph;
  const valueOf = (node: NodeOrdinal, age: number): number => {
    if (sort === 'id') return nodeId[node];
    if (sort === 'selfSize') return shallowSizes[node];
    if (sort === 'retainedSize') return retainedSizes[node];
    return sort === 'age' ? age : distances[node];
  };
  const rows = nodes.map((node) => {
    const first = earlier.findIndex((file) => hasObject(file, nodeId[node]));
    const age = first < 0 ? 0 : earlier.length - first;
    return { node, age, value: valueOf(node, age) };
  });
  return rows.sort((a, b) => b.value - a.value || nodeId[a.node] - nodeId[b.node]);
}

function listObject(
  analysis: Analysis,
  stacks: AllocationStacks,
  node: NodeOrdinal,
  age: number,
  earlier: readonly ObjectIds[],
): ListedObject {
  const { snapshot, shallowSizes, retainedSizes, distances } = analysis;
  const { graph, strings, path } = snapshot;
  const kind = graph.nodeKind[node];
  const allocation = stacks.of(node);
  let preview: string | undefined;
  if (kind === NodeKind.closure) preview = new PathNames(analysis).nameOf(node);
  else if (kind === NodeKind.string) preview = strings.at(graph.nodeName[node]).slice(0, maxPreviewLength);
  return {
    nodeId: graph.nodeId[node],
    selfSize: shallowSizes[node],
    retainedSize: retainedSizes[node],
    distance: distances[node],
    age,
    since: earlier[earlier.length - age]?.info.path ?? path,
    ...(preview === undefined ? {} : { preview }),
    ...(allocation && { allocation }),
  };
}

const maxPreviewLength = 80;
