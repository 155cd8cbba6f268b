import { AllocationStacks, type SharedStack } from '../analysis/allocation-stacks.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { NodeId } from '../heap/index-spaces.ts';
import { objectsOfClass, type MatchedClass } from './class-objects.ts';
import { mergeRetainingPaths } from './merged-paths.ts';
import type { MergedPaths, MergeOptions } from './path-branches.ts';

/** What holds the objects of a class. */
export interface ClassRetainers extends MergedPaths {
  readonly className: string;
  /** Several where constructors in different places share the name. */
  readonly classes: readonly MatchedClass[];
  /** What most of them have in common of the calls that allocated them, where allocations were tracked. */
  readonly allocation?: SharedStack;
}

/** @param isWanted which objects of the class count @throws SnapdiffError where there is no such class */
export function findClassRetainers(
  analysis: Analysis,
  className: string,
  isWanted: (id: NodeId) => boolean,
  options: MergeOptions,
): ClassRetainers {
  const { nodes, classes } = objectsOfClass(analysis, className, isWanted);
  const allocation = new AllocationStacks(analysis).sharedBy(nodes);
  return {
    className,
    classes,
    ...(allocation && { allocation }),
    ...mergeRetainingPaths(analysis, nodes, options),
  };
}
