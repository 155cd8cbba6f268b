import { SnapdiffError } from '../base/errors.ts';
import type { Progress } from '../base/progress.ts';
import type { Bytes } from '../base/units.ts';
import { InspectorError } from './inspector.ts';
import { findWatcher } from '../preload/watchers.cts';
import type { Watcher } from '../preload/watchers.cts';
import { hintOfEnd } from './memory-check.ts';
import { chooseFile } from './part-file.ts';
import { isAlive, readProcess } from './processes.ts';
import type { ProcessFacts } from './processes.ts';
import { CaptureInterrupted, sleep } from './snapshot-source.ts';
import type { OpeningWatch, SnapshotSource } from './snapshot-source.ts';
import { writeSidecar } from './target-sidecar.ts';
import { stat } from 'node:fs/promises';

/** One snapshot that is whole and on the disk: what `--json` prints. */
export interface Capture {
  readonly schemaVersion: 1;
  readonly kind: 'capture';
  readonly path: string;
  readonly bytes: Bytes;
  /** How long the process stood still, as far as seen from outside. */
  readonly captureMs: number;
  /** 0 where only an inspector's address was given. */
  readonly pid: number;
  /** How it was taken, for a person. */
  readonly way: string;
  /** Whether a later capture can be compared with this one object by object. */
  readonly keepsIds: boolean;
  /** What the process was at that moment. */
  readonly sidecar: string;
}

export interface SeriesOptions {
  readonly out: string;
  readonly count: number;
  readonly intervalMs: number;
  /** For one snapshot, and for the way to it before. */
  readonly timeoutMs: number;
  /** Overwrite. */
  readonly force: boolean;
  /** Track allocations from before the first snapshot to the end. */
  readonly withStacks: boolean;
  readonly signal: AbortSignal;
  readonly withProgress: (work: (onProgress: Progress) => Promise<void>) => Promise<void>;
  readonly onCaptured: (capture: Capture, isLast: boolean) => Promise<void>;
  readonly onWarning: (warning: string) => Promise<void>;
}

/**
 * Takes one snapshot, or several in one session, so that objects keep their ids from the first to the last. However it
 * ends, the process is left as it was found.
 */
export async function takeSeries(
  open: (watch: OpeningWatch) => Promise<SnapshotSource>,
  options: SeriesOptions,
): Promise<void> {
  const { count, intervalMs, signal } = options;
  await checkOut(options);
  const source = await withinTime(options, (stop) => open({ signal: stop, onNote: options.onWarning }));
  const facts = source.pid > 0 ? readProcess(source.pid) : undefined;
  const watcher = count > 1 ? findWatcher(options.out, source.pid) : undefined;
  try {
    if (options.count > 1) checkInterval(source, options.intervalMs);
    for (const sentence of await withinTime(options, (stop) => source.foretell(stop))) {
      await options.onWarning(sentence);
    }
    if (options.withStacks) await startTracking(source, options);
    for (let number = 1; number <= count; number++) {
      const capture = await takeOne(source, facts, options);
      await options.onCaptured(capture, number === count);
      if (number < count) await pause(source, intervalMs, signal, number, count, watcher);
    }
  } finally {
    // Who has pressed Ctrl-C does not wait for a snapshot to end.
    const warning = await source.close(signal.aborted ? 2000 : 10_000);
    if (warning !== undefined) await options.onWarning(warning);
  }
}

/** Of a single snapshot no object would have a stack if it were taken at once. */
async function startTracking(source: SnapshotSource, options: SeriesOptions): Promise<void> {
  const { count, intervalMs, signal, onWarning } = options;
  const track = source.trackAllocations;
  if (track === undefined) {
    throw new SnapdiffError(`by ${source.way}, allocations cannot be tracked`, {
      hint: 'Leave out --signal: --stacks goes through the inspector.',
    });
  }
  await onWarning(
    'V8 now records the stack of every allocation, until this ends or is interrupted: the process becomes slower, 10 to 25 times where it does nothing but allocate',
  );
  await withinTime(options, track);
  if (count > 1) return;
  await onWarning(`allocations are tracked; the snapshot is taken in ${intervalMs / 1000} s (--every)`);
  await pause(source, intervalMs, signal, 0, count);
}

/** Before anything is asked of a process. */
async function checkOut({ out, count, force }: SeriesOptions): Promise<void> {
  await chooseFile(out, { name: 'x', pid: 0, force });
  const isFolder = await stat(out).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (count > 1 && !isFolder) {
    throw new SnapdiffError(`--out ${out} is one file, but --count is ${count}`, {
      hint: 'Name an existing folder.',
    });
  }
}

/**
 * Before the first snapshot: without a second it is no pair.
 *
 * @throws SnapdiffError where the preload would refuse the second
 */
export function checkInterval(
  { pid, minIntervalMs }: Pick<SnapshotSource, 'pid' | 'minIntervalMs'>,
  intervalMs: number,
): void {
  if (intervalMs >= minIntervalMs) return;
  const least = minIntervalMs / 1000;
  throw new SnapdiffError(
    `the preload in process ${pid} writes no second snapshot within ${least} s of the first, and --every is ${intervalMs / 1000} s`,
    {
      hint: `Pass --every ${least}s or more, or start the process with a lower SNAPDIFF_MIN_INTERVAL; the minimum is 1 s.`,
    },
  );
}

async function takeOne(
  source: SnapshotSource,
  facts: ProcessFacts | undefined,
  options: SeriesOptions,
): Promise<Capture> {
  const { out, force, withProgress } = options;
  const path = await chooseFile(out, { name: source.name, pid: source.pid, force });
  const start = performance.now();
  try {
    let description: Awaited<ReturnType<SnapshotSource['take']>> = {};
    await withProgress((onProgress) =>
      withinTime(options, async (stop) => {
        description = await source.take(path, { onProgress, signal: stop });
      }),
    );
    const captureMs = description.captureMs ?? Math.round(performance.now() - start);
    const sidecar = await writeSidecar(path, description);
    const { size: bytes } = await stat(path);
    const { pid, way, keepsIds } = source;
    return { schemaVersion: 1, kind: 'capture', path, bytes, captureMs, pid, way, keepsIds, sidecar };
  } catch (error) {
    if (error instanceof InspectorError && error.isClosed) throw await explainClosed(error, source, facts);
    throw error;
  }
}

/** Asks work to stop when its time is over, and when the user does. */
async function withinTime<Result>(
  { timeoutMs, signal }: SeriesOptions,
  work: (stop: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    const hint = 'Is the process busy, or stopped in a debugger? --timeout gives it more.';
    deadline.abort(
      new SnapdiffError(`no snapshot within ${timeoutMs / 1000} s; nothing of it was kept`, { hint }),
    );
  }, timeoutMs);
  try {
    return await work(AbortSignal.any([signal, deadline.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/** What the end of a connection means to a person. */
async function explainClosed(
  cause: InspectorError,
  { pid }: SnapshotSource,
  facts: ProcessFacts | undefined,
): Promise<SnapdiffError> {
  // The system takes a moment to count a process that was killed.
  for (let attempt = 0; facts !== undefined && attempt < 10 && isAlive(facts); attempt++) await sleep(50);
  if (facts === undefined || isAlive(facts)) {
    return new SnapdiffError(
      'the target ended the connection before its snapshot was whole; nothing of it was kept',
      {
        cause,
      },
    );
  }
  return new SnapdiffError(`process ${pid} ended before its snapshot was whole; nothing of it was kept`, {
    cause,
    hint: hintOfEnd,
  });
}

async function pause(
  source: SnapshotSource,
  milliseconds: number,
  signal: AbortSignal,
  number: number,
  count: number,
  watcher?: Watcher,
): Promise<void> {
  const waiting = new AbortController();
  try {
    const both = AbortSignal.any([signal, waiting.signal]);
    // A file has its name a moment before its writer is done with it.
    const least = source.minIntervalMs === 0 ? 0 : source.minIntervalMs + 250;
    const ended = await Promise.race([
      sleep(Math.max(milliseconds, least), both),
      source.ended.then(() => true),
    ]);
    if (ended !== true) return;
  } catch (error) {
    if (!(error instanceof CaptureInterrupted)) throw error;
    if (number === 0) throw new CaptureInterrupted('stopped before the snapshot');
    throw new CaptureInterrupted(`stopped after ${number} of ${count} snapshots, which are whole`);
  } finally {
    waiting.abort();
  }
  if (number === 0) throw new SnapdiffError(`process ${source.pid} ended before the snapshot`);
  throw new SnapdiffError(
    `process ${source.pid} ended after ${number} of ${count} snapshots, which are whole`,
    watcher === undefined
      ? {}
      : {
          hint: `Process ${watcher.pid} (${watcher.name}) watches their folder, and may have restarted it; --out names another.`,
        },
  );
}
