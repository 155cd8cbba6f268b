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
  if (optionsOfNode().includes(`--heapsnapshot-signal=${signal}`)) {
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

function optionsOfNode(): string[] {
  return [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)];
}

/** Said early: when the signal comes it is too late. It is not created: a typing error would fill some disk. */
function warnOfFolder(folder: string): void {
  const missing = missingPermissions(folder);
  if (missing.length > 0) {
    say(
      `Node's permission model keeps this process from ${folder}, so no snapshot can be written; allow it by ${missing.join(' and ')}, or set SNAPDIFF_OUT`,
    );
  } else if (!isFolder(folder)) {
    say(`${folder} is not a folder, so no snapshot can be written; create it, or set SNAPDIFF_OUT`);
  }
}

/** The options that a folder needs for its snapshots, and that were not given. What is written is read again, to see if it is whole. */
function missingPermissions(folder: string): string[] {
  // There only with `--permission`. Where it only audits, it forbids nothing, and says all the same that it would.
  const { permission } = process as {
    readonly permission?: { has(scope: string, path: string): boolean };
  };
  if (permission === undefined || optionsOfNode().includes('--permission-audit')) return [];
  return ['read', 'write']
    .filter((scope) => !permission.has(`fs.${scope}`, folder))
    .map((scope) => `--allow-fs-${scope}=${folder}`);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
