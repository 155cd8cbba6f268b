import { SnapdiffError } from '../base/errors.ts';

/**
 * What there was no room for is nobody's mistake, and says so. Any other error is given back as it is.
 *
 * @param message what there is not enough memory for
 */
export function explainMemory(error: unknown, message: string, hint: string): unknown {
  return isOutOfMemory(error) ? new SnapdiffError(message, { cause: error, hint }) : error;
}

/** Of an array in this thread, or of a whole other thread. */
export function isOutOfMemory(error: unknown): boolean {
  if (error instanceof RangeError) return /allocation failed/.test(error.message);
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

/** Of a comparison that is made for a page. */
export function explainReportMemory(error: unknown): unknown {
  return explainMemory(error, 'there is not enough memory to compare the snapshots', '--jobs 1 needs least.');
}
