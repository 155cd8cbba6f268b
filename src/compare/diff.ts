import type { ClassTotals, SnapshotInfo } from '../analysis/aggregate.ts';
import type { HeapClass } from '../analysis/classes.ts';
import type { Bytes } from '../units.ts';
import { judgeBehaviour, type Behaviour } from './behaviour.ts';
import type { Census } from './census.ts';
import { judgeComparability, type MatchedBy } from './comparability.ts';

/** Objects that came and went between two snapshots. Deltas are current minus baseline. */
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
  readonly sizeDelta: Bytes;
}

/** One constructor in both snapshots. */
export interface ClassDiff extends HeapClass, Change {
  /** null: the class has no objects there. */
  readonly baseline: ClassTotals | null;
  readonly current: ClassTotals | null;
  readonly retainedSizeDelta: Bytes;
  /** Objects in the baseline, and in the current snapshot. */
  readonly counts: readonly [number, number];
  /** Bytes freed with all of them, there and here. */
  readonly retainedSizes: readonly [Bytes, Bytes];
  readonly behaviour: Behaviour;
}

/** Two snapshots compared, class by class: everything a report chooses from. */
export interface SnapshotDiff {
  readonly baseline: SnapshotInfo;
  readonly current: SnapshotInfo;
  readonly matchedBy: MatchedBy;
  /** Reasons to doubt the comparison, each a sentence for a person. */
  readonly warnings: readonly string[];
  /** Of one process, and the baseline was taken after the current snapshot. */
  readonly isSwapped: boolean;
  /** Over all classes. */
  readonly totals: Change;
  /** All classes of both snapshots, also the unchanged ones; in no promised order. */
  readonly classes: readonly ClassDiff[];
}

export interface DiffOptions {
  /** Pairs objects this way, whatever the snapshots look like; without it what they look like decides. */
  readonly matchBy?: MatchedBy;
}

/**
 * The diff of Chrome DevTools' Comparison view, and each class's totals on both sides. Time O(objects).
 *
 * An object in both, by id, is neither added nor removed, even if its size changed; one whose class
 * changed is removed from one class and added to the other.
 *
 * @param baseline taken with the current census at hand (`takeCensus`), so that plain objects pair
 */
export function diffCensuses(baseline: Census, current: Census, options: DiffOptions = {}): SnapshotDiff {
  const judgement = judgeComparability(baseline, current);
  const matchedBy = options.matchBy ?? judgement.matchedBy;
  const rows = new Map<string, Row>();
  const baselineRows = rowsOf(baseline, rows, 'baseline', matchedBy);
  const currentRows = rowsOf(current, rows, 'current', matchedBy);
  const survivors = new Map<Row, Survivors>();
  if (matchedBy === 'id') countSurvivors(baseline, current, baselineRows, currentRows, survivors);

  const none: Survivors = { count: 0, baselineSize: 0, currentSize: 0 };
  const totals = {
    addedCount: 0,
    removedCount: 0,
    countDelta: 0,
    addedSize: 0,
    removedSize: 0,
    sizeDelta: 0,
  };
  const classes: ClassDiff[] = [];
  for (const row of rows.values()) {
    const survived = survivors.get(row) ?? none;
    const change = changeOf(row, survived);
    totals.addedCount += change.addedCount;
    totals.removedCount += change.removedCount;
    totals.countDelta += change.countDelta;
    totals.addedSize += change.addedSize;
    totals.removedSize += change.removedSize;
    totals.sizeDelta += change.sizeDelta;
    const { heapClass, baseline: before, current: after } = row;
    const counts = [before?.count ?? 0, after?.count ?? 0] as const;
    const retainedSizes = [before?.retainedSize ?? 0, after?.retainedSize ?? 0] as const;
    classes.push({
      ...heapClass,
      ...change,
      baseline: before,
      current: after,
      retainedSizeDelta: retainedSizes[1] - retainedSizes[0],
      counts,
      retainedSizes,
      behaviour: judgeBehaviour({ counts, alive: cohortsOf(counts, change, matchedBy) }),
    });
  }
  return {
    baseline: baseline.info,
    current: current.info,
    matchedBy,
    warnings: judgement.warnings,
    isSwapped: judgement.isSwapped,
    totals,
    classes,
  };
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
function withoutPlace({ className }: HeapClass): HeapClass {
  return { key: `,${className}`, className };
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
  };
}

/**
 * Birth → snapshot → objects alive. Of two processes nobody knows which stayed; as many as can have,
 * or every class would have come and gone.
 */
export function cohortsOf(
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
