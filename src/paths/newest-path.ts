import type { Analysis } from '../analysis/analysis.ts';
import { isConstructor } from '../analysis/class-origins.ts';
import { findClasses, findObjects } from '../analysis/find-classes.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import type { NodeOrdinal } from '../heap/index-spaces.ts';
import { findRetainingPath, type PathStep } from './retaining-path.ts';

/** Who holds the newest object of a class. */
export interface NewestPath {
  /** From a root to it; empty where no reference that keeps alive does. */
  readonly path: readonly PathStep[];
  /** Where its constructor stands. */
  readonly location?: ScriptLocation;
}

/**
 * Of a program's own Promise, not JavaScript's, where both have the name: a check is of the program's constructors.
 *
 * Time O(nodes), and once for each analysis O(nodes + edges).
 *
 * @returns undefined where the class has no object
 */
export function findNewestPath(analysis: Analysis, className: string): NewestPath | undefined {
  const { classification, shallowSizes, snapshot } = analysis;
  const { nodeId } = snapshot.graph;
  const named = findClasses(classification, className);
  const own = named.filter((index) => isConstructor(classification.classes[index].origin));
  let newest: NodeOrdinal | undefined;
  for (const node of findObjects(classification, own.length > 0 ? own : named, shallowSizes)) {
    if (newest === undefined || nodeId[node] > nodeId[newest]) newest = node;
  }
  if (newest === undefined) return undefined;
  const { location } = classification.classes[classification.classOf[newest]];
  return {
    path: findRetainingPath(analysis, newest),
    ...(location && { location: analysis.locate(location) }),
  };
}
