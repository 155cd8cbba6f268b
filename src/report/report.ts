import type { Bytes } from '../units.ts';

/** What a report says of a snapshot it was made from. */
export interface SnapshotInfo {
  /** As the user named it; "-" is standard input. */
  readonly path: string;
  /** Size of the file on disk in bytes. */
  readonly fileBytes: Bytes;
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Bytes in all: what the root retains, plus what the header reports outside V8's heap. */
  readonly totalSize: Bytes;
}

/** Where a constructor stands in the source. Line and column count from 0. */
export interface SourceLocation {
  readonly scriptId: number;
  readonly line: number;
  readonly column: number;
}

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

/** All objects of one class in one snapshot. */
export interface ClassTotals {
  readonly count: number;
  /** Sum of the objects' own bytes. */
  readonly selfSize: Bytes;
  /** Bytes that would be freed with all of them: objects inside another of the class count once. */
  readonly retainedSize: Bytes;
  /**
   * Edges from the root to the nearest of them, as Chrome DevTools counts: 100,000,000 and more is
   * reached only through the engine, −5 is reached by weak references only.
   */
  readonly distance: number;
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

/** What a diff prints with `--json`, and what every reporter is given. Adding a field is a minor release. */
export interface DiffReport {
  readonly schemaVersion: 1;
  readonly kind: 'diff';
  readonly baseline: SnapshotInfo;
  readonly current: SnapshotInfo;
  /**
   * How objects were paired: by V8's id within one process, or, between processes, not at all: then
   * only constructors are compared, by name, and all of the baseline is removed and all of current added.
   */
  readonly matchedBy: 'id' | 'className';
  /** Reasons to doubt the comparison, each a sentence for a person. */
  readonly warnings: readonly string[];
  /** Over all classes, also those `--top` and `--filter` left out. */
  readonly totals: Change;
  /** In the order asked for; reporters must not sort. */
  readonly classes: readonly ClassDiff[];
  /** How many classes `--top` left out. Never silent: every reporter says it. */
  readonly omittedClassCount: number;
}

/** One constructor in one snapshot. */
export interface ClassSummary extends ClassTotals {
  readonly key: string;
  readonly className: string;
  readonly location?: SourceLocation;
}

/** Where a snapshot's bytes are: Chrome DevTools' Statistics. `total` is `native` + `v8Heap`. */
export interface Statistics {
  readonly total: Bytes;
  /** Everything outside the JS heap, typed arrays' contents included. */
  readonly native: Bytes;
  /** Contents of ArrayBuffers, part of `native`. */
  readonly typedArrays: Bytes;
  /** The JS heap: `total` without `native`. The five below are parts of it. */
  readonly v8Heap: Bytes;
  readonly code: Bytes;
  readonly strings: Bytes;
  readonly jsArrays: Bytes;
  readonly system: Bytes;
  /** What remains of `v8Heap`. */
  readonly otherJsObjects: Bytes;
}

/** What a summary prints with `--json`. */
export interface SummaryReport {
  readonly schemaVersion: 1;
  readonly kind: 'summary';
  readonly snapshot: SnapshotInfo;
  readonly statistics: Statistics;
  readonly classes: readonly ClassSummary[];
  readonly omittedClassCount: number;
}

export type Report = DiffReport | SummaryReport;

/** Decisions about the outside world, made once by whoever prints. */
export interface ReportStyle {
  readonly color: boolean;
  /** Columns of the terminal; Infinity where there is none. */
  readonly width: number;
}

/** Turns a report into text that ends in a newline. Pure: no clock, no terminal, no file. */
export type Reporter = (report: Report, style: ReportStyle) => string;
