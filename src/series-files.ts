import { stat } from 'node:fs/promises';
import { addContext } from './add-context.ts';
import { maxSeriesLength } from './compare/births.ts';
import type { Census } from './compare/census.ts';
import { diffCensuses } from './compare/diff.ts';
import { findTwoProcesses } from './compare/identity.ts';
import {
  followClasses,
  measurePoint,
  totalChange,
  type SeriesPair,
  type SeriesPoint,
  type SnapshotSeries,
} from './compare/series.ts';
import { holderIds } from './compare/suspect-path.ts';
import { judgeCandidates } from './compare/verdict.ts';
import { SnapdiffError } from './errors.ts';
import { readEarlier, readIds, readNewest } from './file-census.ts';
import type { IdSet } from './heap/id-set.ts';
import type { NodeId } from './heap/index-spaces.ts';
import type { ReadFileOptions } from './read-file.ts';
import { readSidecar } from './read-sidecar.ts';
import type { Bytes } from './units.ts';

/**
 * Reads a series of snapshots of one process, in any order, and says how each class behaves and what
 * leaks.
 *
 * The ids of all are read first: they tell the order, and when each object was born. Then each file is
 * read whole, one at a time, the last first, as its shapes name the plain objects of all. Memory does
 * not depend on how many there are, but for their classes and two bits per object: 12 bytes per object
 * are kept of the first file, the last, and the one before the one that is read, to compare it with.
 *
 * @throws SnapdiffError when a file cannot be read, or is of another process than the last
 */
export async function followFiles(
  paths: readonly string[],
  options: ReadFileOptions = {},
): Promise<SnapshotSeries> {
  if (paths.length > maxSeriesLength) {
    throw new SnapdiffError(`a series has ${maxSeriesLength} snapshots at most, here are ${paths.length}`);
  }
  if (paths.includes('-')) {
    throw new SnapdiffError('-: each file of a series is read twice, which standard input cannot be', {
      hint: 'Write it to a file first.',
    });
  }
  const { ordered, ids } = await readOrder(paths, options);
  const warnings = ordered.some((path, index) => path !== paths[index])
    ? [`The files were put in the order they were taken, by the ids in them: ${ordered.join(', ')}.`]
    : [];

  const lastIndex = ordered.length - 1;
  const newest = await readNewest(ordered[lastIndex], ids.slice(0, lastIndex), options);
  const watched = holderIds(newest.candidates);
  const followed = new Followed(ids);
  for (const path of ordered.slice(0, lastIndex)) {
    const census = await readEarlier(path, newest.census, watched, options);
    checkSameProcess(census, newest.census);
    followed.add(census);
  }
  followed.add(newest.census);

  const { points, pairs, watchedSizes } = followed;
  const overall = pairs.find(({ baseline, current }) => baseline === 0 && current === lastIndex);
  const classes = followClasses(points, overall?.classes ?? []);
  const totals = points.map(({ info }) => info.totalSize);
  const series = {
    snapshots: points.map(({ info }) => info),
    warnings,
    totals: totalChange(classes.map(({ change }) => change)),
    classes,
    pairs,
    ...judgeCandidates(newest.candidates, classes, totals, watchedSizes),
  };
  return addContext(series, ordered[0], ordered[lastIndex]);
}

/** The files in the order of their highest ids, then of when they were taken or written, and the ids of each. */
async function readOrder(
  paths: readonly string[],
  options: ReadFileOptions,
): Promise<{ ordered: readonly string[]; ids: readonly IdSet[] }> {
  const ids: IdSet[] = [];
  for (const path of paths) ids.push(await readIds(path, options));
  const times = await Promise.all(paths.map(whenTaken));
  const order = [...paths.keys()].sort(
    (a, b) => ids[a].highestJsId - ids[b].highestJsId || times[a] - times[b] || a - b,
  );
  return { ordered: order.map((position) => paths[position]), ids: order.map((position) => ids[position]) };
}

/** By the sidecar, else by the file: milliseconds since 1970. */
async function whenTaken(path: string): Promise<number> {
  const { facts } = await readSidecar(path);
  return facts ? facts.takenAt : (await stat(path)).mtimeMs;
}

function checkSameProcess(census: Census, newest: Census): void {
  const difference = findTwoProcesses(census.identity, newest.identity);
  if (difference === undefined) return;
  const [path, other] = [census.info.path, newest.info.path];
  throw new SnapdiffError(`${path}: is of another process than ${other}: they ${difference}`, {
    hint:
      'Leave it out: a series is of one process, whose object ids can be followed. ' +
      'After each session with an inspector V8 numbers them anew: take all in one (snapdiff capture --count).',
  });
}

/** What is kept of the files read so far. */
class Followed {
  readonly points: SeriesPoint[] = [];
  readonly pairs: SeriesPair[] = [];
  readonly watchedSizes: ReadonlyMap<NodeId, Bytes>[] = [];
  readonly #ids: readonly IdSet[];
  #first: Census | undefined;
  #previous: Census | undefined;

  constructor(ids: readonly IdSet[]) {
    this.#ids = ids;
  }

  /** The files come in their order. */
  add(census: Census): void {
    const index = this.points.length;
    this.points.push(measurePoint(census, this.#ids.slice(0, index)));
    this.watchedSizes.push(census.watchedSizes);
    if (this.#first) this.#compare(0, this.#first, index, census);
    if (this.#previous && index > 1) this.#compare(index - 1, this.#previous, index, census);
    this.#first ??= census;
    this.#previous = census;
  }

  #compare(baseline: number, before: Census, current: number, after: Census): void {
    const { totals, classes } = diffCensuses(before, after, { matchBy: 'id' });
    const changed = classes.filter(({ addedCount, removedCount }) => addedCount > 0 || removedCount > 0);
    this.pairs.push({ baseline, current, totals, classes: changed });
  }
}
