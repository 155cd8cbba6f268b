import type { Census } from '../compare/census.ts';
import type { EarlierQuestion } from '../compare/newest.ts';
import type { IdSet } from '../heap/id-set.ts';
import type { CensusThread } from './census-thread.ts';
import { readIds, readLater, type EarlierFile } from './file-census.ts';
import type { ReadFileOptions } from './read-file.ts';

// Files are dealt out like cards, to the threads first and to this one last, so that who reads which depends on nothing but
// their number.

/** The ids of all files, in their order. @throws SnapdiffError for the first that cannot be read */
export async function readAllIds(
  paths: readonly string[],
  threads: readonly CensusThread[],
  options: ReadFileOptions,
): Promise<IdSet[]> {
  const hands = threads.length + 1;
  const inThreads = paths.map((path, index) => threads.at(index % hands)?.readIds(path));
  for (const ids of inThreads) ids?.catch(() => {});
  const all: (IdSet | undefined)[] = [];
  let failure: unknown;
  let failedAt = paths.length;
  for (const [index, path] of paths.entries()) {
    if (inThreads[index] || index > failedAt) continue;
    try {
      all[index] = await readIds(path, options);
    } catch (error) {
      failure = error;
      failedAt = index;
    }
  }
  const ids: IdSet[] = [];
  for (const index of paths.keys()) {
    if (index === failedAt) throw failure;
    const one = all[index] ?? (await inThreads[index]);
    if (one) ids.push(one);
  }
  return ids;
}

/** The files before the newest, in their order. */
export interface EarlierFiles {
  readonly paths: readonly string[];
  /** The first ones, where their reading has begun. */
  readonly begun: readonly EarlierFile[];
  readonly ids: readonly IdSet[];
}

/**
 * Their censuses, in their order. The threads are asked at once, this one reads its files when it is their turn.
 *
 * @throws SnapdiffError when one cannot be read
 */
export function takeCensuses(
  { paths, begun, ids }: EarlierFiles,
  threads: readonly CensusThread[],
  question: EarlierQuestion,
  options: ReadFileOptions,
): AsyncGenerator<Census, void> {
  const hands = threads.length + 1;
  const asked = new Map<number, Promise<Census>>();
  const askThread = (index: number): void => {
    if (index >= paths.length) return;
    const file = begun[index] ?? threads[index % hands].begin(paths[index]);
    const census = file.ask(question, ids.slice(0, index));
    // Its turn to be told of comes later.
    census.catch(() => {});
    asked.set(index, census);
  };
  // Each has one more file to read than the one that is waited for, as this thread may be busy when that is done.
  for (const hand of threads.keys()) {
    askThread(hand);
    askThread(hand + hands);
  }
  async function* inOrder(): AsyncGenerator<Census, void> {
    for (const [index, path] of paths.entries()) {
      const thread = threads.at(index % hands);
      if (thread) {
        thread.isAwaited = true;
        yield await (asked.get(index) as Promise<Census>);
        thread.isAwaited = false;
        asked.delete(index);
        askThread(index + 2 * hands);
      } else {
        yield await (begun[index] ?? readLater(path, options)).ask(question, ids.slice(0, index));
      }
    }
  }
  return inOrder();
}
