import { SnapdiffError } from '../base/errors.ts';

/**
 * What an array had no room for is nobody's mistake, and says so. Any other error is given back as it is.
 *
 * @param message what there is not enough memory for
 */
export function explainMemory(error: unknown, message: string, hint: string): unknown {
  if (!(error instanceof RangeError) || !/allocation failed/.test(error.message)) return error;
  return new SnapdiffError(message, { cause: error, hint });
}
