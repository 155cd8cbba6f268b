import { hostname } from 'node:os';
import process from 'node:process';
import { getHeapSpaceStatistics, getHeapStatistics, type HeapInfo, type HeapSpaceInfo } from 'node:v8';
import { threadId } from 'node:worker_threads';
import type { OpenSockets } from './sockets.cts';

/**
 * What stands beside a snapshot: what the process was at that moment. No environment variables and no arguments,
 * which hold passwords. Memory is that before the capture, which multiplies it.
 */
export interface Sidecar {
  readonly schemaVersion: 1;
  readonly kind: 'sidecar';
  /** Who wrote the snapshot: `v8.writeHeapSnapshot`, `heapdump`, `inspector`, … */
  readonly writer: string;
  /** When the capture began, ISO 8601 in UTC. */
  readonly takenAt: string;
  /** The same moment by a clock that nobody sets: milliseconds since the machine was started. */
  readonly monotonicMs: number;
  /** How long the capture took, in which the process stood still; null while nobody knows. */
  readonly captureMs: number | null;
  readonly pid: number;
  /** 0 is the main thread. */
  readonly threadId: number;
  /** The program's own name, without its folder: `node`. */
  readonly argv0: string;
  readonly hostname: string;
  readonly nodeVersion: string;
  readonly v8Version: string;
  readonly uptimeSeconds: number;
  /** `process.memoryUsage()`, bytes. */
  readonly memoryUsage: NodeJS.MemoryUsage;
  /** `v8.getHeapStatistics()`, bytes. */
  readonly heapStatistics: HeapInfo;
  /** `v8.getHeapSpaceStatistics()`, bytes. */
  readonly heapSpaceStatistics: readonly HeapSpaceInfo[];
  /** `process.resourceUsage()`: times in microseconds, maxRSS in kilobytes. */
  readonly resourceUsage: NodeJS.ResourceUsage;
  /** What keeps the event loop busy, by type: `{ Timeout: 3, TCPSocketWrap: 15 }`. Null on a Node that does not tell. */
  readonly activeResources: Readonly<Record<string, number>> | null;
  /** Null where the system does not tell. */
  readonly sockets: OpenSockets | null;
  /** Open descriptors. Null where the system does not tell. */
  readonly openFiles: number | null;
  /** What `readScriptMaps` returns; missing where there are none. */
  readonly sourceMaps?: string;
}

/** What this file does not find out by itself. */
export interface Surroundings {
  readonly writer: string;
  /** `readSockets(pid)` */
  readonly sockets: OpenSockets | null;
  /** `openFileCount(pid)` */
  readonly openFiles: number | null;
}

/**
 * Describes the process it runs in. To be called just before the capture; `captureMs` is for the caller to fill in.
 *
 * The compiled text of this file is also evaluated in processes that did not load it, through the inspector, as the body
 * of `(require, exports) => …`. So it is synchronous, it needs nothing but Node's own modules, and sockets
 * are handed in: from outside they are read from outside.
 */
export function describeProcess({ writer, sockets, openFiles }: Surroundings): Sidecar {
  return {
    schemaVersion: 1,
    kind: 'sidecar',
    writer,
    takenAt: new Date().toISOString(),
    monotonicMs: Number(process.hrtime.bigint() / 1000n) / 1000,
    captureMs: null,
    pid: process.pid,
    threadId,
    argv0: process.argv0.replace(/^.*[/\\]/s, ''),
    hostname: hostname(),
    nodeVersion: process.versions.node,
    v8Version: process.versions.v8,
    uptimeSeconds: process.uptime(),
    memoryUsage: process.memoryUsage(),
    heapStatistics: getHeapStatistics(),
    heapSpaceStatistics: getHeapSpaceStatistics(),
    resourceUsage: process.resourceUsage(),
    activeResources: countActiveResources(),
    sockets,
    openFiles,
  };
}

/** Experimental in Node, so it may go as it came. */
function countActiveResources(): Record<string, number> | null {
  if (typeof process.getActiveResourcesInfo !== 'function') return null;
  const counts: Record<string, number> = {};
  for (const type of process.getActiveResourcesInfo()) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/**
 * Where the sidecar of a snapshot is: `api.7.heapsnapshot` has `api.7.meta.json`, and keeps it when it is compressed to
 * `api.7.heapsnapshot.gz`, `.br` or `.zst`.
 */
export function sidecarPath(snapshotPath: string): string {
  return `${snapshotPath.replace(/(?:\.heapsnapshot)?(?:\.(?:gz|br|zst))?$/, '')}.meta.json`;
}
