import { tmpdir } from 'node:os';
import { findWatcher } from '../preload/watchers.cts';
import { safeText } from '../report/safe-text.ts';
import { writeError } from './output.ts';

/**
 * Where the snapshots of a process go when nobody has named a folder: here, unless what has started it watches this folder
 * and would start it again for a new file. That is said.
 */
export async function defaultFolder(pid: number): Promise<string> {
  const watcher = findWatcher('.', pid);
  if (watcher === undefined) return '.';
  const who = safeText(`process ${watcher.pid} (${watcher.name})`);
  await writeError(
    `snapdiff: ${who} watches this folder, and may restart process ${pid} for a new file: snapshots go to ${tmpdir()} (--out)\n`,
  );
  return tmpdir();
}
