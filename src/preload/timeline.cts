import { resolve } from 'node:path';
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';
import { maxTimerMs, parseDuration } from './duration.cts';
import { reason, say } from './say.cts';
import { describeContext } from './timeline-context.cts';
import { defaultMaxBytes, openTimeline } from './timeline-file.cts';
import { watchMajorGcs } from './timeline-gc.cts';
import { takeSample } from './timeline-sample.cts';

/** Between samples, unless SNAPDIFF_TIMELINE_INTERVAL says otherwise. */
const defaultIntervalMs = 10_000;

/** Below it the samples would be most of the work. */
const minIntervalMs = 10;

/**
 * Appends samples of this process to the file that SNAPDIFF_TIMELINE names, until it ends: every
 * SNAPDIFF_TIMELINE_INTERVAL seconds (10; "500ms", "10s", "2m" are understood), rotated at SNAPDIFF_TIMELINE_MAX_MB (10).
 *
 * Main thread only. Keeps nothing alive and lets no error out: what goes wrong is a line on standard error,
 * the same one once. A disk that is full for a while costs the samples of that while.
 */
export function startTimeline(environment: Readonly<Record<string, string | undefined>>): void {
  const path = environment['SNAPDIFF_TIMELINE'];
  if (path === undefined || path === '' || !isMainThread) return;
  let lastProblem = '';
  const sayOnce = (problem: unknown): void => {
    const message = `timeline: ${reason(problem)}`;
    if (message !== lastProblem) say(message);
    lastProblem = message;
  };
  try {
    // The program may change its folder later.
    const writer = openTimeline(resolve(path), maxBytes(environment['SNAPDIFF_TIMELINE_MAX_MB']));
    const context = describeContext(environment);
    const majorGcs = watchMajorGcs();
    const sample = (): void => {
      try {
        writer.write(takeSample(majorGcs.latest()), context);
      } catch (problem) {
        sayOnce(problem);
      }
    };
    sample();
    setInterval(sample, intervalMs(environment['SNAPDIFF_TIMELINE_INTERVAL'])).unref();
    // Of a program that ends sooner, or between two samples, the end is the most telling one.
    process.on('exit', sample);
  } catch (problem) {
    sayOnce(problem);
  }
}

/** The default for what makes no sense: a typing error must not cost the samples. */
function intervalMs(text: string | undefined): number {
  if (text === undefined || text === '') return defaultIntervalMs;
  const ms = parseDuration(text) ?? 0;
  if (ms >= minIntervalMs && ms <= maxTimerMs) return ms;
  say(`SNAPDIFF_TIMELINE_INTERVAL is not a duration like 10s or 500ms; 10s is used`);
  return defaultIntervalMs;
}

function maxBytes(text: string | undefined): number {
  if (text === undefined || text === '') return defaultMaxBytes;
  const megabytes = Number(text);
  if (megabytes > 0) return megabytes * 1e6;
  say(`SNAPDIFF_TIMELINE_MAX_MB is not a number of megabytes; ${defaultMaxBytes / 1e6} is used`);
  return defaultMaxBytes;
}
