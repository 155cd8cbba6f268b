import type { Bytes } from '../base/units.ts';

/** The memory of the process over time, and when the snapshots were taken. */
export interface MemoryTimeline {
  /** In their order in time. */
  readonly points: readonly MemoryPoint[];
  /** Snapshots whose sidecar tells when they were taken. */
  readonly snapshots: readonly SnapshotMoment[];
}

/** `process.memoryUsage()` at one moment; null where it was not measured. */
export interface MemoryPoint {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly rss: Bytes | null;
  readonly heapUsed: Bytes | null;
  readonly heapTotal: Bytes | null;
  readonly external: Bytes | null;
}

export interface SnapshotMoment {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Position among the report's snapshots. */
  readonly snapshot: number;
}
