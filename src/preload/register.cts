// `heap-snapdiff/register`: loaded into a program before the program itself. Whatever happens here, the program runs.
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';
import { captureOnSignal } from './on-signal.cts';
import { reason, say } from './say.cts';
import { readSettings } from './settings.cts';
import type * as TimelineModule from './timeline.cts';

/** Two copies of the package, or two ways of loading it, are one preload. */
const loaded = Symbol.for('heap-snapdiff.register');

// A worker inherits the preload, and has no signals.
if (isMainThread && !(loaded in globalThis)) {
  try {
    Object.defineProperty(globalThis, loaded, { value: true });
    captureOnSignal(readSettings(process.env, say));
    if (process.env['SNAPDIFF_TIMELINE'])
      (require('./timeline.cjs') as typeof TimelineModule).startTimeline();
  } catch (error) {
    say(`the preload does nothing: ${reason(error)}`);
  }
}
