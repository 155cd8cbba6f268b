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

/**
 * "ENOSPC: no space left on device, write": what an error says, in a line. Of Node's permission model it says "access
 * has been restricted", not to what.
 */
export function reason(error: unknown): string {
  if (isDenied(error)) {
    const [, what] = /^FileSystem(Read|Write)$/.exec(error.permission ?? '') ?? [];
    const verb = what?.toLowerCase();
    if (verb !== undefined) {
      return `Node's permission model does not let it ${verb} ${error.resource ?? ''} (--allow-fs-${verb})`;
    }
  }
  return error instanceof Error ? error.message : String(error);
}

/** Whether Node's permission model (`--permission`) forbids it. */
export function isDenied(
  error: unknown,
): error is Error & { readonly permission?: string; readonly resource?: string } {
  return error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED';
}

/** "12.3 MB", by 1000 as everywhere in snapdiff. */
export function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
}
