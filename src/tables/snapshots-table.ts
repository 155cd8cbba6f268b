import type { Bytes } from '../base/units.ts';
import type { ProcessFacts } from '../compare/context.ts';
import { columnOf, type ColumnDefinition, type Table } from './table.ts';

/** What the sidecar of a snapshot tells of its process. */
export interface SnapshotProcess {
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  readonly host: string;
  readonly pid: number;
  readonly nodeVersion: string | null;
  readonly v8Version: string | null;
  readonly uptimeSeconds: number | null;
  readonly cpuSeconds: number | null;
  readonly rss: Bytes;
  readonly heapUsed: Bytes;
  readonly heapTotal: Bytes | null;
  readonly external: Bytes;
  readonly arrayBuffers: Bytes;
}

/** The comparison that a snapshot was exported in. */
export interface SnapshotComparison {
  /** The name of its newest snapshot. */
  readonly name: string;
  /** Of this snapshot in it, from 0. */
  readonly position: number;
  /** Of the newest only. */
  readonly verdict: { readonly result: string; readonly confidence: number } | null;
}

/** @param sidecar as it was read; without facts there is no process */
export function processOf({ facts, versions }: SidecarFacts): SnapshotProcess | null {
  if (!facts) return null;
  return {
    ...facts,
    ...versions,
    host: facts.hostname,
    uptimeSeconds: facts.uptimeSeconds ?? null,
    cpuSeconds: facts.cpuSeconds ?? null,
    heapTotal: facts.heapTotal ?? null,
  };
}

interface SidecarFacts {
  readonly facts: ProcessFacts | undefined;
  readonly versions: Pick<SnapshotProcess, 'nodeVersion' | 'v8Version'>;
}

export interface SnapshotRow {
  /** Without its folder. */
  readonly file: string;
  readonly sha256: string;
  readonly fileBytes: Bytes;
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly objectCount: number;
  readonly totalSize: Bytes;
  readonly extraNativeSize: Bytes;
  readonly labels: Readonly<Record<string, string>>;
  readonly process: SnapshotProcess | null;
  readonly comparison: SnapshotComparison | null;
}

const withoutSidecar = 'the snapshot has no sidecar';
const untold = 'the snapshot has no sidecar, or it does not tell';
const alone = 'the snapshot was exported alone';

const column = (
  definition: ColumnDefinition,
  valueOf: (row: SnapshotRow) => number | string | null,
): ReturnType<typeof columnOf<SnapshotRow>> => columnOf(definition, valueOf);

/** A column of the process, null without a sidecar. */
const told = (
  definition: ColumnDefinition,
  valueOf: (process: SnapshotProcess) => number | string | null,
): ReturnType<typeof columnOf<SnapshotRow>> =>
  columnOf({ nullWhen: withoutSidecar, ...definition }, ({ process }) => process && valueOf(process));

/** One row a snapshot. It is written last: a snapshot that is in it has all of its tables. */
export const snapshotsTable: Table<readonly SnapshotRow[]> = {
  name: 'snapshots',
  description: 'What each snapshot is, and the process it was taken of. One row a snapshot.',
  rowCount: (rows) => rows.length,
  columns: [
    column(
      { name: 'file', type: 'string', description: 'name of the file, without its folder' },
      ({ file }) => file,
    ),
    column(
      { name: 'content_sha256', type: 'string', description: 'SHA-256 of the uncompressed file, in hex' },
      ({ sha256 }) => sha256,
    ),
    column(
      { name: 'file_size', type: 'int64', unit: 'bytes', description: 'the file as it lies on disk' },
      ({ fileBytes }) => fileBytes,
    ),
    column(
      { name: 'node_count', type: 'int64', unit: 'objects', description: "V8's nodes: rows of `objects`" },
      ({ nodeCount }) => nodeCount,
    ),
    column(
      { name: 'edge_count', type: 'int64', description: 'references: rows of `edges`, where it is written' },
      ({ edgeCount }) => edgeCount,
    ),
    column(
      {
        name: 'object_count',
        type: 'int64',
        unit: 'objects',
        description: 'nodes that have a size of their own; the sum of `classes.object_count`',
      },
      ({ objectCount }) => objectCount,
    ),
    column(
      {
        name: 'total_size',
        type: 'int64',
        unit: 'bytes',
        description: 'the whole heap, as `summary` says it',
      },
      ({ totalSize }) => totalSize,
    ),
    column(
      {
        name: 'extra_native_size',
        type: 'int64',
        unit: 'bytes',
        description: "the part of `total_size` outside V8's heap that belongs to no object; 0 before Node 24",
      },
      ({ extraNativeSize }) => extraNativeSize,
    ),
    column(
      {
        name: 'labels',
        type: 'string',
        description: 'what was given by `--label`, as a JSON object with sorted keys; `{}` without',
      },
      ({ labels }) => labelsText(labels),
    ),
    told(
      { name: 'taken_at', type: 'timestamp', description: 'when the capture began, UTC' },
      ({ takenAt }) => takenAt,
    ),
    told({ name: 'host', type: 'string', description: 'name of the machine or pod' }, ({ host }) => host),
    told({ name: 'pid', type: 'int64', description: 'process id on that host' }, ({ pid }) => pid),
    told(
      { name: 'node_version', type: 'string', nullWhen: untold, description: 'of Node.js' },
      ({ nodeVersion }) => nodeVersion,
    ),
    told(
      { name: 'v8_version', type: 'string', nullWhen: untold, description: 'of V8' },
      ({ v8Version }) => v8Version,
    ),
    told(
      {
        name: 'uptime',
        type: 'double',
        unit: 'seconds',
        nullWhen: untold,
        description: 'since the process was started',
      },
      ({ uptimeSeconds }) => uptimeSeconds,
    ),
    told(
      {
        name: 'cpu_time',
        type: 'double',
        unit: 'seconds',
        nullWhen: untold,
        description: 'processor time of the process so far',
      },
      ({ cpuSeconds }) => cpuSeconds,
    ),
    told(
      { name: 'rss', type: 'int64', unit: 'bytes', description: 'resident memory before the capture' },
      ({ rss }) => rss,
    ),
    told(
      { name: 'heap_used', type: 'int64', unit: 'bytes', description: '`process.memoryUsage().heapUsed`' },
      ({ heapUsed }) => heapUsed,
    ),
    told(
      {
        name: 'heap_total',
        type: 'int64',
        unit: 'bytes',
        nullWhen: untold,
        description: '`process.memoryUsage().heapTotal`',
      },
      ({ heapTotal }) => heapTotal,
    ),
    told(
      { name: 'external', type: 'int64', unit: 'bytes', description: '`process.memoryUsage().external`' },
      ({ external }) => external,
    ),
    told(
      {
        name: 'array_buffers',
        type: 'int64',
        unit: 'bytes',
        description: '`process.memoryUsage().arrayBuffers`, a part of `external`',
      },
      ({ arrayBuffers }) => arrayBuffers,
    ),
    column(
      {
        name: 'comparison',
        type: 'string',
        nullWhen: alone,
        description: 'the `snapshot` of the newest that it was compared with, which has the suspects',
      },
      ({ comparison }) => comparison && comparison.name,
    ),
    column(
      {
        name: 'position',
        type: 'int32',
        nullWhen: alone,
        description: 'in that comparison, oldest first, from 0',
      },
      ({ comparison }) => comparison && comparison.position,
    ),
    column(
      {
        name: 'verdict',
        type: 'string',
        nullWhen: 'it is not the newest of a comparison',
        description: '`leak`, `no-leak` or `inconclusive`',
      },
      ({ comparison }) => comparison?.verdict?.result ?? null,
    ),
    column(
      {
        name: 'verdict_confidence',
        type: 'double',
        nullWhen: 'it is not the newest of a comparison',
        description: '0 to 1',
      },
      ({ comparison }) => comparison?.verdict?.confidence ?? null,
    ),
  ],
};

/** The same text for the same labels, in whatever order they were given. */
function labelsText(labels: Readonly<Record<string, string>>): string {
  const keys = Object.keys(labels).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(labels[key])}`).join(',')}}`;
}
