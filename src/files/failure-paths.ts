import type { NewestPath } from '../paths/newest-path.ts';
import { findNewestPath } from '../paths/newest-path.ts';
import { checkReadable } from '../snapshot/byte-source.ts';
import { analyzeFile, type ReadFileOptions } from './read-file.ts';

/** Constructors whose path is looked for: the first name the reason, and a wide pattern breaks for hundreds. */
const maxPaths = 5;

/**
 * Who holds the constructors that broke a rule and are no suspects: the path to the newest of their objects. The file,
 * the last snapshot, is read once more for it, and only where there are such constructors.
 *
 * @returns constructor → its path; without those that were not looked for, and without all of what is no file
 */
export async function findFailurePaths(
  classNames: readonly string[],
  path: string,
  options: ReadFileOptions,
): Promise<ReadonlyMap<string, NewestPath>> {
  const found = new Map<string, NewestPath>();
  if (classNames.length === 0 || !(await checkReadable(path))) return found;
  options.freeMemory?.('old');
  const analysis = await analyzeFile(path, options);
  for (const className of classNames.slice(0, maxPaths)) {
    const newest = findNewestPath(analysis, className);
    if (newest) found.set(className, newest);
  }
  return found;
}
