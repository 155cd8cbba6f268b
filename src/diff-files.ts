import { addContext } from './add-context.ts';
import { judgePair, type JudgedDiff } from './compare/pair.ts';
import { holderIds } from './compare/suspect-path.ts';
import { readEarlier, readIds, readNewest } from './file-census.ts';
import type { ReadFileOptions } from './read-file.ts';
import { checkReadable } from './snapshot/byte-source.ts';

/**
 * Reads two snapshots, compares them class by class, and judges who may leak. "-" is standard input.
 *
 * The ids of the baseline are read first: they tell what is new in the current one. That is read next,
 * as its shapes name the plain objects of both. Of each only the census is kept (12 bytes per object),
 * so memory is that of the larger file's analysis, and little more. A baseline from a pipe is read once,
 * and there are no suspects.
 *
 * @throws SnapdiffError when either cannot be read
 */
export async function diffFiles(
  baseline: string,
  current: string,
  options: ReadFileOptions = {},
): Promise<JudgedDiff> {
  // A misspelt name should not be found out after minutes of reading the other.
  const isFile = await checkReadable(baseline);
  await checkReadable(current);
  const ids = isFile ? [await readIds(baseline, options)] : [];
  const newest = await readNewest(current, ids, options);
  const watched = holderIds(newest.candidates);
  const earlier = await readEarlier(baseline, newest.census, watched, options);
  const judged = judgePair(earlier, newest.census, isFile ? newest.candidates : undefined);
  return addContext(judged, baseline, current);
}
