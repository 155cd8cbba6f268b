import type { ClassAggregates, SnapshotInfo } from '../analysis/aggregate.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { Classification, HeapClass } from '../analysis/classes.ts';
import { isPlainObject, ShapeMatcher, type ShapeDefinition } from '../analysis/shapes.ts';
import type { ClassIndex, NodeOrdinal } from '../heap/index-spaces.ts';
import { sampleIdentity, type IdentitySample } from './identity.ts';
import { sortedOrder } from './sort-by-id.ts';

/**
 * One snapshot reduced to what a comparison needs, so that the snapshot itself can be let go before
 * the next is read: 12 bytes per object, and the classes.
 */
export interface Census {
  readonly info: SnapshotInfo;
  /** Without user roots the snapshot shows V8's internals, and its sizes mean something else. */
  readonly hasUserRoots: boolean;
  /** ClassIndex → the class */
  readonly classes: readonly HeapClass[];
  /** ClassIndex → its totals, null where no object of it has a size. */
  readonly aggregates: ClassAggregates;
  /** The objects that have a size, by rising id: three columns of one length. */
  readonly objectId: Uint32Array;
  /** position → ClassIndex */
  readonly objectClass: Uint32Array;
  /** position → shallow bytes */
  readonly objectSize: Uint32Array | Float64Array;
  /** The shapes plain objects were classified by. */
  readonly shapes: readonly ShapeDefinition[];
  readonly identity: IdentitySample;
}

/**
 * Takes the census of a snapshot. Time O(nodes + edges), as the analyses it asks for.
 *
 * @param comparedWith census of the other snapshot: its shapes name the plain objects of both, or
 *   classes would not pair. As in Chrome DevTools, a class the other does not have shows the name
 *   that this snapshot's own shapes give its newest object.
 */
export function takeCensus(analysis: Analysis, comparedWith?: Census): Census {
  const { graph } = analysis.snapshot;
  const shapes = comparedWith?.shapes ?? analysis.shapes;
  const classification = analysis.classify(shapes);
  const aggregates = analysis.aggregate(classification);
  const { shallowSizes } = analysis;

  let objectCount = 0;
  for (const totals of aggregates) objectCount += totals?.count ?? 0;
  const node = new Uint32Array(objectCount);
  const id = new Uint32Array(objectCount);
  let position = 0;
  for (let n = 0 as NodeOrdinal; n < graph.nodeCount; n++) {
    if (shallowSizes[n] === 0) continue;
    node[position] = n;
    id[position++] = graph.nodeId[n];
  }
  const order = sortedOrder(id);
  const objectId = new Uint32Array(objectCount);
  const objectClass = new Uint32Array(objectCount);
  const objectSize =
    shallowSizes instanceof Float64Array ? new Float64Array(objectCount) : new Uint32Array(objectCount);
  for (let i = 0; i < objectCount; i++) {
    const n = node[order[i]] as NodeOrdinal;
    objectId[i] = id[order[i]];
    objectClass[i] = classification.classOf[n];
    objectSize[i] = shallowSizes[n];
  }
  return {
    info: analysis.info,
    hasUserRoots: analysis.userRoots.length > 0,
    classes: comparedWith ? nameByOwnShapes(analysis, classification, comparedWith) : classification.classes,
    aggregates,
    objectId,
    objectClass,
    objectSize,
    shapes,
    identity: sampleIdentity(analysis.snapshot),
  };
}

/** Renames the classes of plain objects that only this snapshot has. */
function nameByOwnShapes(
  analysis: Analysis,
  { classes, classOf }: Classification,
  other: Census,
): readonly HeapClass[] {
  const { graph } = analysis.snapshot;
  const { shallowSizes } = analysis;
  const otherKeys = new Set(
    other.classes.filter((_, index) => other.aggregates[index]).map(({ key }) => key),
  );
  const isOwn = classes.map(({ key, className }) => /^(?:Object$|\{)/.test(className) && !otherKeys.has(key));
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
