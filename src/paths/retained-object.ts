import { AllocationStacks, type Allocation } from '../analysis/allocation-stacks.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import { SnapdiffError } from '../base/errors.ts';
import type { Bytes } from '../base/units.ts';
import type { NodeId, NodeOrdinal } from '../heap/index-spaces.ts';
import { nodeOfId } from '../heap/node-of-id.ts';
import type { MergeOptions } from './path-branches.ts';
import type { ObjectName } from './object-names.ts';
import { findObjectRetainers, type ObjectRetainer } from './object-retainers.ts';
import { PathNames } from './path-names.ts';
import { findRetainingPath, type PathStep } from './retaining-path.ts';

/** One object, and what holds it. */
export interface ObjectRetainers {
  readonly nodeId: NodeId;
  readonly className: string;
  readonly object: ObjectName;
  /** What it is, as text. */
  readonly name: string;
  readonly location?: ScriptLocation;
  /** Where allocations were tracked: by which calls it was allocated; null where that is not known of it. */
  readonly allocation?: Allocation | null;
  readonly selfSize: Bytes;
  readonly retainedSize: Bytes;
  /** Edges from the root, as Chrome DevTools counts: 100,000,000 and more through the engine only, −5 weakly. */
  readonly distance: number;
  /** From a root to the object, the last; empty where no reference that keeps alive does. */
  readonly path: readonly PathStep[];
  /** Steps left out in the middle of the path. */
  readonly omittedStepCount: number;
  /** All objects that hold it, those nearest to the root first. */
  readonly retainers: readonly ObjectRetainer[];
  readonly omittedRetainerCount: number;
}

/** @throws SnapdiffError where the snapshot has no such object */
export function findRetainedObject(
  analysis: Analysis,
  id: number,
  { depth = 0, paths = 0 }: MergeOptions,
): ObjectRetainers {
  const { snapshot, shallowSizes, retainedSizes, distances } = analysis;
  const { nodeId } = snapshot.graph;
  const node = findNode(analysis, id);
  const names = new PathNames(analysis);
  const location = names.locationOf(node);
  const steps = findRetainingPath(analysis, node);
  const isCut = depth > 0 && steps.length > depth;
  // What starts the path and what is next to the object tell most.
  const path = isCut
    ? [...steps.slice(0, depth >> 1), ...steps.slice(steps.length - (depth - (depth >> 1)))]
    : steps;
  const retainers = findObjectRetainers(analysis, node);
  const listed = paths === 0 ? retainers : retainers.slice(0, paths);
  return {
    nodeId: nodeId[node],
    className: names.classNameOf(node),
    object: names.objectOf(node),
    name: names.nameOf(node),
    ...(location ? { location } : {}),
    ...(snapshot.traces && { allocation: new AllocationStacks(analysis).of(node) ?? null }),
    selfSize: shallowSizes[node],
    retainedSize: retainedSizes[node],
    distance: distances[node],
    path,
    omittedStepCount: steps.length - path.length,
    retainers: listed,
    omittedRetainerCount: retainers.length - listed.length,
  };
}

/** The node of an id. Time O(nodes). @throws SnapdiffError where the snapshot has no such object */
export function findNode({ snapshot }: Analysis, id: number): NodeOrdinal {
  const node = nodeOfId(snapshot.graph, id);
  if (node !== undefined) return node;
  throw new SnapdiffError(`${snapshot.path} has no object @${id}`, {
    hint: 'Ids are those of this file or of one of the same process; "snapdiff objects" lists them.',
  });
}
