import { SnapdiffError } from '../base/errors.ts';
import type { MemoryPoint } from '../compare/memory-timeline.ts';

/**
 * Reads the memory of a process over time, of the run in a timeline that has most samples.
 *
 * @param path undefined where none was given
 * @param isDrawn something shows it
 * @throws SnapdiffError when it cannot be read, or nothing shows it
 */
export async function readMemory(
  path: string | undefined,
  isDrawn: boolean,
): Promise<{ readonly memory?: readonly MemoryPoint[] }> {
  if (path === undefined) return {};
  if (!isDrawn) {
    throw new SnapdiffError('--timeline has no effect without --html', {
      hint: '"snapdiff triage" says what a timeline shows; a page draws it beside the snapshots.',
    });
  }
  const { readTimeline } = await import('../timeline/read-timeline.ts');
  const { runs } = await readTimeline(path);
  const longest = runs.reduce((most, run) => (run.samples.length > most.samples.length ? run : most));
  return {
    memory: longest.samples.map(({ time, rss, heapUsed, heapTotal, external }) => ({
      time: Date.parse(time),
      rss,
      heapUsed,
      heapTotal,
      external,
    })),
  };
}
