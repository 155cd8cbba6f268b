import type { ClassTotals, SnapshotInfo } from '../analysis/aggregate.ts';
import type { HeapClass } from '../analysis/classes.ts';
import type { IdSet } from '../heap/id-set.ts';
import { findBirths } from './births.ts';
import type { Census } from './census.ts';
import type { Intervals } from './course.ts';
import { behaviourOf, noChange, type ComparedClass } from './diff.ts';

/** One snapshot of a series reduced to its classes, so that memory does not grow with the number of files. */
export interface SeriesPoint {
  readonly info: SnapshotInfo;
  readonly classes: readonly PointClass[];
}

/** One class in one snapshot, its objects told apart by when they were born. */
interface PointClass {
  readonly heapClass: HeapClass;
  readonly totals: ClassTotals;
  /** birth → objects born in that snapshot of the series and alive in this one */
  readonly alive: readonly number[];
}

/**
 * Reduces the census of one snapshot of a series. Time O(objects · earlier snapshots) at most.
 *
 * @param earlier ids of the snapshots before this one, in their order
 */
export function measurePoint(census: Census, earlier: readonly IdSet[]): SeriesPoint {
  const { info, classes, aggregates, objectId, objectClass } = census;
  const births = earlier.length + 1;
  const bornIn = findBirths(objectId, earlier);
  // Row by class, column by birth.
  const counts = new Uint32Array(classes.length * births);
  for (let i = 0; i < objectId.length; i++) counts[objectClass[i] * births + bornIn[i]]++;
  const measured: PointClass[] = [];
  for (const [classIndex, totals] of aggregates.entries()) {
    if (!totals) continue;
    const from = classIndex * births;
    measured.push({
      heapClass: classes[classIndex],
      totals,
      alive: Array.from(counts.subarray(from, from + births)),
    });
  }
  return { info, classes: measured };
}

/** One class over a series. */
export interface ClassHistory {
  /** As the last snapshot has it. */
  readonly heapClass: HeapClass;
  /** snapshot → undefined where it has none of the class */
  readonly at: readonly (ClassTotals | undefined)[];
  /** snapshot → objects of the class in it */
  readonly counts: readonly number[];
  /** birth → snapshot → objects born in the one that are alive in the other; 0 before they are born */
  readonly cohorts: readonly (readonly number[])[];
}

/** Puts the points of a series together, class by class. */
export function gatherHistories(points: readonly SeriesPoint[]): ClassHistory[] {
  const rows = new Map<string, { heapClass: HeapClass; at: (PointClass | undefined)[] }>();
  for (const [index, { classes }] of points.entries()) {
    for (const point of classes) {
      const row = rows.get(point.heapClass.key);
      const at = row?.at ?? new Array<PointClass | undefined>(points.length).fill(undefined);
      at[index] = point;
      rows.set(point.heapClass.key, { heapClass: point.heapClass, at });
    }
  }
  return Array.from(rows.values(), ({ heapClass, at }) => ({
    heapClass,
    at: at.map((point) => point?.totals),
    counts: at.map((point) => point?.totals.count ?? 0),
    cohorts: at.map((_, birth) => at.map((point) => point?.alive[birth] ?? 0)),
  }));
}

/**
 * Tells of each class how it behaves.
 *
 * @param overall the last snapshot against the first
 */
export function followClasses(
  histories: readonly ClassHistory[],
  overall: readonly ComparedClass[],
  intervals: Intervals,
): ComparedClass[] {
  const changeOf = new Map(overall.map((heapClass) => [heapClass.key, heapClass]));
  return histories.map(({ heapClass, at, counts, cohorts }) => ({
    // Neither the first snapshot nor the last need have the class.
    ...(changeOf.get(heapClass.key) ?? { ...noChange, retainedSizeDelta: 0 }),
    ...heapClass,
    behaviour: behaviourOf(heapClass, counts, cohorts, intervals),
    counts,
    selfSizes: at.map((totals) => totals?.selfSize ?? 0),
    retainedSizes: at.map((totals) => totals?.retainedSize ?? 0),
    cohorts,
  }));
}

/** An interval in which classes had, on average, less than this share of the births of their busiest one was idle. */
const idleShare = 0.12;
/** Of a class of fewer births nothing is told. */
const minBirths = 5;

/**
 * Tells idle intervals from others by what was born in them, of what the program makes.
 *
 * @returns interval − 1 → 1, or 0 where next to nothing was born
 */
export function measureWork(points: readonly SeriesPoint[]): number[] {
  const births = new Map<string, number[]>();
  for (const [index, { classes }] of points.slice(1).entries()) {
    for (const { heapClass, alive } of classes) {
      // Node's own native objects get new ids in every snapshot.
      if (heapClass.origin === 'engine' || heapClass.origin === 'native') continue;
      const row = births.get(heapClass.key) ?? new Array<number>(points.length - 1).fill(0);
      row[index] = alive.at(-1) ?? 0;
      births.set(heapClass.key, row);
    }
  }
  const shares = new Array<number>(points.length - 1).fill(0);
  let classCount = 0;
  for (const row of births.values()) {
    const most = Math.max(...row);
    if (most < minBirths) continue;
    classCount++;
    for (const [index, count] of row.entries()) shares[index] += count / most;
  }
  return shares.map((share) => (share >= classCount * idleShare ? 1 : 0));
}
