import type { ClassTotals, SnapshotInfo } from '../analysis/aggregate.ts';
import type { HeapClass } from '../analysis/classes.ts';
import type { IdSet } from '../heap/id-set.ts';
import type { Bytes } from '../units.ts';
import { judgeBehaviour, type Behaviour } from './behaviour.ts';
import { findBirths } from './births.ts';
import type { Census } from './census.ts';
import type { ProcessContext } from './context.ts';
import type { Change, ClassDiff } from './diff.ts';
import type { FollowedClass } from './suspects.ts';
import type { LeakJudgement } from './verdict.ts';

/** Three or more snapshots of one process, followed class by class, with what leaks. */
export interface SnapshotSeries extends LeakJudgement {
  /** In the order they were taken. */
  readonly snapshots: readonly SnapshotInfo[];
  readonly warnings: readonly string[];
  /** The last snapshot against the first, over all classes. */
  readonly totals: Change;
  /** In no promised order. */
  readonly classes: readonly SeriesClass[];
  /** What the process did from the first to the last, if these have sidecars. */
  readonly context?: ProcessContext;
  /** What people compare by hand: each snapshot with the one before it and with the first. */
  readonly pairs: readonly SeriesPair[];
}

/** Two snapshots of a series compared, as `diffFiles` compares them. */
export interface SeriesPair {
  /** Index of a snapshot. */
  readonly baseline: number;
  readonly current: number;
  /** Over all classes. */
  readonly totals: Change;
  /** Those with anything added or removed; in no promised order. */
  readonly classes: readonly ClassDiff[];
}

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

/** One class over a series. */
export interface SeriesClass extends HeapClass, FollowedClass {
  readonly behaviour: Behaviour;
  /** snapshot → their shallow bytes */
  readonly selfSizes: readonly Bytes[];
  /** The last snapshot against the first. */
  readonly change: Change;
  readonly retainedSizeDelta: Bytes;
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

/**
 * Puts the points of a series together, class by class. The class's name is that of the last snapshot that has it.
 *
 * @param changes the last snapshot against the first, by key
 */
export function followClasses(
  points: readonly SeriesPoint[],
  changes: readonly (Change & { readonly key: string })[],
): SeriesClass[] {
  const rows = new Map<string, { heapClass: HeapClass; at: (PointClass | undefined)[] }>();
  for (const [index, { classes }] of points.entries()) {
    for (const point of classes) {
      const row = rows.get(point.heapClass.key);
      const at = row?.at ?? new Array<PointClass | undefined>(points.length).fill(undefined);
      at[index] = point;
      rows.set(point.heapClass.key, { heapClass: point.heapClass, at });
    }
  }
  const changeOf = new Map(changes.map((change) => [change.key, change]));
  return Array.from(rows.values(), ({ heapClass, at }) =>
    followClass(heapClass, at, changeOf.get(heapClass.key) ?? noChange),
  );
}

function followClass(
  heapClass: HeapClass,
  at: readonly (PointClass | undefined)[],
  { addedCount, removedCount, countDelta, addedSize, removedSize, sizeDelta }: Change,
): SeriesClass {
  const counts = at.map((point) => point?.totals.count ?? 0);
  const selfSizes = at.map((point) => point?.totals.selfSize ?? 0);
  const retainedSizes = at.map((point) => point?.totals.retainedSize ?? 0);
  const cohorts = at.map((_, birth) => at.map((point) => point?.alive[birth] ?? 0));
  return {
    ...heapClass,
    behaviour: asSeen(heapClass, judgeBehaviour({ counts, alive: cohorts })),
    counts,
    selfSizes,
    retainedSizes,
    cohorts,
    change: { addedCount, removedCount, countDelta, addedSize, removedSize, sizeDelta },
    retainedSizeDelta: (retainedSizes.at(-1) ?? 0) - (retainedSizes[0] ?? 0),
  };
}

/** Code and hidden classes grow while V8 optimises, evenly or not; that ends, and no program leaks them. */
function asSeen({ className }: HeapClass, behaviour: Behaviour): Behaviour {
  const isEngine = /^\((?:compiled code|system|object shape|array|hidden)\)$/.test(className);
  return isEngine && (behaviour === 'leaking' || behaviour === 'stepped') ? 'warm-up' : behaviour;
}

/** Of a class that neither the first snapshot nor the last has. */
const noChange: Change = {
  addedCount: 0,
  removedCount: 0,
  countDelta: 0,
  addedSize: 0,
  removedSize: 0,
  sizeDelta: 0,
};

/** The changes of all classes as one. */
export function totalChange(changes: readonly Change[]): Change {
  const sum = (value: (change: Change) => number): number =>
    changes.reduce((total, change) => total + value(change), 0);
  return {
    addedCount: sum((change) => change.addedCount),
    removedCount: sum((change) => change.removedCount),
    countDelta: sum((change) => change.countDelta),
    addedSize: sum((change) => change.addedSize),
    removedSize: sum((change) => change.removedSize),
    sizeDelta: sum((change) => change.sizeDelta),
  };
}
