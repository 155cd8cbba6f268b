import { stat } from 'node:fs/promises';
import { addContext } from './add-context.ts';
import { makeTimeline, type MemoryPoint } from '../compare/memory-timeline.ts';
import { measureProcessorTime, type ProcessFacts } from '../compare/context.ts';
import {
  checkSnapshotCount,
  Comparing,
  putInOrder,
  type CompareOptions,
  type Comparison,
} from '../compare/comparison.ts';
import type { Sentence } from '../base/sentence.ts';
import { askEarlier, type NewestSnapshot } from '../compare/newest.ts';
import { SnapdiffError } from '../base/errors.ts';
import { noProgress } from '../base/progress.ts';
import type { CensusThread } from './census-thread.ts';
import { readAllIds, takeCensuses } from './earlier-files.ts';
import { readNewest, readOnce, readTwice, type EarlierFile, type IdsOfEarlier } from './file-census.ts';
import { chooseThreads, isSmall } from './jobs.ts';
import type { ReadFileOptions } from './read-file.ts';
import { readSidecar } from './read-sidecar.ts';
import { checkReadable } from '../snapshot/byte-source.ts';

/** How files are read and compared. */
export interface CompareFilesOptions extends ReadFileOptions, Pick<CompareOptions, 'isControlled'> {
  /** What a timeline tells of the process's memory, for the details; in its order in time. */
  readonly memory?: readonly MemoryPoint[];
}

/**
 * Reads two snapshots or more, compares them class by class, and says what leaks.
 *
 * Two are compared in the order given, by class name where they are of two processes; one may be "-",
 * standard input. More are of one process, in any order, and it is followed how each class behaves.
 *
 * The newest is read whole before the others are counted, as its shapes name the plain objects of all. The ids of the
 * others tell when each object was born, and of three or more the order; so they are read first, or in a thread at the same
 * time. Memory is that of as many files as there are jobs, whatever their number, but for their classes and two bits per
 * object: 12 bytes per object are kept of the first file, the last, and the one before the one that is read. A baseline
 * from a pipe is read once, and there are no suspects.
 *
 * @throws SnapdiffError when a file cannot be read, or one of three or more is of another process than the last
 */
export async function compareFiles(
  paths: readonly string[],
  options: CompareFilesOptions = {},
): Promise<Comparison> {
  checkSnapshotCount(paths.length);
  // A misspelt name should not be found out after minutes of reading the others.
  const areFiles: boolean[] = [];
  for (const path of paths) areFiles.push(await checkReadable(path));
  const threadCount = areFiles.includes(false) ? 0 : await chooseThreads(paths, options);
  return compareInThreads(paths, areFiles, threadCount, options);
}

/**
 * @param areFiles which of them can be read more than once
 * @param threadCount threads to read files in, beside this one
 */
export async function compareInThreads(
  paths: readonly string[],
  areFiles: readonly boolean[],
  threadCount: number,
  options: CompareFilesOptions,
): Promise<Comparison> {
  if (threadCount === 0) return compareBy([], paths, areFiles, options);
  const { signal, freeMemory = () => {}, onProgress = noProgress, parser, foldAddresses = false } = options;
  // Whoever owns the process may set the engine's flags when first asked, and threads start with those that are set.
  freeMemory('old');
  const { CensusThread } = await import('./census-thread.ts');
  const given = { ...(parser && { parser }), foldAddresses };
  const threads: CensusThread[] = [];
  const end = async (): Promise<void> => {
    await Promise.all(threads.map((thread) => thread.end(signal?.reason)));
  };
  const abort = (): void => void end();
  signal?.addEventListener('abort', abort);
  try {
    for (let i = 0; i < threadCount; i++) threads.push(new CensusThread(given, onProgress));
    return await compareBy(threads, paths, areFiles, options);
  } catch (error) {
    const areRefused = threads.length < threadCount || threads.some(({ hasStarted }) => !hasStarted);
    if (signal?.aborted === true || !areRefused) throw error;
    return await compareBy([], paths, areFiles, options);
  } finally {
    signal?.removeEventListener('abort', abort);
    await end();
  }
}

async function compareBy(
  threads: readonly CensusThread[],
  paths: readonly string[],
  areFiles: readonly boolean[],
  options: CompareFilesOptions,
): Promise<Comparison> {
  const { ordered, ids, begun, warnings } =
    paths.length === 2
      ? await asGiven(threads, paths, areFiles, options)
      : await inOrder(threads, paths, areFiles, options);
  const newest = await readNewestBeside(ordered.at(-1) ?? '', ids, options);
  const earlier = await ids;
  const work = ordered.length > 2 ? measureProcessorTime(await readFacts(ordered)) : undefined;
  const comparing = new Comparing(newest, earlier, {
    warnings,
    work,
    ...(options.isControlled !== undefined && { isControlled: options.isControlled }),
  });
  const files = { paths: ordered.slice(0, -1), begun, ids: earlier };
  const censuses = takeCensuses(files, threads, askEarlier(newest), options);
  // The threads are at work meanwhile; without any, the newest heap is let go before another is read.
  if (newest.details?.()) options.freeMemory?.('old');
  for await (const census of censuses) comparing.add(census);
  const comparison = await addContext(comparing.finish(), ordered[0] ?? '', ordered.at(-1) ?? '');
  if (!comparison.details) return comparison;
  const timeline = makeTimeline(await readFacts(ordered), options.memory);
  return { ...comparison, details: { ...comparison.details, ...(timeline && { timeline }) } };
}

/** Reads the newest file while a thread may still be reading ids: what is wrong with the earlier files is said first. */
async function readNewestBeside(
  path: string,
  ids: IdsOfEarlier,
  options: ReadFileOptions,
): Promise<NewestSnapshot> {
  if (!('then' in ids)) return readNewest(path, ids, options);
  const stop = new AbortController();
  ids.catch((reason: unknown) => stop.abort(reason));
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  try {
    return await readNewest(path, ids, { ...options, signal });
  } catch (error) {
    await ids;
    throw error;
  }
}

async function readFacts(paths: readonly string[]): Promise<(ProcessFacts | undefined)[]> {
  const sidecars = await Promise.all(paths.map(readSidecar));
  return sidecars.map(({ facts }) => facts);
}

/** The files in the order they are compared in. */
interface OrderedFiles {
  readonly ordered: readonly string[];
  /** Of all but the last. */
  readonly ids: IdsOfEarlier;
  /** The first ones of them, where their reading has begun. */
  readonly begun: readonly EarlierFile[];
  readonly warnings: readonly Sentence[];
}

/** Two files in the order given. What is no file can be read only once, and not for its ids. */
async function asGiven(
  [thread]: readonly CensusThread[],
  paths: readonly string[],
  [isFile]: readonly boolean[],
  options: ReadFileOptions,
): Promise<OrderedFiles> {
  const [baseline = ''] = paths;
  const files = { ordered: paths, warnings: [] };
  if (!isFile) return { ...files, ids: [], begun: [] };
  if (thread) {
    const begun = thread.begin(baseline);
    return { ...files, ids: begun.ids.then((ids) => [ids]), begun: [begun] };
  }
  const begun = (await isSmall(baseline)) ? readOnce(baseline, options) : readTwice(baseline, options);
  return { ...files, ids: [await begun.ids], begun: [begun] };
}

/** The files in the order of their highest ids, then of when they were taken or written. */
async function inOrder(
  threads: readonly CensusThread[],
  paths: readonly string[],
  areFiles: readonly boolean[],
  options: ReadFileOptions,
): Promise<OrderedFiles> {
  const pipe = paths[areFiles.indexOf(false)];
  if (pipe !== undefined) {
    // Read a second time, a pipe has no writer: that would wait for ever.
    const what = pipe === '-' ? 'standard input' : 'a pipe';
    throw new SnapdiffError(`${pipe}: each file of a series is read twice, which ${what} cannot be`, {
      hint: 'Write it to a file first.',
    });
  }
  const ids = await readAllIds(paths, threads, options);
  const { order, warnings } = putInOrder(paths, ids, await Promise.all(paths.map(whenTaken)));
  const ordered = order.map(({ position }) => paths[position]);
  const begun = threads.slice(0, ordered.length - 1).map((thread, lane) => thread.begin(ordered[lane]));
  return { ordered, ids: order.slice(0, -1).map((file) => file.ids), begun, warnings };
}

/** By the sidecar, else by the file: milliseconds since 1970. */
async function whenTaken(path: string): Promise<number> {
  const { facts } = await readSidecar(path);
  return facts ? facts.takenAt : (await stat(path)).mtimeMs;
}
