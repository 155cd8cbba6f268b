import { adviseFolding } from '../analysis/address-names.ts';
import { aggregate, type ClassAggregates, type SnapshotInfo } from '../analysis/aggregate.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { exposesNumbers } from '../analysis/number-values.ts';
import type { Classification, HeapClass } from '../analysis/classes.ts';
import type { DominatorTree } from '../analysis/dominators.ts';
import { computeRetainedSizes } from '../analysis/retained-sizes.ts';
import { isPlainObject, ShapeMatcher, type ShapeDefinition } from '../analysis/shapes.ts';
import {
  createIds,
  type ClassIndex,
  type DfsNumber,
  type IdArray,
  type NodeColumn,
  type NodeId,
  type NodeOrdinal,
} from '../heap/index-spaces.ts';
import type { Sentence } from '../base/sentence.ts';
import type { Bytes } from '../base/units.ts';
import { sampleIdentity, type IdentitySample } from './identity.ts';
import { measurePlaces, type LocatedPlace, type PlaceMeasure } from './places.ts';
import { sortByKey } from '../analysis/sort-by-key.ts';

/**
 * One snapshot reduced to what a comparison needs, so that the snapshot itself can be let go before
 * the next is read: 12 bytes per object, and the classes.
 */
export interface Census {
  readonly info: SnapshotInfo;
  /** Bytes that the file's header reports outside V8's heap: part of `info.totalSize`, and of no class. */
  readonly extraNativeBytes: Bytes;
  /** Without user roots the snapshot shows V8's internals, and its sizes mean something else. */
  readonly hasUserRoots: boolean;
  /** Small integers are shown as objects, and references lead to them. */
  readonly hasNumbers: boolean;
  /** ClassIndex → the class */
  readonly classes: readonly HeapClass[];
  /** ClassIndex → its totals, null where no object of it has a size. */
  readonly aggregates: ClassAggregates;
  /** The objects that have a size, by rising id: three columns of one length. */
  readonly objectId: IdArray;
  /** position → ClassIndex */
  readonly objectClass: Uint32Array;
  /** position → shallow bytes */
  readonly objectSize: Uint32Array | Float64Array;
  /** The shapes plain objects were classified by. */
  readonly shapes: readonly ShapeDefinition[];
  readonly identity: IdentitySample;
  /** What is odd about the file. */
  readonly warnings: readonly Sentence[];
  /** What was at the places asked for, in their order. */
  readonly places: readonly PlaceMeasure[];
}

/** What a census is made of: all that is needed of the analysis, none of the edges. */
export interface CensusDraft extends Pick<
  Census,
  'hasUserRoots' | 'hasNumbers' | 'classes' | 'shapes' | 'identity' | 'warnings'
> {
  readonly info: Omit<SnapshotInfo, 'totalSize'>;
  readonly extraNativeBytes: Bytes;
  readonly nodeId: NodeColumn<NodeId>;
  readonly classOf: NodeColumn<ClassIndex>;
  readonly shallowSizes: NodeColumn<Bytes>;
  readonly distances: NodeColumn;
  readonly dominators: DominatorTree;
}

/**
 * Takes the census of a snapshot. Time O(nodes + edges), as the analyses it asks for.
 *
 * @param comparedWith census of the other snapshot: its shapes name the plain objects of both, or
 *   classes would not pair. As in Chrome DevTools, a class the other does not have shows the name
 *   that this snapshot's own shapes give its newest object.
 */
export function takeCensus(analysis: Analysis, comparedWith?: Census): Census {
  return countDraft(draftCensus(analysis, comparedWith && namingBy(comparedWith)), []);
}

/** What a census gives to those that are compared with it, so that classes pair: plain data. */
export interface ClassNaming {
  readonly shapes: readonly ShapeDefinition[];
  /** Keys of its classes that have objects. */
  readonly classKeys: ReadonlySet<string>;
}

export function namingBy({
  shapes,
  classes,
  aggregates,
}: Pick<Census, 'shapes' | 'classes'> & { readonly aggregates: readonly unknown[] }): ClassNaming {
  const present = classes.filter((_, index) => aggregates[index]);
  return { shapes, classKeys: new Set(present.map(({ key }) => key)) };
}

/** The part of `takeCensus` that needs the graph. After it the edges, half of all memory, can be let go. */
export function draftCensus(analysis: Analysis, comparedWith?: ClassNaming): CensusDraft {
  const { snapshot, dominators, shallowSizes, distances } = analysis;
  const { path, fileBytes, graph, extraNativeBytes } = snapshot;
  const shapes = comparedWith?.shapes ?? analysis.shapes;
  // By its own shapes the snapshot is classified once, also for whoever tells its paths in words.
  const classification = comparedWith ? analysis.classify(shapes) : analysis.classification;
  return {
    info: { path, fileBytes, nodeCount: graph.nodeCount, edgeCount: graph.edgeCount },
    extraNativeBytes,
    hasUserRoots: analysis.userRoots.length > 0,
    hasNumbers: exposesNumbers(graph, snapshot.strings),
    classes: comparedWith ? nameByOwnShapes(analysis, classification, comparedWith) : classification.classes,
    shapes,
    identity: sampleIdentity(snapshot),
    warnings: [...snapshot.warnings, ...adviseFolding(path, classification.classes)],
    nodeId: graph.nodeId,
    classOf: classification.classOf,
    shallowSizes,
    distances,
    dominators,
  };
}

/** The rest of `takeCensus`: retained sizes, totals by class, objects by rising id, what is at the places located. */
export function countDraft(draft: CensusDraft, located: readonly LocatedPlace[]): Census {
  const { info, extraNativeBytes, hasUserRoots, hasNumbers, classes, shapes, identity, warnings } = draft;
  const { shallowSizes, distances, dominators, classOf } = draft;
  const retainedSizes = computeRetainedSizes(dominators, shallowSizes);
  const totalSize = retainedSizes[dominators.nodeAt[0 as DfsNumber]] + extraNativeBytes;
  const aggregates = aggregate({ classes, classOf }, shallowSizes, retainedSizes, distances, dominators);
  const objects = sortObjects(draft, aggregates);
  return {
    info: { ...info, totalSize },
    extraNativeBytes,
    hasUserRoots,
    hasNumbers,
    classes,
    shapes,
    identity,
    warnings,
    aggregates,
    places: measurePlaces(located, retainedSizes),
    ...objects,
  };
}

function sortObjects(
  { nodeId, classOf, shallowSizes }: CensusDraft,
  aggregates: ClassAggregates,
): Pick<Census, 'objectId' | 'objectClass' | 'objectSize'> {
  let objectCount = 0;
  for (const totals of aggregates) objectCount += totals?.count ?? 0;
  const objectId = createIds(objectCount, nodeId);
  const nodes = new Uint32Array(objectCount);
  let position = 0;
  for (let node = 0 as NodeOrdinal; node < nodeId.length; node++) {
    if (shallowSizes[node] === 0) continue;
    objectId[position] = nodeId[node];
    nodes[position++] = node;
  }
  sortByKey(objectId, nodes);
  const objectClass = new Uint32Array(objectCount);
  const objectSize =
    shallowSizes instanceof Float64Array ? new Float64Array(objectCount) : new Uint32Array(objectCount);
  for (let i = 0; i < objectCount; i++) {
    const node = nodes[i] as NodeOrdinal;
    objectClass[i] = classOf[node];
    objectSize[i] = shallowSizes[node];
  }
  return { objectId, objectClass, objectSize };
}

/** Renames the classes of plain objects that only this snapshot has. Time O(nodes). */
export function nameByOwnShapes(
  analysis: Analysis,
  { classes, classOf }: Classification,
  { classKeys }: ClassNaming,
): readonly HeapClass[] {
  const { graph } = analysis.snapshot;
  const { shallowSizes } = analysis;
  const isOwn = classes.map(({ key, kind }) => kind === 'plain object' && !classKeys.has(key));
  if (!isOwn.includes(true)) return classes;

  const newest = new Map<ClassIndex, NodeOrdinal>();
  for (let node = 0 as NodeOrdinal; node < graph.nodeCount; node++) {
    const index = classOf[node];
    if (!isOwn[index] || shallowSizes[node] === 0 || !isPlainObject(graph, analysis.names, node)) continue;
    const known = newest.get(index);
    if (known === undefined || graph.nodeId[node] > graph.nodeId[known]) newest.set(index, node);
  }
  const renamed = [...classes];
  const matcher = new ShapeMatcher(analysis.snapshot, analysis.shapes);
  for (const [index, node] of newest) {
    const shape = matcher.match(node);
    renamed[index] = { ...classes[index], className: analysis.shapes[shape]?.name ?? 'Object' };
  }
  return renamed;
}
