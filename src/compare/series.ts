import type { ClassTotals, SnapshotInfo } from '../analysis/aggregate.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { Classification, HeapClass } from '../analysis/classes.ts';
import type { NodeOrdinal } from '../heap/index-spaces.ts';
import type { Bytes } from '../units.ts';
import { judgeBehaviour, type Behaviour } from './behaviour.ts';
import type { Change } from './diff.ts';

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
export interface SeriesClass extends HeapClass {
  readonly behaviour: Behaviour;
  /** snapshot → objects of the class in it */
  readonly counts: readonly number[];
  /** snapshot → their shallow bytes */
  readonly selfSizes: readonly Bytes[];
  /** snapshot → bytes freed with all of them */
  readonly retainedSizes: readonly Bytes[];
  /** birth → snapshot → objects born in the one that are alive in the other; 0 before they are born */
  readonly cohorts: readonly (readonly number[])[];
  /** The last snapshot against the first. */
  readonly change: Change;
  readonly retainedSizeDelta: Bytes;
}

/**
 * Reduces one snapshot of a series. Time O(nodes), beside the analyses it asks for.
 *
 * @param bornIn NodeOrdinal → index of the snapshot the node was born in
 * @param index of this snapshot in the series
 */
export function measurePoint(
  analysis: Analysis,
  classification: Classification,
  bornIn: Uint8Array,
  index: number,
): SeriesPoint {
  const { classes, classOf } = classification;
  const { shallowSizes } = analysis;
  const births = index + 1;
  // Row by class, column by birth.
  const counts = new Uint32Array(classes.length * births);
  const { nodeCount } = analysis.snapshot.graph;
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    if (shallowSizes[node] > 0) counts[classOf[node] * births + bornIn[node]]++;
  }
  const measured: PointClass[] = [];
  for (const [classIndex, totals] of analysis.aggregate(classification).entries()) {
    if (!totals) continue;
    const from = classIndex * births;
    measured.push({
      heapClass: classes[classIndex],
      totals,
      alive: Array.from(counts.subarray(from, from + births)),
    });
  }
  return { info: analysis.info, classes: measured };
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
