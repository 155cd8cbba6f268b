import { resolve } from 'node:path';
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';
import { reason, say } from './say.cts';
import { describeContext } from './timeline-context.cts';
import { defaultMostBytes, openTimeline } from './timeline-file.cts';
import { watchMajorGcs } from './timeline-gc.cts';
import { takeSample } from './timeline-sample.cts';

/** Seconds between samples unless SNAPDIFF_TIMELINE_INTERVAL says otherwise. */
const defaultInterval = 10;

/**
 * Appends samples of this process to the file that SNAPDIFF_TIMELINE names, until it ends: every
 * SNAPDIFF_TIMELINE_INTERVAL seconds (10; "500ms", "10s", "2m" are understood), rotated at SNAPDIFF_TIMELINE_MAX_MB (10).
 *
 * Main thread only. Keeps nothing alive and lets no error out: what goes wrong is a line on standard error,
 * the same one once. A disk that is full for a while costs the samples of that while.
 */
export function startTimeline(): void {
  const path = process.env['SNAPDIFF_TIMELINE'];
  if (path === undefined || path === '' || !isMainThread) return;
  let lastProblem = '';
  const sayOnce = (problem: unknown): void => {
    const message = `timeline: ${reason(problem)}`;
    if (message !== lastProblem) say(message);
    lastProblem = message;
  };
  try {
    // The program may change its folder later.
    const writer = openTimeline(resolve(path), mostBytes(process.env['SNAPDIFF_TIMELINE_MAX_MB']));
    const context = describeContext();
    const majorGcs = watchMajorGcs();
    const sample = (): void => {
      try {
        writer.write(takeSample(majorGcs.latest()), context);
      } catch (problem) {
        sayOnce(problem);
      }
    };
    sample();
    setInterval(sample, intervalMs(process.env['SNAPDIFF_TIMELINE_INTERVAL'])).unref();
    // Of a program that ends sooner, or between two samples, the end is the most telling one.
    process.on('exit', sample);
  } catch (problem) {
    sayOnce(problem);
  }
}

/** A number of seconds, or with its unit; the default of what makes no sense: a typing error must not cost the samples. */
function intervalMs(text: string | undefined): number {
  if (text === undefined || text === '') return defaultInterval * 1000;
  const [, amount, unit = 's'] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)?$/.exec(text) ?? [];
  const ms = Number(amount) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit as 'ms' | 's' | 'm' | 'h'];
  // A timer holds 31 bits; below 10 ms the samples would be most of the work.
  if (ms >= 10 && ms < 2 ** 31) return ms;
  say(`SNAPDIFF_TIMELINE_INTERVAL is no time like 10s or 500ms; ${defaultInterval}s is used`);
  return defaultInterval * 1000;
}

function mostBytes(text: string | undefined): number {
  if (text === undefined || text === '') return defaultMostBytes;
  const megabytes = Number(text);
  if (megabytes > 0) return megabytes * 1e6;
  say(`SNAPDIFF_TIMELINE_MAX_MB is no number of megabytes; ${defaultMostBytes / 1e6} is used`);
  return defaultMostBytes;
}
