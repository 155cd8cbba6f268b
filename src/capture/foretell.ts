import { readFileSync, readdirSync } from 'node:fs';
import { formatBytes, formatDuration } from '../base/units.ts';
import type { Bytes } from '../base/units.ts';

/** Nobody needs to be told of less. */
const minWorthSaying = { heapBytes: 50e6, seconds: 10 };

/**
 * Says how long a process will stand still for a snapshot; nothing where that is not worth a word.
 *
 * @param whose "process 4242"
 * @param heapBytes used heap, or the most that it can be
 * @param nodeVersion "20.20.2"; undefined where only the system was asked: it is taken for Node 20, and the heap for the most
 */
export function foretellTime(
  whose: string,
  heapBytes: Bytes,
  nodeVersion: string | undefined,
): [] | [string] {
  if (heapBytes < minWorthSaying.heapBytes) return [];
  const seconds = mostSeconds(heapBytes, nodeVersion === undefined ? 20 : parseInt(nodeVersion, 10));
  if (seconds < minWorthSaying.seconds) return [];
  const heap = `${nodeVersion === undefined ? 'at most ' : ''}about ${formatBytes(heapBytes)} of heap`;
  return [
    `${whose} has ${heap}: a snapshot may stop it for ${formatDuration(seconds)}, and longer on a busy machine`,
  ];
}

/**
 * Measured on one machine, seconds of processor a megabyte of used heap, which is nearly what the process stands still: small linked
 * objects and records of 30 to 350 MB need 0.04 to 0.085 on Node 24 and 26, 0.07 to 0.16 on Node 20 and 22; Maps and long
 * strings half of that, a few large arrays of numbers next to nothing. So this is what most heaps stay below.
 * Node 18 took 4 s for 31 MB and 84 s for 100 MB: its time goes by the square.
 */
function mostSeconds(heapBytes: Bytes, major: number): number {
  const megabytes = heapBytes / 1e6;
  if (major >= 24) return megabytes * 0.1;
  if (major >= 20) return megabytes * 0.18;
  return megabytes * 0.1 * Math.max(megabytes / 12, 1);
}

/**
 * Says that a snapshot of the main thread leaves out those of its workers.
 *
 * @param ids as `--worker` takes them; empty where only a number is known, and there may be more
 */
export function foretellWorkers(whose: string, count: number, ids: readonly string[]): [] | [string] {
  if (count === 0) return [];
  const [workers, heaps] = count === 1 ? ['one worker', 'heap is'] : [`${count} workers`, 'heaps are'];
  const shown = ids.slice(0, 10).join(', ') + (ids.length > 10 ? ', …' : '');
  const [atLeast, which] = ids.length === 0 ? ['at least ', ''] : ['', `: ${shown}`];
  return [
    `${whose} has ${atLeast}${workers}, whose ${heaps} not in its snapshots; --worker captures one${which}`,
  ];
}

/** The worker threads of a process that have Node's name for one: 0 before Node 24, and those that the program names are not counted. */
export function countWorkers(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).filter((thread) => isWorker(pid, thread)).length;
  } catch {
    return 0;
  }
}

function isWorker(pid: number, thread: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8') === 'WorkerThread\n';
  } catch {
    return false; // It has ended since.
  }
}
