import type { Analysis } from './analysis/analysis.ts';
import type { ShapeDefinition } from './analysis/shapes.ts';
import { findBirths, maxSeriesLength } from './compare/births.ts';
import { takeCensus, type Census } from './compare/census.ts';
import { diffCensuses, type ClassDiff } from './compare/diff.ts';
import { findHolders } from './compare/holders.ts';
import { findTwoProcesses, sampleIdentity, type IdentitySample } from './compare/identity.ts';
import { followClasses, measurePoint, totalChange, type SeriesPoint } from './compare/series.ts';
import { findCandidates } from './compare/suspects.ts';
import { judgeSeries, type PreparedCandidate, type SnapshotSeries } from './compare/verdict.ts';
import { prepareCandidate } from './compare/suspect-path.ts';
import { SnapdiffError } from './errors.ts';
import { IdSet } from './heap/id-set.ts';
import type { NodeOrdinal } from './heap/index-spaces.ts';
import { analyzeFile, type ReadFileOptions } from './read-file.ts';
import { readNodeIds } from './snapshot/read-snapshot.ts';

/**
 * Reads a series of snapshots of one process, in any order, and says how each class behaves and what
 * leaks.
 *
 * The ids of all are read first: they tell the order, and when each object was born. Then each file is
 * read whole, one at a time, the last first, as its shapes name the plain objects of all. What is kept
 * of a file does not depend on how many there are: its classes, and two bits per object; of the last,
 * until the first is compared with it, 12 bytes per object.
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
  const last = await readLast(ordered[lastIndex], ids.slice(0, lastIndex), options);
  const points: SeriesPoint[] = [];
  const holderSizes: Map<number, number>[] = [];
  let changes: readonly ClassDiff[] = [];
  const holderIds = new Set(last.candidates.map(({ holderId }) => holderId));
  for (const [index, path] of ordered.slice(0, lastIndex).entries()) {
    options.freeMemory?.('old');
    const earlier = await readEarlier(path, ids.slice(0, index), last, holderIds, options);
    if (earlier.changes) changes = earlier.changes;
    // The first is read first, and nothing else is compared object by object.
    last.census = undefined;
    points.push(earlier.point);
    holderSizes.push(earlier.holderSizes);
  }
  points.push(last.point);
  holderSizes.push(last.holderSizes);

  const classes = followClasses(points, changes);
  const judgement = judgeSeries(
    last.candidates,
    classes,
    points.map(({ info }) => info.totalSize),
    (id) => holderSizes.map((sizes) => sizes.get(id) ?? 0),
  );
  return {
    snapshots: points.map(({ info }) => info),
    warnings,
    totals: totalChange(classes.map(({ change }) => change)),
    classes,
    ...judgement,
  };
}

/** The files in the order of their highest ids, and the ids of each. */
async function readOrder(
  paths: readonly string[],
  { onProgress, signal }: ReadFileOptions,
): Promise<{ ordered: readonly string[]; ids: readonly IdSet[] }> {
  const ids: IdSet[] = [];
  for (const path of paths) {
    ids.push(
      new IdSet(await readNodeIds(path, { ...(onProgress && { onProgress }), ...(signal && { signal }) })),
    );
  }
  const order = [...paths.keys()].sort((a, b) => ids[a].highestJsId - ids[b].highestJsId || a - b);
  return { ordered: order.map((position) => paths[position]), ids: order.map((position) => ids[position]) };
}

interface LastFile {
  readonly path: string;
  readonly point: SeriesPoint;
  /** For the comparison with the first file, 12 bytes per object; undefined when that is done. */
  census: Census | undefined;
  readonly shapes: readonly ShapeDefinition[];
  readonly identity: IdentitySample;
  readonly candidates: readonly PreparedCandidate[];
  readonly holderSizes: Map<number, number>;
}

async function readLast(
  path: string,
  earlier: readonly IdSet[],
  options: ReadFileOptions,
): Promise<LastFile> {
  const analysis = await analyzeFile(path, options);
  const classification = analysis.classify();
  const bornIn = findBirths(analysis.snapshot.graph.nodeId, earlier);
  const map = findHolders(analysis, classification, bornIn, earlier.length);
  const candidates = findCandidates(analysis, classification, bornIn, map).map((candidate) =>
    prepareCandidate(analysis, classification, map, candidate),
  );
  return {
    path,
    point: measurePoint(analysis, classification, bornIn, earlier.length),
    census: takeCensus(analysis),
    shapes: analysis.shapes,
    identity: sampleIdentity(analysis.snapshot),
    candidates,
    holderSizes: retainedSizesOf(analysis, new Set(candidates.map(({ holderId }) => holderId))),
  };
}

interface EarlierFile {
  readonly point: SeriesPoint;
  /** The last file against this one, if this is the first. */
  readonly changes: readonly ClassDiff[] | undefined;
  readonly holderSizes: Map<number, number>;
}

async function readEarlier(
  path: string,
  before: readonly IdSet[],
  last: LastFile,
  holderIds: ReadonlySet<number>,
  options: ReadFileOptions,
): Promise<EarlierFile> {
  const analysis = await analyzeFile(path, options);
  const { nodeId } = analysis.snapshot.graph;
  const difference = findTwoProcesses(sampleIdentity(analysis.snapshot), last.identity);
  if (difference !== undefined) {
    throw new SnapdiffError(`${path}: is of another process than ${last.path}: they ${difference}`, {
      hint: 'Leave it out: a series is of one process, whose object ids can be followed.',
    });
  }
  return {
    point: measurePoint(analysis, analysis.classify(last.shapes), findBirths(nodeId, before), before.length),
    changes: last.census && diffCensuses(takeCensus(analysis, last.census), last.census).classes,
    holderSizes: retainedSizesOf(analysis, holderIds),
  };
}

function retainedSizesOf(
  { snapshot, retainedSizes }: Analysis,
  ids: ReadonlySet<number>,
): Map<number, number> {
  const found = new Map<number, number>();
  const { nodeId, nodeCount } = snapshot.graph;
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    if (ids.has(nodeId[node])) found.set(nodeId[node], retainedSizes[node]);
  }
  return found;
}
