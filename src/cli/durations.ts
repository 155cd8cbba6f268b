import { SnapdiffError } from '../base/errors.ts';
import { maxTimerMs, parseDuration } from '../preload/duration.cts';

/** An option's length of time, more than none. @returns milliseconds @throws SnapdiffError that names the option */
export function readDuration(option: string, text: string): number {
  const milliseconds = parseDuration(text) ?? 0;
  if (milliseconds > 0 && milliseconds <= maxTimerMs) return milliseconds;
  throw new SnapdiffError(`--${option} ${text} is not a duration`, {
    hint: 'Write it like 30s, 10m or 1h; the maximum is 24 days.',
  });
}
