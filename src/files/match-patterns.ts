import { runInNewContext } from 'node:vm';
import { SnapdiffError } from '../base/errors.ts';
import type { CheckInput } from '../check/check-input.ts';
import type { NamePattern } from '../check/name-pattern.ts';
import type { CheckSettings } from '../check/settings.ts';

/** For all constructors of a heap: a thousand times what an expression takes that does not try everything twice. */
const maxMatchingMs = 2000;

/** Of a name in a message. */
const maxShown = 40;

/**
 * Matches the expressions of a check against the constructors, once and in a bounded time: one like `/(a+)+$/` may take
 * years for a name of thirty letters.
 *
 * @returns the settings, whose expressions now only look up what they match
 * @throws SnapdiffError that names the expression that did not end
 */
export function matchPatterns(
  settings: CheckSettings,
  { classes, suspects }: Pick<CheckInput, 'classes' | 'suspects'>,
  limitMs: number = maxMatchingMs,
): CheckSettings {
  const names = new Set([...classes, ...suspects].map(({ className }) => className));
  const matched = (pattern: NamePattern, place: string): NamePattern => {
    if (!pattern.isExpression) return pattern;
    const found = new Set(findMatches(pattern, [...names], place, limitMs));
    return { ...pattern, matches: (className) => found.has(className) };
  };
  return {
    ...settings,
    ignore: settings.ignore.map((pattern) => matched(pattern, 'ignore')),
    budgets: settings.budgets.map((budget) =>
      budget.target === null
        ? budget
        : { ...budget, target: matched(budget.target, `a budget of ${budget.source}`) },
    ),
  };
}

function findMatches(
  pattern: NamePattern,
  names: readonly string[],
  place: string,
  limitMs: number,
): string[] {
  let at = '';
  const run = (): string[] =>
    names.filter((name) => {
      at = name;
      return pattern.matches(name);
    });
  try {
    // Nothing else in Node ends an expression that is at work in the same thread.
    return runInNewContext('run()', { run }, { timeout: limitMs }) as string[];
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause;
    const shown = at.length > maxShown ? `${at.slice(0, maxShown)}…` : at;
    throw new SnapdiffError(
      `the expression ${pattern.text} of ${place} was stopped after ${limitMs / 1000} s, at the constructor ${shown}`,
      { cause, hint: 'Write it without repetitions inside repetitions, as in (a+)+.' },
    );
  }
}
