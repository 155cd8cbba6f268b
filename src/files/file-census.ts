import type { Analysis } from '../analysis/analysis.ts';
import type { Census } from '../compare/census.ts';
import {
  countEarlier,
  countNewest,
  draftEarlier,
  draftNewest,
  type EarlierDraft,
  type EarlierQuestion,
  type NewestDraft,
  type NewestSnapshot,
} from '../compare/newest.ts';
import { IdSet } from '../heap/id-set.ts';
import { analyzeFile, type ReadFileOptions } from './read-file.ts';
import { readNodeIds } from '../snapshot/read-snapshot.ts';

/** Of the files before the newest, in their order; a promise where another thread is reading them. */
export type IdsOfEarlier = readonly IdSet[] | Promise<readonly IdSet[]>;

/**
 * Reads the newest file of a comparison: its census, and who may leak, which only it can tell.
 *
 * @param earlier ids of the files before it, in their order; without any there are no candidates
 * @throws SnapdiffError when it cannot be read
 */
export async function readNewest(
  path: string,
  earlier: IdsOfEarlier,
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
  earlier: IdsOfEarlier,
  options: ReadFileOptions,
): Promise<NewestDraft> {
  const analysis = await analyzeFile(path, options);
  return draftNewest(analysis, await earlier, options.details);
}

/** An earlier file of a comparison. */
export interface EarlierFile {
  /**
   * Its census, once the newest snapshot is known.
   *
   * @param earlier ids of the files before it, in their order
   * @throws SnapdiffError when it cannot be read
   */
  ask(question: EarlierQuestion, earlier: readonly IdSet[]): Promise<Census>;
}

/** One whose ids are to be had before. */
export interface EarlierFileWithIds extends EarlierFile {
  readonly ids: Promise<IdSet>;
}

/** A file that is read when it is asked about. */
export function readLater(path: string, options: ReadFileOptions): EarlierFile {
  const { freeMemory = () => {} } = options;
  // Of its own, so that the analysis is garbage when it returns.
  const draft = async (question: EarlierQuestion, earlier: readonly IdSet[]): Promise<EarlierDraft> =>
    draftEarlier(await analyzeFile(path, options), question, earlier);
  return {
    ask: async (question, earlier) => {
      freeMemory('old');
      const drafted = await draft(question, earlier);
      freeMemory('old');
      return countEarlier(drafted);
    },
  };
}

/** A file that is read twice, for its ids first: in between nothing is kept of it. */
export function readTwice(path: string, options: ReadFileOptions): EarlierFileWithIds {
  return { ...readLater(path, options), ids: readIds(path, options) };
}

/** A small file, which is read once and kept. */
export function readOnce(path: string, options: ReadFileOptions): EarlierFileWithIds {
  let ids = new IdSet(new Uint32Array());
  let reading: Promise<Analysis> | undefined = analyzeFile(path, options, (told) => {
    ids = told;
  });
  return {
    ids: reading.then(() => ids),
    ask: async (question, earlier) => {
      if (!reading) throw new Error('a file that is kept is asked once');
      const drafted = draftEarlier(await reading, question, earlier);
      reading = undefined;
      return countEarlier(drafted);
    },
  };
}

/** The ids of a file, which is the first part of it; the rest is not read. @throws SnapdiffError */
export async function readIds(path: string, { onProgress, signal }: ReadFileOptions): Promise<IdSet> {
  return new IdSet(await readNodeIds(path, { ...(onProgress && { onProgress }), ...(signal && { signal }) }));
}
