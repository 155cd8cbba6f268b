import { open, stat } from 'node:fs/promises';
import { timelineFormat } from '../preload/timeline-file.cts';
import type { TimelineSample } from '../preload/timeline-sample.cts';
import { readTimeline, TimelineReader, type Timeline } from './read-timeline.ts';

/** A timeline that a process writes by itself, as it grows. */
export interface FollowedTimeline {
  /** What it held of the process when following began. */
  readonly before: Timeline;
  /** What came since the last call. */
  readonly next: () => Promise<readonly TimelineSample[]>;
}

/** More is not read at a time: what is new since the last look is a few lines. */
const maxBytes = 4e6;

/**
 * @returns null when the file holds nothing of this process, as when the preload was not loaded
 * @throws SnapdiffError when it is no timeline
 */
export async function followTimeline(path: string, pid: number): Promise<FollowedTimeline | null> {
  const format = timelineFormat(path);
  const seen = await stat(path).catch(() => null);
  if (seen === null || format === null) return null;
  const { runs } = await readTimeline(path);
  const before = runs.findLast((run) => run.pid === pid);
  if (before === undefined) return null;
  let latest = before.samples.at(-1)?.uptime ?? 0;
  let { ino } = seen;
  let offset = 0;
  let rest = '';
  let reader = new TimelineReader(path, format);
  return {
    before,
    async next() {
      const file = await open(path).catch(() => null);
      if (file === null) return []; // Being rotated.
      try {
        const now = await file.stat();
        if (now.ino !== ino || now.size < offset) {
          // What was written to the old one after the last look is lost to us, and not to the files.
          reader = new TimelineReader(path, format);
          ({ ino } = now);
          offset = 0;
          rest = '';
        }
        const buffer = Buffer.alloc(Math.min(now.size - offset, maxBytes));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
        offset += bytesRead;
        const lines = (rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
        rest = lines.pop() ?? '';
        return lines
          .map((line) => reader.readLine(line))
          .filter((sample) => sample !== null)
          .filter((sample) => {
            const isNew = sample.pid === pid && sample.uptime > latest;
            if (isNew) latest = sample.uptime;
            return isNew;
          });
      } finally {
        await file.close();
      }
    },
  };
}
