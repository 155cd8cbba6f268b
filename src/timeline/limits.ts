import { captureCost } from '../preload/free-memory.cts';
import type { TimelineContext } from '../preload/timeline-context.cts';
import type { TimelineSample } from '../preload/timeline-sample.cts';
import { formatBytes } from '../base/units.ts';

/** How the limits of a process relate to each other and to what it uses: sentences, for those that matter. */
export function describeLimits(context: TimelineContext, last: TimelineSample): string[] {
  const { maxOldSpaceSize, pm2MaxMemoryRestart, memoryLimit } = context;
  const { rss, heapUsed, heapLimit } = last;
  const limits: string[] = [];

  if (heapLimit !== null) {
    const origin =
      maxOldSpaceSize === null
        ? 'chosen by V8'
        : `--max-old-space-size=${maxOldSpaceSize / 2 ** 20}, which is ${formatBytes(maxOldSpaceSize)}, and the young generation`;
    limits.push(
      `V8's heap may grow to ${formatBytes(heapLimit)} (${origin})${heapUsed === null ? '' : ` and uses ${formatBytes(heapUsed)}`}`,
    );
    if (rss > heapLimit) {
      limits.push(
        `RSS of ${formatBytes(rss)} is more than that: Buffers and native memory do not count against the heap's limit, so it bounds neither`,
      );
    }
  }
  if (pm2MaxMemoryRestart !== null) {
    const restart = `PM2 restarts the process when its RSS passes ${formatBytes(pm2MaxMemoryRestart)} (max_memory_restart, looked at every 30 s)`;
    if (heapLimit !== null && pm2MaxMemoryRestart < heapLimit) {
      limits.push(
        `${restart}, below the heap's limit of ${formatBytes(heapLimit)}: it never runs out of heap, a leak shows as restarts`,
      );
    } else {
      limits.push(restart);
    }
    limits.push(...warnOfSnapshot(context, last, pm2MaxMemoryRestart, 'PM2 would restart it for that'));
  }
  if (memoryLimit !== null) {
    if (heapLimit !== null && heapLimit > memoryLimit) {
      limits.push(
        `the container may use ${formatBytes(memoryLimit)}, less than the heap's limit of ${formatBytes(heapLimit)}: it would be killed before V8 collects harder; --max-old-space-size below it helps`,
      );
    }
    limits.push(...warnOfSnapshot(context, last, memoryLimit, 'the container would be killed for that'));
  }
  return limits;
}

function warnOfSnapshot(
  { node }: TimelineContext,
  { rss, heapUsed }: TimelineSample,
  limit: number,
  consequence: string,
): string[] {
  if (heapUsed === null) return [];
  const withSnapshot = rss + captureCost(heapUsed, Number.parseInt(node ?? '20', 10));
  if (withSnapshot <= limit) return [];
  return [
    `a snapshot of this heap may take RSS from ${formatBytes(rss)} to ${formatBytes(withSnapshot)}, above ${formatBytes(limit)}: ${consequence}, so raise the limit first`,
  ];
}
