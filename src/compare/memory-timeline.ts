import type { Bytes } from '../base/units.ts';
import type { ProcessFacts } from './context.ts';

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

/** A chart is no wider; a process that was watched for a month has hundreds of thousands. */
const maxPoints = 500;

/**
 * Puts what was measured in between to what the snapshots' sidecars tell. Of more points than a chart shows each stands for its
 * neighbours: that with most memory, as a peak is what matters.
 *
 * @param facts of each snapshot, in their order
 * @param measured in between, by a timeline; in their order in time
 * @returns undefined where there is no moment at all
 */
export function makeTimeline(
  facts: readonly (ProcessFacts | undefined)[],
  measured: readonly MemoryPoint[] = [],
): MemoryTimeline | undefined {
  const snapshots = facts.flatMap((process, snapshot) =>
    process ? [{ time: process.takenAt, snapshot }] : [],
  );
  const own = facts.flatMap((process) => (process ? [pointOf(process)] : []));
  const points = [...thin(measured), ...own].sort((a, b) => a.time - b.time);
  return points.length === 0 ? undefined : { points, snapshots };
}

function pointOf({ takenAt, rss, heapUsed, heapTotal, external }: ProcessFacts): MemoryPoint {
  return { time: takenAt, rss, heapUsed, heapTotal: heapTotal ?? null, external };
}

function thin(points: readonly MemoryPoint[]): readonly MemoryPoint[] {
  if (points.length <= maxPoints) return points;
  const size = points.length / maxPoints;
  return Array.from({ length: maxPoints }, (_, position) =>
    points
      .slice(Math.floor(position * size), Math.floor((position + 1) * size))
      .reduce((most, point) => (amountOf(point) > amountOf(most) ? point : most)),
  );
}

function amountOf({ rss, heapUsed }: MemoryPoint): Bytes {
  return rss ?? heapUsed ?? 0;
}
