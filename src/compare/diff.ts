import type { ClassTotals, SnapshotInfo, SourceLocation } from '../analysis/aggregate.ts';
import type { Bytes } from '../units.ts';

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
export interface ClassDiff extends Change {
  /** What groups objects and pairs classes: `scriptId,line,column,ClassName` where V8 gives the place, else `,ClassName`. */
  readonly key: string;
  readonly className: string;
  readonly location?: SourceLocation;
  /** null: the class has no objects there. */
  readonly baseline: ClassTotals | null;
  readonly current: ClassTotals | null;
  readonly retainedSizeDelta: Bytes;
}

/** Two snapshots compared, class by class: everything a report chooses from. */
export interface SnapshotDiff {
  readonly baseline: SnapshotInfo;
  readonly current: SnapshotInfo;
  /**
   * How objects were paired: by V8's id within one process, or, between processes, not at all: then
   * only constructors are compared, by name, and all of the baseline is removed and all of current added.
   */
  readonly matchedBy: 'id' | 'className';
  /** Reasons to doubt the comparison, each a sentence for a person. */
  readonly warnings: readonly string[];
  /** Over all classes. */
  readonly totals: Change;
  /** All classes of both snapshots, also the unchanged ones; in no promised order. */
  readonly classes: readonly ClassDiff[];
}
