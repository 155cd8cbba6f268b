import { SnapdiffError } from '../base/errors.ts';
import { quoted } from './heap-text.ts';

/** A path may be long, and what matters stands behind it. */
const maxWidth = 600;

/**
 * What went wrong, in a line, and what to do. Both stand in quotation marks: a path, the name of a class and what a program
 * said before it failed may be in them.
 */
export function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof SnapdiffError ? error.hint : undefined;
  const what = `It could not be done: ${JSON.stringify(quoted(message, maxWidth))}.`;
  if (hint !== undefined) return `${what} What helps: ${JSON.stringify(quoted(hint, maxWidth))}.`;
  return error instanceof SnapdiffError ? what : `${what} This is a bug in snapdiff.`;
}
