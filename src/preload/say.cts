import process from 'node:process';

/**
 * One line on the program's stderr. Through its stream, not its descriptor: PM2 and others put their log there. A stderr
 * that nobody reads any more is no reason to end the program, so its error is caught as long as it can be ours.
 */
export function say(message: string): void {
  try {
    const { stderr } = process;
    const ignore = (): void => {};
    stderr.on('error', ignore);
    stderr.write(`snapdiff: ${message.replace(/\s*\n\s*/g, ' ')}\n`);
    setImmediate(() => stderr.off('error', ignore));
  } catch {
    // There is nobody to tell.
  }
}

/** "ENOSPC: no space left on device, write": what an error says, in a line. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** "12.3 MB", by 1000 as everywhere in snapdiff. */
export function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
}
