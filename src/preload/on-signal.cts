import { statSync } from 'node:fs';
import process from 'node:process';
import type * as CaptureModule from './capture.cts';
import { findNodemon } from './nodemon.cts';
import { postNotice } from './notice.cts';
import { reason, say } from './say.cts';
import type { Settings } from './settings.cts';

/** Behind what most programs do when they start. */
const prepareAfterMs = 100;

/** Takes the signal, if it is free to take. The handler does not keep the process alive: Node unrefs it. */
export function captureOnSignal(settings: Settings): void {
  const { signal } = settings;
  if (signal === null || !isFree(signal)) {
    postNotice({ ...settings, signal: null });
    return;
  }
  warnOfFolder(settings.folder);
  let capture: (() => void) | undefined;
  const prepare = (): (() => void) =>
    (capture ??= (require('./capture.cjs') as typeof CaptureModule).makeCapture(settings));
  process.on(signal, () => guarded(() => prepare()()));
  postNotice(settings);
  // Half of the code is not loaded before the program, but soon after it: a program that ends at once never pays
  // for it, and a deployment that replaces node_modules later does not matter.
  setTimeout(() => guarded(prepare), prepareAfterMs).unref();
}

function guarded(action: () => void): void {
  try {
    action();
  } catch (error) {
    say(`no snapshot: ${reason(error)}`);
  }
}

function isFree(signal: NodeJS.Signals): boolean {
  const options = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)];
  if (options.includes(`--heapsnapshot-signal=${signal}`)) {
    say(
      `Node writes a snapshot at ${signal} by --heapsnapshot-signal, so snapdiff does not; leave out that option`,
    );
    return false;
  }
  const nodemon = signal === 'SIGUSR2' ? findNodemon() : null;
  if (nodemon === 'above') {
    say(
      'nodemon restarts with SIGUSR2, so snapdiff leaves that signal alone; start "nodemon --signal SIGTERM", or name another in SNAPDIFF_SIGNAL',
    );
  }
  return nodemon === null;
}

/** Said early: when the signal comes it is too late. It is not created: a typing error would fill some disk. */
function warnOfFolder(folder: string): void {
  if (!isFolder(folder)) {
    say(`${folder} is not a folder, so no snapshot can be written; create it, or set SNAPDIFF_OUT`);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
