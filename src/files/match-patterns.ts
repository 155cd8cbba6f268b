import { matchNames } from '../base/match-names.ts';
import type { CheckInput } from '../check/check-input.ts';
import type { NamePattern } from '../check/name-pattern.ts';
import type { CheckSettings } from '../check/settings.ts';

/**
 * Matches the expressions of a check against the constructors, once and in a bounded time.
 *
 * @returns the settings, whose expressions now only look up what they match
 * @throws SnapdiffError that names the expression that did not end
 */
export function matchPatterns(
  settings: CheckSettings,
  { classes, suspects }: Pick<CheckInput, 'classes' | 'suspects'>,
  limitMs?: number,
): CheckSettings {
  const names = new Set([...classes, ...suspects].map(({ className }) => className));
  const matched = (pattern: NamePattern, place: string): NamePattern => {
    if (!pattern.isExpression) return pattern;
    const { text } = pattern;
    const found = matchNames({ text, place, matches: (name) => pattern.matches(name) }, names, limitMs);
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
