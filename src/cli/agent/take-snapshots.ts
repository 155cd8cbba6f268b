import { SnapdiffError } from '../../base/errors.ts';
import { safeText } from '../../report/safe-text.ts';
import { findWatcher } from '../../preload/watchers.cts';
import type { CaptureAnswer, CaptureAsk } from '../../mcp/desk.ts';
import type { Waiter } from './shared-work.ts';

/** For one snapshot, and for the way to it before. */
const timeoutMs = 600_000;

/** Takes snapshots as `snapdiff capture` does. @param folder a real one @throws SnapdiffError */
export async function takeSnapshots(
  { pid, count, everySeconds, collectsGarbage }: CaptureAsk,
  folder: string,
  { signal, onProgress }: Waiter,
): Promise<CaptureAnswer> {
  const watcher = findWatcher(folder, pid);
  if (watcher !== undefined) {
    throw new SnapdiffError(
      `process ${watcher.pid} (${safeText(watcher.name)}) watches the folder, and may restart process ${pid} for a new file`,
      { hint: 'Name a folder that it does not watch.' },
    );
  }
  const [{ takeSeries }, { openProcess }, { CaptureInterrupted }] = await Promise.all([
    import('../../capture/take-series.ts'),
    import('../../capture/capture-process.ts'),
    import('../../capture/snapshot-source.ts'),
  ]);
  // What is being captured knows its end by this error.
  const stop = new AbortController();
  const abort = (): void => stop.abort(new CaptureInterrupted('the call was cancelled'));
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  const captures: CaptureAnswer['captures'][number][] = [];
  const warnings: string[] = [];
  try {
    await takeSeries((watch) => openProcess(pid, { collectsGarbage, isForced: false }, watch), {
      out: folder,
      count,
      intervalMs: everySeconds * 1000,
      timeoutMs,
      force: false,
      withStacks: false,
      signal: stop.signal,
      withProgress: (work) => work(onProgress),
      onCaptured: async (capture) => void captures.push(capture),
      onWarning: async (warning) => void warnings.push(warning),
    });
    return { captures, warnings };
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
