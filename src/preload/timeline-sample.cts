import { readdirSync, readlinkSync } from 'node:fs';
import process from 'node:process';
import { getHeapSpaceStatistics, getHeapStatistics, type HeapSpaceInfo } from 'node:v8';

/**
 * What a process's memory was at one moment: a row of a timeline. Amounts are bytes; null where nobody could tell, as
 * of the heap seen from outside.
 */
export interface TimelineSample {
  /** Wall clock, ISO 8601 in UTC. For people: it may be set back, so nothing is computed from it. */
  readonly time: string;
  readonly pid: number;
  /** Seconds since the process started, by a clock that nobody sets. */
  readonly uptime: number;
  /** Resident set: the pages of the process in RAM, those of its files (about 40 MB of Node itself) among them. */
  readonly rss: number;
  /** Private pages that were written to, from smaps_rollup. Only from outside: reading it walks the page table. */
  readonly privateDirty: number | null;
  /** What V8 has reserved for JavaScript, touched or not. */
  readonly heapTotal: number | null;
  /** Objects in V8's heap, garbage that is not collected yet among them. */
  readonly heapUsed: number | null;
  /**
   * `heapUsed` as it was right after the last major collection, so without garbage but for what came up to two turns
   * of the event loop later: see `timeline-gc.cts`. Null before the first, and from outside.
   */
  readonly heapUsedAfterGc: number | null;
  /** `external` and `arrayBuffers` at that moment: what is garbage, its owner has freed by then. */
  readonly externalAfterGc: number | null;
  readonly arrayBuffersAfterGc: number | null;
  /** Major collections so far, counted from when sampling began. */
  readonly majorGcs: number | null;
  /**
   * Milliseconds that a major collection took which was asked for right before this sample, so that the whole sample is
   * without garbage. Null where none was; only from outside.
   */
  readonly collectionMs: number | null;
  /** Memory outside V8's heap that objects in it own; `arrayBuffers` is part of it. */
  readonly external: number | null;
  /** Contents of ArrayBuffers and Buffers. */
  readonly arrayBuffers: number | null;
  /** Objects that are young and small. Of each space: what its objects take, and its pages that are in RAM. */
  readonly newUsed: number | null;
  readonly newPhysical: number | null;
  readonly oldUsed: number | null;
  readonly oldPhysical: number | null;
  readonly codeUsed: number | null;
  readonly codePhysical: number | null;
  /** Objects too large for a page, over about 128 kB each (half a page of 256 kB); young ones and code too. */
  readonly largeUsed: number | null;
  readonly largePhysical: number | null;
  /** All other spaces: maps, read-only, trusted, shared. */
  readonly otherUsed: number | null;
  readonly otherPhysical: number | null;
  /** Where V8 gives up: old space and young generation. */
  readonly heapLimit: number | null;
  /** Open sockets: TCP, UDP, Unix. */
  readonly sockets: number | null;
  /** Open file descriptors, sockets among them. */
  readonly fds: number | null;
}

/** What the last major collection left, and their number. */
export type AfterGc = Pick<
  TimelineSample,
  'heapUsedAfterGc' | 'externalAfterGc' | 'arrayBuffersAfterGc' | 'majorGcs'
>;

/** The part of a sample that the process alone knows. */
export type HeapNumbers = Pick<
  TimelineSample,
  'heapTotal' | 'heapUsed' | 'external' | 'arrayBuffers' | 'heapLimit' | SpaceColumn
>;

type Space = 'new' | 'old' | 'code' | 'large' | 'other';
type SpaceColumn = `${Space}${'Used' | 'Physical'}`;

/** `process.memoryUsage()`, `v8.getHeapSpaceStatistics()` and the limit of `v8.getHeapStatistics()`, from wherever they came. */
export function heapNumbers(
  memory: Readonly<NodeJS.MemoryUsage>,
  spaces: readonly Pick<HeapSpaceInfo, 'space_name' | 'space_used_size' | 'physical_space_size'>[],
  heapLimit: number,
): HeapNumbers {
  const used: Record<Space, number> = { new: 0, old: 0, code: 0, large: 0, other: 0 };
  const physical = { ...used };
  for (const { space_name, space_used_size, physical_space_size } of spaces) {
    const space = spaceOf(space_name);
    used[space] += space_used_size;
    physical[space] += physical_space_size;
  }
  return {
    heapTotal: memory.heapTotal,
    heapUsed: memory.heapUsed,
    external: memory.external,
    arrayBuffers: memory.arrayBuffers,
    newUsed: used.new,
    newPhysical: physical.new,
    oldUsed: used.old,
    oldPhysical: physical.old,
    codeUsed: used.code,
    codePhysical: physical.code,
    largeUsed: used.large,
    largePhysical: physical.large,
    otherUsed: used.other,
    otherPhysical: physical.other,
    heapLimit,
  };
}

/** V8 has had map_space up to 10, has trusted_space from 12 and shared ones from 13: by name, the rest together. */
function spaceOf(name: string): Space {
  if (name.endsWith('large_object_space')) return 'large';
  if (name === 'new_space') return 'new';
  if (name === 'old_space') return 'old';
  if (name === 'code_space') return 'code';
  return 'other';
}

/** A sample of the process this runs in. 0.12 ms with 20 descriptors, of which each costs some µs. */
export function takeSample(afterGc: AfterGc): TimelineSample {
  const memory = process.memoryUsage();
  return {
    time: new Date().toISOString(),
    pid: process.pid,
    uptime: Math.round(process.uptime() * 1000) / 1000,
    rss: memory.rss,
    privateDirty: null,
    ...heapNumbers(memory, getHeapSpaceStatistics(), getHeapStatistics().heap_size_limit),
    ...afterGc,
    collectionMs: null,
    ...countDescriptors(process.pid),
  };
}

/** Above this many descriptors their kinds are not looked at: that is a call each, while the event loop waits. */
const maxLookedAt = 4000;

/**
 * How many descriptors a process has open, and how many are sockets. Not `readSockets`: to know their number
 * alone, the tables of all connections of the machine need not be read.
 */
export function countDescriptors(pid: number): Pick<TimelineSample, 'sockets' | 'fds'> {
  const folder = `/proc/${pid}/fd`;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return { sockets: null, fds: null }; // Another system, or another user's process.
  }
  // In the process itself one is the folder just read.
  const fds = pid === process.pid ? names.length - 1 : names.length;
  if (names.length > maxLookedAt) return { sockets: null, fds };
  let sockets = 0;
  for (const name of names) {
    try {
      if (readlinkSync(`${folder}/${name}`).startsWith('socket:')) sockets++;
    } catch {
      // Closed since.
    }
  }
  return { sockets, fds };
}
