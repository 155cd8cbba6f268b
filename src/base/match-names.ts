import { runInNewContext } from 'node:vm';
import { SnapdiffError } from './errors.ts';

/** For all constructors of a heap: a thousand times what an expression takes that does not try everything twice. */
const maxMatchingMs = 2000;

/** Of a name in a message. */
const maxShown = 40;

/** An expression that a person wrote. */
export interface Expression {
  /** As written. */
  readonly text: string;
  /** Where, for a person: "--filter". */
  readonly place: string;
  readonly matches: (name: string) => boolean;
}

/**
 * The constructors that a user's regular expression matches, found in a bounded time: one like `/(a+)+$/` may take years
 * for a name of thirty letters.
 *
 * @throws SnapdiffError that names the expression that did not end
 */
export function matchNames(
  { text, place, matches }: Expression,
  names: Iterable<string>,
  limitMs: number = maxMatchingMs,
): Set<string> {
  let at = '';
  const run = (): Set<string> => {
    const found = new Set<string>();
    for (const name of names) {
      at = name;
      if (matches(name)) found.add(name);
    }
    return found;
  };
  try {
    // Nothing else in Node ends an expression that is at work in the same thread.
    return runInNewContext('run()', { run }, { timeout: limitMs }) as Set<string>;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause;
    const shown = at.length > maxShown ? `${at.slice(0, maxShown)}…` : at;
    throw new SnapdiffError(
      `the expression ${text} of ${place} was stopped after ${limitMs / 1000} s, at the constructor ${shown}`,
      { cause, hint: 'Write it without repetitions inside repetitions, as in (a+)+.' },
    );
  }
}
