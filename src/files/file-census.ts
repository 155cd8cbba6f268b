import type { Census } from '../compare/census.ts';
import {
  countEarlier,
  countNewest,
  draftEarlier,
  draftNewest,
  type EarlierDraft,
  type NewestDraft,
  type NewestSnapshot,
} from '../compare/newest.ts';
import { IdSet } from '../heap/id-set.ts';
import { analyzeFile, type ReadFileOptions } from './read-file.ts';
import { readNodeIds } from '../snapshot/read-snapshot.ts';

/**
 * Reads the newest file of a comparison: its census, and who may leak, which only it can tell.
 *
 * @param earlier ids of the files before it, in their order; without any there are no candidates
 * @throws SnapdiffError when it cannot be read
 */
export async function readNewest(
  path: string,
  earlier: readonly IdSet[],
  options: ReadFileOptions,
): Promise<NewestSnapshot> {
  const { freeMemory = () => {} } = options;
  // What came before is free only when the functions that held it have returned.
  freeMemory('old');
  const draft = await readNewestDraft(path, earlier, options);
  freeMemory('old');
  return countNewest(draft);
}

async function readNewestDraft(
  path: string,
  earlier: readonly IdSet[],
  options: ReadFileOptions,
): Promise<NewestDraft> {
  return draftNewest(await analyzeFile(path, options), earlier, options.details);
}

/**
 * Reads an earlier file of a comparison.
 *
 * @param earlier ids of the files before it, in their order
 * @throws SnapdiffError when it cannot be read
 */
export async function readEarlier(
  path: string,
  newest: NewestSnapshot,
  earlier: readonly IdSet[],
  options: ReadFileOptions,
): Promise<Census> {
  const { freeMemory = () => {} } = options;
  freeMemory('old');
  const draft = await readEarlierDraft(path, newest, earlier, options);
  freeMemory('old');
  return countEarlier(draft);
}

async function readEarlierDraft(
  path: string,
  newest: NewestSnapshot,
  earlier: readonly IdSet[],
  options: ReadFileOptions,
): Promise<EarlierDraft> {
  return draftEarlier(await analyzeFile(path, options), newest, earlier);
}

/** The ids of a file, which is the first part of it; the rest is not read. @throws SnapdiffError */
export async function readIds(path: string, { onProgress, signal }: ReadFileOptions): Promise<IdSet> {
  return new IdSet(await readNodeIds(path, { ...(onProgress && { onProgress }), ...(signal && { signal }) }));
}
