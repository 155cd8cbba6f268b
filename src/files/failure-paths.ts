import type { Analysis } from '../analysis/analysis.ts';
import { findClasses, findObjects } from '../analysis/find-classes.ts';
import type { CheckFailure } from '../check/check-result.ts';
import type { CheckJudgement } from '../check/judge.ts';
import type { NodeOrdinal } from '../heap/index-spaces.ts';
import { findRetainingPath } from '../paths/retaining-path.ts';
import { checkReadable } from '../snapshot/byte-source.ts';
import { analyzeFile, type ReadFileOptions } from './read-file.ts';

/** Constructors whose path is looked for: the first name the reason, and a wide pattern breaks for hundreds. */
const maxPaths = 5;

/**
 * Says who holds the constructors that broke a budget and are no suspects: the path to the newest of
 * their objects. The last snapshot is read once more for it, only when a check fails.
 */
export async function findFailurePaths(
  { failures, snapshots }: CheckJudgement,
  options: ReadFileOptions,
): Promise<readonly CheckFailure[]> {
  const path = snapshots.at(-1)?.path ?? '-';
  const names = new Set<string>();
  for (const failure of failures) {
    if (failure.className !== null && failure.path.length === 0 && names.size < maxPaths) {
      names.add(failure.className);
    }
  }
  if (names.size === 0 || !(await checkReadable(path))) return failures;
  options.freeMemory?.('old');
  const analysis = await analyzeFile(path, options);
  const found = new Map(Array.from(names, (className) => [className, newestOf(analysis, className)]));
  return failures.map((failure) => {
    const newest = failure.path.length > 0 ? undefined : found.get(failure.className ?? '');
    return newest ? { ...failure, ...newest } : failure;
  });
}

function newestOf(
  analysis: Analysis,
  className: string,
): Partial<Pick<CheckFailure, 'path' | 'location'>> | undefined {
  const { graph } = analysis.snapshot;
  const wanted = findClasses(analysis.classification, className);
  const nodes = findObjects(analysis.classification, wanted, analysis.shallowSizes);
  let newest: NodeOrdinal | undefined;
  for (const node of nodes) {
    if (newest === undefined || graph.nodeId[node] > graph.nodeId[newest]) newest = node;
  }
  if (newest === undefined) return undefined;
  const { location } = analysis.classification.classes[analysis.classification.classOf[newest]];
  return {
    path: findRetainingPath(analysis, newest),
    ...(location && { location: analysis.locate(location) }),
  };
}
