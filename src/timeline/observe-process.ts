import { readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { readProcessEnvironment, readProcessStat, readProcFile } from '../base/proc.ts';
import { applyPm2 } from '../preload/pm2.cts';
import { limitsFrom, wordsOf, type TimelineContext } from '../preload/timeline-context.cts';
import { countDescriptors, type HeapNumbers, type TimelineSample } from '../preload/timeline-sample.cts';

/** A process seen from outside, through /proc. */
export interface ObservedProcess {
  readonly pid: number;
  /** What it calls itself: its number in its own container. */
  readonly innerPid: number;
  /** Clock ticks since the machine was started: with the pid it names a process for good. */
  readonly startTicks: number;
  readonly context: TimelineContext;
  /** The file it writes its own timeline to, if its environment says so, as we can open it. */
  readonly timelinePath: string | null;
}

/** @returns null when there is no such process, or no /proc */
export function observeProcess(pid: number): ObservedProcess | null {
  const startTicks = readStartTicks(pid);
  if (startTicks === null) return null;
  const env = applyPm2(readProcessEnvironment(pid, wanted));
  const args = (readProcFile(`/proc/${pid}/cmdline`) ?? '').split('\0').slice(0, -1);
  return {
    pid,
    innerPid: Number(/^NSpid:.*?(\d+)$/m.exec(readProcFile(`/proc/${pid}/status`) ?? '')?.[1] ?? pid),
    startTicks,
    context: {
      node: null,
      ...limitsFrom([...optionsOf(args), ...wordsOf(env['NODE_OPTIONS'])], env),
      memoryLimit: containerLimit(pid),
      sampledFrom: 'outside',
    },
    timelinePath: timelinePath(pid, env['SNAPDIFF_TIMELINE']),
  };
}

/** Of another process, if its number is used again: then this one is over. */
export function isRunning({ pid, startTicks }: Pick<ObservedProcess, 'pid' | 'startTicks'>): boolean {
  return readStartTicks(pid) === startTicks;
}

/**
 * A sample from outside.
 *
 * smaps_rollup walks the page table, some milliseconds a gigabyte, in which the process waits only if it maps memory.
 *
 * @param heap what the process itself told, if it was asked
 * @param collectionMs of a collection it was asked for right before
 * @returns null when it has ended
 */
export function sampleProcess(
  process: ObservedProcess,
  heap: HeapNumbers | null,
  collectionMs: number | null = null,
): TimelineSample | null {
  const { pid, startTicks } = process;
  const rss = kilobytes(readProcFile(`/proc/${pid}/status`), 'VmRSS');
  if (rss === null || !isRunning(process)) return null;
  const machineUptime = Number.parseFloat(readProcFile('/proc/uptime') ?? '0');
  return {
    time: new Date().toISOString(),
    pid,
    uptime: Math.max(Math.round((machineUptime - startTicks / ticksPerSecond) * 1000) / 1000, 0),
    rss,
    privateDirty: kilobytes(readProcFile(`/proc/${pid}/smaps_rollup`), 'Private_Dirty'),
    ...(heap ?? unknownHeap),
    heapUsedAfterGc: null,
    externalAfterGc: null,
    arrayBuffersAfterGc: null,
    majorGcs: null,
    collectionMs: heap === null ? null : collectionMs,
    ...countDescriptors(pid),
  };
}

/** USER_HZ, which is 100 on every architecture that Node runs on. */
const ticksPerSecond = 100;

const unknownHeap: HeapNumbers = {
  heapTotal: null,
  heapUsed: null,
  external: null,
  arrayBuffers: null,
  newUsed: null,
  newPhysical: null,
  oldUsed: null,
  oldPhysical: null,
  codeUsed: null,
  codePhysical: null,
  largeUsed: null,
  largePhysical: null,
  otherUsed: null,
  otherPhysical: null,
  heapLimit: null,
};

/** A zombie has ended: it only waits to be counted. */
function readStartTicks(pid: number): number | null {
  const stat = readProcessStat(pid);
  return stat === undefined || stat.isOver ? null : stat.startTicks;
}

const wanted = /^(?:NODE_OPTIONS|SNAPDIFF_TIMELINE|max_memory_restart|pm_id|pm2_env)$/;

/** What stands before the program's name belongs to Node; what follows is the program's own. */
function optionsOf(args: readonly string[]): readonly string[] {
  const options = args.slice(1);
  const program = options.findIndex(
    (word, at) =>
      !word.startsWith('-') && !/^-(?:r|-require|-import|-max.old.space.size)$/.test(options[at - 1] ?? ''),
  );
  return program < 0 ? options : options.slice(0, program);
}

function timelinePath(pid: number, path: string | undefined): string | null {
  if (path === undefined || path === '') return null;
  try {
    const absolute = resolve(readlinkSync(`/proc/${pid}/cwd`), path);
    const sharesFiles = readlinkSync(`/proc/${pid}/ns/mnt`) === readlinkSync('/proc/self/ns/mnt');
    return sharesFiles ? absolute : `/proc/${pid}/root${absolute}`;
  } catch {
    return null; // Another user's process.
  }
}

/** cgroup v2; "max" is none. */
function containerLimit(pid: number): number | null {
  const [, group] = /^0::(\/.*)$/m.exec(readProcFile(`/proc/${pid}/cgroup`) ?? '') ?? [];
  if (group === undefined || group.includes('..')) return null;
  const limit = Number(readProcFile(`/sys/fs/cgroup${group}/memory.max`)?.trim());
  return Number.isSafeInteger(limit) && limit > 0 ? limit : null;
}

function kilobytes(text: string | undefined, name: string): number | null {
  const [, value] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text ?? '') ?? [];
  return value === undefined ? null : Number(value) * 1024;
}
