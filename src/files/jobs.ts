import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Bytes } from '../base/units.ts';
import { estimateNeed, fitJobs } from './memory-need.ts';
import type { ReadFileOptions } from './read-file.ts';

/**
 * A thread has to load the program and to compile its loops anew. Of a pair of 10 MB it takes a third of this thread's time
 * away for a sixth more CPU in all; of one of 4 MB a tenth for a quarter more.
 */
const minThreadBytes: Bytes = 8e6;

/** A file that is kept while another is read: less than what Node itself takes. */
const maxKeptBytes: Bytes = 16e6;

/** As many at once as pay without being asked for. */
const defaultJobs = 2;

/**
 * A file of the build that runs in a thread, beside the bundle that this file is part of, which lies as deep. From source it is the
 * built one, too: what compiles source on its way is not there in a thread.
 *
 * @param path in `dist`
 */
export function builtUrl(path: string): URL {
  return new URL(`${import.meta.url.endsWith('.ts') ? '../../dist' : '..'}/${path}`, import.meta.url);
}

export const workerUrl: URL = builtUrl('files/census-worker.js');
export const heapWorkerUrl: URL = builtUrl('files/heap-worker.js');

/** How much a compressed snapshot is larger than its file, about. */
const compression = 4;

/**
 * How many threads beside this one read files of a comparison.
 *
 * @param paths of files
 * @throws SnapdiffError where there is not enough memory
 */
export async function chooseThreads(
  paths: readonly string[],
  options: Pick<ReadFileOptions, 'jobs'>,
): Promise<number> {
  const sizes = await Promise.all(paths.map(plainBytes));
  const [, second = 0] = sizes.toSorted((a, b) => b - a);
  const { jobs = Math.min(availableParallelism(), defaultJobs) } = options;
  // Who bundles the library into a program of theirs has that file only if they have put it there.
  const canStart = second >= minThreadBytes && existsSync(workerUrl);
  const wanted = canStart ? Math.min(jobs, paths.length) : 1;
  const need = await estimateNeed(paths, sizes);
  return (need ? fitJobs(wanted, need, options) : wanted) - 1;
}

export async function isSmall(path: string): Promise<boolean> {
  return (await plainBytes(path)) <= maxKeptBytes;
}

/** What a file has uncompressed, guessed by its name. */
async function plainBytes(path: string): Promise<Bytes> {
  const { size } = await stat(path);
  return /\.(?:gz|br|zst)$/i.test(path) ? size * compression : size;
}
