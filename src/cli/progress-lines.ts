import process from 'node:process';
import type { Progress } from '../base/progress.ts';
import { formatBytes } from '../base/units.ts';
import { safeText } from '../report/safe-text.ts';
import { writeError } from './output.ts';
import { canDrawBar, withProgressBar, type ProgressStream } from './progress-bar.ts';

/** Rarely enough for a log, often enough that nobody takes it for dead. */
const everyMs = 10_000;

/**
 * Runs work during which a process stands still: with a bar where one can be drawn, elsewhere with a line every ten seconds.
 * What takes less says nothing.
 */
export async function withProgressLines<Result>(
  work: (onProgress: Progress) => Promise<Result>,
  stream: ProgressStream = process.stderr,
): Promise<Result> {
  if (canDrawBar(stream)) return withProgressBar(work, stream);
  let state = 'starting';
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += everyMs / 1000;
    void writeError(`snapdiff: ${safeText(state)}, ${seconds} s so far\n`, stream);
  }, everyMs);
  try {
    return await work((phase, done, total) => {
      const amount = total === undefined ? formatBytes(done) : `${Math.floor((100 * done) / (total || 1))} %`;
      state = done > 0 ? `${phase}, ${amount}` : phase;
    });
  } finally {
    clearInterval(timer);
  }
}
