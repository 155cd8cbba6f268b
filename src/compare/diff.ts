import { isCodeGroup } from '../analysis/class-kinds.ts';
import type { ClassTotals } from '../analysis/aggregate.ts';
import type { HeapClass } from '../analysis/classes.ts';
import type { Bytes } from '../base/units.ts';
import { judgeBehaviour, type Behaviour } from './behaviour.ts';
import type { Census } from './census.ts';
import { judgeComparability, type Comparability, type MatchedBy } from './comparability.ts';
import type { Intervals } from './course.ts';
import type { FollowedClass } from './suspects.ts';

/**
 * What came, went and changed its size between two snapshots. Deltas are current minus baseline. The change
 * of all shallow bytes is added − removed + resized.
 */
export interface Change {
  /** Objects whose id is only in the current snapshot ("# New"). */
  readonly addedCount: number;
  /** Objects whose id is only in the baseline ("# Deleted"). */
  readonly removedCount: number;
  readonly countDelta: number;
  /** Bytes of the added objects themselves ("Alloc. Size"). */
  readonly addedSize: Bytes;
  /** Bytes of the removed objects themselves ("Freed Size"). */
  readonly removedSize: Bytes;
  /** Added minus removed, as in Chrome DevTools: without what grew or shrank in place. */
  readonly sizeDelta: Bytes;
  /** Bytes by which the objects in both, of one class in both, grew (shrank: negative) in place. */
  readonly resizedSize: Bytes;
}

/** The change of the whole heap: `addedSize − removedSize + resizedSize + extraNativeDelta` is that of `totalSize`, exactly. */
export interface TotalChange extends Change {
  /** Change of the bytes a file's header reports outside V8's heap, which are in `totalSize` and of no class. */
  readonly extraNativeDelta: Bytes;
}

/** One class in all snapshots that are compared. Its change is that from the first to the last. */
export interface ComparedClass extends HeapClass, Change, FollowedClass {
  readonly behaviour: Behaviour;
  /** snapshot → bytes of its objects themselves */
  readonly selfSizes: readonly Bytes[];
  readonly retainedSizeDelta: Bytes;
}

/** Two snapshots compared, class by class. */
export interface CensusDiff extends Comparability {
  /** Over all classes. */
  readonly totals: TotalChange;
  /** All classes of both snapshots, also the unchanged ones; in no promised order. */
  readonly classes: readonly ComparedClass[];
}

/**
 * The diff of Chrome DevTools' Comparison view, and each class's totals on both sides. Time O(objects).
 *
 * An object in both, by id, is neither added nor removed: if its size changed, it was resized. One whose
 * class changed is removed from one class and added to the other.
 *
 * @param baseline taken with the current census at hand (`takeCensus`), so that plain objects pair
 * @param matchBy pairs objects this way, whatever the snapshots look like; without it what they look like decides
 */
export function diffCensuses(baseline: Census, current: Census, matchBy?: MatchedBy): CensusDiff {
  const comparability = judgeComparability(baseline, current);
  const matchedBy = matchBy ?? comparability.matchedBy;
  const rows = new Map<string, Row>();
  const baselineRows = rowsOf(baseline, rows, 'baseline', matchedBy);
  const currentRows = rowsOf(current, rows, 'current', matchedBy);
  const survivors = new Map<Row, Survivors>();
  if (matchedBy === 'id') countSurvivors(baseline, current, baselineRows, currentRows, survivors);

  const none: Survivors = { count: 0, baselineSize: 0, currentSize: 0 };
  const classes = Array.from(rows.values(), (row) =>
    compareClass(row, changeOf(row, survivors.get(row) ?? none), matchedBy),
  );
  const totals = {
    ...sumOf(classes),
    extraNativeDelta: current.extraNativeBytes - baseline.extraNativeBytes,
  };
  return { ...comparability, matchedBy, totals, classes };
}

/** The changes of all classes as one. */
function sumOf(changes: readonly Change[]): Change {
  const sum: { -readonly [Field in keyof Change]: number } = { ...noChange };
  for (const change of changes) {
    sum.addedCount += change.addedCount;
    sum.removedCount += change.removedCount;
    sum.countDelta += change.countDelta;
    sum.addedSize += change.addedSize;
    sum.removedSize += change.removedSize;
    sum.sizeDelta += change.sizeDelta;
    sum.resizedSize += change.resizedSize;
  }
  return sum;
}

/** Whether anything of a class came, went, or changed its size. */
export function hasChanged({ addedCount, removedCount, resizedSize }: Change): boolean {
  return addedCount > 0 || removedCount > 0 || resizedSize !== 0;
}

export const noChange: Change = {
  addedCount: 0,
  removedCount: 0,
  countDelta: 0,
  addedSize: 0,
  removedSize: 0,
  sizeDelta: 0,
  resizedSize: 0,
};

function compareClass(
  { heapClass, baseline, current }: Row,
  change: Change,
  matchedBy: MatchedBy,
): ComparedClass {
  const counts = [baseline?.count ?? 0, current?.count ?? 0] as const;
  const retainedSizes = [baseline?.retainedSize ?? 0, current?.retainedSize ?? 0] as const;
  const cohorts = cohortsOf(counts, change, matchedBy);
  return {
    ...heapClass,
    ...change,
    behaviour: behaviourOf(heapClass, counts, cohorts),
    counts,
    selfSizes: [baseline?.selfSize ?? 0, current?.selfSize ?? 0],
    retainedSizes,
    retainedSizeDelta: retainedSizes[1] - retainedSizes[0],
    cohorts,
  };
}

/** Code and hidden classes grow while V8 optimises, evenly or not; that ends, and no program leaks them. */
export function behaviourOf(
  heapClass: HeapClass,
  counts: readonly number[],
  cohorts: readonly (readonly number[])[],
  intervals?: Intervals,
): Behaviour {
  const behaviour = judgeBehaviour({ counts, alive: cohorts }, intervals);
  return isCodeGroup(heapClass.kind) && (behaviour === 'leaking' || behaviour === 'stepped')
    ? 'warm-up'
    : behaviour;
}

/**
 * Birth → snapshot → objects alive. Of two processes nobody knows which stayed; as many as can have,
 * or every class would have come and gone.
 */
function cohortsOf(
  [before, after]: readonly [number, number],
  { removedCount, addedCount }: Change,
  matchedBy: MatchedBy,
): readonly (readonly number[])[] {
  const stayed = matchedBy === 'id' ? before - removedCount : Math.min(before, after);
  const came = matchedBy === 'id' ? addedCount : after - stayed;
  return [
    [before, stayed],
    [0, came],
  ];
}

/** One class while it is being put together. */
interface Row {
  heapClass: HeapClass;
  baseline: ClassTotals | null;
  current: ClassTotals | null;
}

interface Survivors {
  count: number;
  baselineSize: Bytes;
  currentSize: Bytes;
}

/**
 * Enters one side's classes.
 *
 * @returns ClassIndex → its row; undefined for a class without objects
 */
function rowsOf(
  { classes, aggregates }: Census,
  rows: Map<string, Row>,
  side: 'baseline' | 'current',
  matchedBy: MatchedBy,
): (Row | undefined)[] {
  return aggregates.map((totals, index) => {
    if (!totals) return undefined;
    const heapClass = matchedBy === 'id' ? classes[index] : withoutPlace(classes[index]);
    let row = rows.get(heapClass.key);
    if (!row) {
      row = { heapClass, baseline: null, current: null };
      rows.set(heapClass.key, row);
    }
    row[side] = row[side] ? addTotals(row[side], totals) : totals;
    // A class of both has the current snapshot's name.
    if (side === 'current') row.heapClass = heapClass;
    return row;
  });
}

/** Script ids mean nothing in another process, so there a class is its name. */
function withoutPlace({ className, origin, kind }: HeapClass): HeapClass {
  return { key: `,${className}`, className, origin, kind };
}

/** Same-named classes from several places as one. Retained sizes may overlap, so their sum is an upper bound. */
function addTotals(a: ClassTotals, b: ClassTotals): ClassTotals {
  return {
    count: a.count + b.count,
    selfSize: a.selfSize + b.selfSize,
    retainedSize: a.retainedSize + b.retainedSize,
    distance: Math.min(a.distance, b.distance),
  };
}

/** Walks two rising lists of ids once. An id in both is the same object, still alive. */
function countSurvivors(
  baseline: Census,
  current: Census,
  baselineRows: readonly (Row | undefined)[],
  currentRows: readonly (Row | undefined)[],
  survivors: Map<Row, Survivors>,
): void {
  const { objectId: baselineId, objectClass: baselineClass, objectSize: baselineSize } = baseline;
  const { objectId: currentId, objectClass: currentClass, objectSize: currentSize } = current;
  /** The baseline's ClassIndex → the current one's for the same row, so that the loop compares integers. */
  const currentIndexOf = new Map(currentRows.map((row, index) => [row, index]));
  const pairedIndex = baselineRows.map((row) => (row ? (currentIndexOf.get(row) ?? -1) : -1));
  const count = new Uint32Array(currentRows.length);
  const baselineBytes = new Float64Array(currentRows.length);
  const currentBytes = new Float64Array(currentRows.length);

  let b = 0;
  let c = 0;
  while (b < baselineId.length && c < currentId.length) {
    const step = baselineId[b] - currentId[c];
    if (step < 0) b++;
    else if (step > 0) c++;
    else {
      const index = currentClass[c];
      if (pairedIndex[baselineClass[b]] === index) {
        count[index]++;
        baselineBytes[index] += baselineSize[b];
        currentBytes[index] += currentSize[c];
      }
      b++;
      c++;
    }
  }
  for (const [index, row] of currentRows.entries()) {
    if (!row) continue;
    survivors.set(row, {
      count: count[index],
      baselineSize: baselineBytes[index],
      currentSize: currentBytes[index],
    });
  }
}

function changeOf({ baseline, current }: Row, survived: Survivors): Change {
  const addedCount = (current?.count ?? 0) - survived.count;
  const removedCount = (baseline?.count ?? 0) - survived.count;
  const addedSize = (current?.selfSize ?? 0) - survived.currentSize;
  const removedSize = (baseline?.selfSize ?? 0) - survived.baselineSize;
  return {
    addedCount,
    removedCount,
    countDelta: addedCount - removedCount,
    addedSize,
    removedSize,
    sizeDelta: addedSize - removedSize,
    resizedSize: survived.currentSize - survived.baselineSize,
  };
}
