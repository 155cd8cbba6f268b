import { SnapdiffError } from '../base/errors.ts';
import { captureCost, freeMemory } from '../preload/free-memory.cts';
import { formatBytes } from '../base/units.ts';
import type { Bytes } from '../base/units.ts';

/**
 * Refuses a capture that the process, or one beside it, might be killed for.
 *
 * @param heapBytes used heap; undefined when nobody knows, then nothing is refused
 * @param nodeVersion "20.20.2"; undefined is taken for an old one, which needs more
 */
export function checkMemory(
  pid: number,
  heapBytes: Bytes | undefined,
  nodeVersion: string | undefined,
): void {
  const free = freeMemory(pid);
  if (free === null || heapBytes === undefined) return;
  const cost = captureCost(heapBytes, Number.parseInt(nodeVersion ?? '20', 10));
  if (cost <= free.bytes) return;
  const where = free.boundBy === 'cgroup' ? 'in its control group' : 'on its machine';
  throw new SnapdiffError(
    `process ${pid} has about ${formatBytes(heapBytes)} of heap: a snapshot may take ${formatBytes(cost)} of memory and ${formatBytes(free.bytes)} are free ${where}, so it could be killed`,
    { hint: 'Raise the limit or choose an instance with more room; --force captures all the same.' },
  );
}

/** Of a process that ended while it was captured. How, only its parent knows. */
export const hintOfEnd: string =
  'It may have come to its end by itself; if what started it tells of SIGKILL or code 137, memory ran out: a snapshot takes up to 12 times the heap.';

/**
 * The most of its memory that can be heap, where only the system can be asked: Node without a program takes 40 MB, and
 * of what comes after that at most 0.7 was in use as heap (100 MB of heap: 170 to 215 MB).
 */
export function guessHeap(rss: Bytes): Bytes {
  return Math.max(rss - 40e6, 0) * 0.7 + 4e6;
}
