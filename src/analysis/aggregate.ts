import type { Bytes } from '../units.ts';

/** Where a constructor stands in the source. Line and column count from 0. */
export interface SourceLocation {
  readonly scriptId: number;
  readonly line: number;
  readonly column: number;
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

/** One constructor in one snapshot. */
export interface ClassSummary extends ClassTotals {
  readonly key: string;
  readonly className: string;
  readonly location?: SourceLocation;
}

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
