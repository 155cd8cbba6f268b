import { constants } from 'node:os';
import process from 'node:process';
import { CaptureInterrupted } from '../capture/snapshot-source.ts';
import { safeText } from '../report/safe-text.ts';
import { writeError } from './output.ts';

/** A terminal that is closed, too: what was attached has to be left. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One Ctrl-C comes twice below npx, npm and some shells: from the terminal, and handed on by them. */
const echoMs = 1000;

/**
 * Runs work that has to be cleaned up after: the first Ctrl-C asks it to stop, a second one, a second later or more, ends
 * the program where it is. What was interrupted ends with 128 + the signal's number, as a shell has it.
 *
 * @param left what the work leaves when it is stopped
 */
export async function withInterrupts(
  work: (signal: AbortSignal) => Promise<void>,
  left = 'nothing of the snapshot was kept',
): Promise<void> {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const stopListening = (): void => {
    for (const each of signals) process.off(each, stop);
  };
  const stop = (signal: NodeJS.Signals): void => {
    if (received !== undefined) return;
    received = signal;
    setTimeout(stopListening, echoMs).unref();
    controller.abort(new CaptureInterrupted(`stopped by ${signal}; ${left}`));
  };
  for (const each of signals) process.on(each, stop);
  try {
    await work(controller.signal);
  } catch (error) {
    if (received === undefined || !(error instanceof CaptureInterrupted)) throw error;
    process.exitCode = 128 + constants.signals[received];
    await writeError(`snapdiff: ${safeText(error.message)}\n`);
  } finally {
    stopListening();
  }
}
