import { SnapdiffError } from '../base/errors.ts';
import { checkReadable } from '../snapshot/byte-source.ts';
import { readCounts } from '../snapshot/read-snapshot.ts';
import { chooseThreads } from './jobs.ts';
import type { ReadFileOptions } from './read-file.ts';

/**
 * Finds what can be found before a file is read: that there is none, that it is no snapshot by its beginning, that it can be read
 * only once, that memory will not do to compare them.
 *
 * @throws SnapdiffError
 */
export async function checkReadableAgain(
  paths: readonly string[],
  options: Pick<ReadFileOptions, 'jobs'> = {},
): Promise<void> {
  for (const path of paths) {
    if (!(await checkReadable(path))) {
      const what = path === '-' ? 'standard input' : 'a pipe';
      throw new SnapdiffError(`${path}: is read more than once, which ${what} cannot be`, {
        hint: 'Write it to a file first.',
      });
    }
    await readCounts(path);
  }
  if (paths.length > 1) await chooseThreads(paths, options);
}
