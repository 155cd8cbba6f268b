import type { Analysis } from './analysis/analysis.ts';
import type { ShapeDefinition } from './analysis/shapes.ts';
import { birthsByNode, followBirths, maxSeriesLength, sortIds, type Births } from './compare/births.ts';
import { findHolders } from './compare/holders.ts';
import { findTwoProcesses, sampleIdentity, type IdentitySample } from './compare/identity.ts';
import { followClasses, measurePoint, totalChange, type SeriesPoint } from './compare/series.ts';
import { findCandidates } from './compare/suspects.ts';
import { judgeSeries, type PreparedCandidate, type SnapshotSeries } from './compare/verdict.ts';
import { prepareCandidate } from './compare/suspect-path.ts';
import { SnapdiffError } from './errors.ts';
import type { NodeOrdinal } from './heap/index-spaces.ts';
import { analyzeFile, type ReadFileOptions } from './read-file.ts';
import { readNodeIds } from './snapshot/read-snapshot.ts';

/**
 * Reads a series of snapshots of one process, in any order, and says how each class behaves and what
 * leaks.
 *
 * The ids of all are read first: they tell the order, and when each object was born. Then each file is
 * read whole, one at a time, the last first, as its shapes name the plain objects of all. What is kept
 * of a file does not depend on how many there are: its classes, and 5 bytes per node while the next is
 * read.
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
  const { ordered, births } = await readOrder(paths, options);
  const warnings = ordered.some((path, index) => path !== paths[index])
    ? [`The files were put in the order they were taken, by the ids in them: ${ordered.join(', ')}.`]
    : [];

  const lastIndex = ordered.length - 1;
  const last = await readLast(ordered[lastIndex], births, lastIndex, options);
  const points: SeriesPoint[] = [];
  const holderSizes: Map<number, number>[] = [];
  const holderIds = new Set(last.candidates.map(({ holderId }) => holderId));
  let before: Births | undefined;
  for (const [index, path] of ordered.slice(0, -1).entries()) {
    options.freeMemory?.('old');
    const earlier = await readEarlier(path, before, index, last, holderIds, options);
    before = earlier.births;
    points.push(earlier.point);
    holderSizes.push(earlier.holderSizes);
  }
  points.push(last.point);
  holderSizes.push(last.holderSizes);

  const classes = followClasses(points);
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

/** The files in the order of their highest ids, and the births of the last one's nodes. */
async function readOrder(
  paths: readonly string[],
  options: ReadFileOptions,
): Promise<{ ordered: readonly string[]; births: Births }> {
  const { onProgress, signal } = options;
  const readOptions = { ...(onProgress && { onProgress }), ...(signal && { signal }) };
  const highestIds: number[] = [];
  let births: Births | undefined;
  for (const [index, path] of paths.entries()) {
    const ids = sortIds(await readNodeIds(path, readOptions));
    highestIds.push(highestJsId(ids));
    births = followBirths(births, ids, index);
  }
  const order = [...paths.keys()].sort((a, b) => highestIds[a] - highestIds[b] || a - b);
  if (!births) throw new SnapdiffError('a series needs snapshots');
  if (order.every((position, index) => position === index)) return { ordered: paths, births };

  let inOrder: Births | undefined;
  const ordered = order.map((position) => paths[position]);
  for (const [index, path] of ordered.entries()) {
    inOrder = followBirths(inOrder, sortIds(await readNodeIds(path, readOptions)), index);
  }
  return { ordered, births: inOrder ?? births };
}

/** JS objects have odd ids, which rise while a process runs; native nodes may get any. */
function highestJsId(rising: Uint32Array): number {
  for (let position = rising.length - 1; position >= 0; position--) {
    if (rising[position] % 2 === 1) return rising[position];
  }
  return 0;
}

interface LastFile {
  readonly path: string;
  readonly point: SeriesPoint;
  readonly shapes: readonly ShapeDefinition[];
  readonly identity: IdentitySample;
  readonly candidates: readonly PreparedCandidate[];
  readonly holderSizes: Map<number, number>;
}

async function readLast(
  path: string,
  births: Births,
  index: number,
  options: ReadFileOptions,
): Promise<LastFile> {
  const analysis = await analyzeFile(path, options);
  const classification = analysis.classify();
  const bornIn = birthsByNode(births, analysis.snapshot.graph.nodeId);
  const map = findHolders(analysis, classification, bornIn, index);
  const candidates = findCandidates(analysis, classification, bornIn, map).map((candidate) =>
    prepareCandidate(analysis, classification, map, candidate),
  );
  return {
    path,
    point: measurePoint(analysis, classification, bornIn, index),
    shapes: analysis.shapes,
    identity: sampleIdentity(analysis.snapshot),
    candidates,
    holderSizes: retainedSizesOf(analysis, new Set(candidates.map(({ holderId }) => holderId))),
  };
}

interface EarlierFile {
  readonly point: SeriesPoint;
  readonly births: Births;
  readonly holderSizes: Map<number, number>;
}

async function readEarlier(
  path: string,
  before: Births | undefined,
  index: number,
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
  const births = followBirths(before, sortIds(nodeId as unknown as ArrayLike<number>), index);
  const bornIn = birthsByNode(births, nodeId);
  return {
    births,
    point: measurePoint(analysis, analysis.classify(last.shapes), bornIn, index),
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
