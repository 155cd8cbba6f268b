// `heap-snapdiff/register`: loaded into a program before the program itself. Whatever happens here, the program runs.
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';
import { captureOnSignal } from './on-signal.cts';
import type * as Pm2Module from './pm2.cts';
import { reason, say } from './say.cts';
import { readSettings } from './settings.cts';
import type * as TimelineModule from './timeline.cts';

/** Two copies of the package, or two ways of loading it, are one preload. */
const loaded = Symbol.for('heap-snapdiff.register');

// A worker inherits the preload, and has no signals.
if (isMainThread && !(loaded in globalThis)) {
  Object.defineProperty(globalThis, loaded, { value: true });
  let environment: Readonly<Record<string, string | undefined>> = process.env;
  if (environment['pm2_env'] !== undefined) {
    attempt('does not see what PM2 has set', () => {
      environment = (require('./pm2.cjs') as typeof Pm2Module).applyPm2(process.env);
    });
  }
  attempt('takes no signal', () => captureOnSignal(readSettings(environment, say)));
  if (environment['SNAPDIFF_TIMELINE']) {
    attempt('writes no timeline', () =>
      (require('./timeline.cjs') as typeof TimelineModule).startTimeline(environment),
    );
  }
}

function attempt(failure: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    say(`the preload ${failure}: ${reason(error)}`);
  }
}
