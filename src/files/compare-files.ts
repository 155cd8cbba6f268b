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
import { SnapdiffError } from '../base/errors.ts';
import { readEarlier, readIds, readNewest } from './file-census.ts';
import type { IdSet } from '../heap/id-set.ts';
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
 * The ids of the earlier files are read first, and of three or more those of all: they tell the order, and
 * when each object was born. Then each file is read whole, one at a time, the last first, as its shapes
 * name the plain objects of all. Memory does not depend on how many there are, but for their classes and
 * two bits per object: 12 bytes per object are kept of the first file, the last, and the one before the one
 * that is read, to compare it with. A baseline from a pipe is read once, and there are no suspects.
 *
 * @throws SnapdiffError when a file cannot be read, or one of three or more is of another process than the last
 */
export async function compareFiles(
  paths: readonly string[],
  options: CompareFilesOptions = {},
): Promise<Comparison> {
  checkSnapshotCount(paths.length);
  const { ordered, earlier, warnings } =
    paths.length === 2 ? await readBaselineIds(paths, options) : await readOrder(paths, options);
  const newest = await readNewest(ordered.at(-1) ?? '', earlier, options);
  const work = ordered.length > 2 ? measureProcessorTime(await readFacts(ordered)) : undefined;
  const comparing = new Comparing(newest, earlier, {
    warnings,
    work,
    ...(options.isControlled !== undefined && { isControlled: options.isControlled }),
  });
  for (const [index, path] of ordered.slice(0, -1).entries()) {
    comparing.add(await readEarlier(path, newest, earlier.slice(0, index), options));
  }
  const comparison = await addContext(comparing.finish(), ordered[0] ?? '', ordered.at(-1) ?? '');
  if (!comparison.details) return comparison;
  const timeline = makeTimeline(await readFacts(ordered), options.memory);
  return { ...comparison, details: { ...comparison.details, ...(timeline && { timeline }) } };
}

async function readFacts(paths: readonly string[]): Promise<(ProcessFacts | undefined)[]> {
  const sidecars = await Promise.all(paths.map(readSidecar));
  return sidecars.map(({ facts }) => facts);
}

/** The files in the order they are compared in. */
interface OrderedFiles {
  readonly ordered: readonly string[];
  /** Ids of all but the last. */
  readonly earlier: readonly IdSet[];
  readonly warnings: readonly Sentence[];
}

/** Two files in the order given. What is no file can be read only once, and not for its ids. */
async function readBaselineIds(paths: readonly string[], options: ReadFileOptions): Promise<OrderedFiles> {
  const [baseline = '', current = ''] = paths;
  // A misspelt name should not be found out after minutes of reading the other.
  const isFile = await checkReadable(baseline);
  await checkReadable(current);
  return { ordered: paths, earlier: isFile ? [await readIds(baseline, options)] : [], warnings: [] };
}

/** The files in the order of their highest ids, then of when they were taken or written. */
async function readOrder(paths: readonly string[], options: ReadFileOptions): Promise<OrderedFiles> {
  for (const path of paths) {
    // Read a second time, a pipe has no writer: that would wait for ever.
    if (await checkReadable(path)) continue;
    const what = path === '-' ? 'standard input' : 'a pipe';
    throw new SnapdiffError(`${path}: each file of a series is read twice, which ${what} cannot be`, {
      hint: 'Write it to a file first.',
    });
  }
  const ids: IdSet[] = [];
  for (const path of paths) ids.push(await readIds(path, options));
  const { order, warnings } = putInOrder(paths, ids, await Promise.all(paths.map(whenTaken)));
  return {
    ordered: order.map(({ position }) => paths[position]),
    earlier: order.slice(0, -1).map((file) => file.ids),
    warnings,
  };
}

/** By the sidecar, else by the file: milliseconds since 1970. */
async function whenTaken(path: string): Promise<number> {
  const { facts } = await readSidecar(path);
  return facts ? facts.takenAt : (await stat(path)).mtimeMs;
}
