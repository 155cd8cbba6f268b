import { name, sentence, type Sentence } from '../base/sentence.ts';
import { formatBytes, formatCount } from '../base/units.ts';
import { limitOf } from './amount.ts';
import type { InputClass, CheckInput } from './check-input.ts';
import type { BudgetMeasure, BudgetResult } from './check-result.ts';
import { noAmounts, type ClassAmounts } from './class-amounts.ts';
import type { NamePattern } from './name-pattern.ts';
import type { Budget } from './settings.ts';

/**
 * Holds each budget against what came of it. A pattern limits each constructor it matches by itself:
 * their retained sizes overlap, so a sum would mean nothing.
 *
 * @param ignore constructors that a pattern does not mean; one that a budget names, it does
 */
export function judgeBudgets(
  budgets: readonly Budget[],
  { classes, snapshots }: CheckInput,
  ignore: readonly NamePattern[],
): BudgetResult[] {
  const byName = new Map(classes.map((row) => [row.className, row]));
  return budgets.flatMap((budget): BudgetResult[] => {
    const { target, measure } = budget;
    if (target === null) {
      const [before, after] = [snapshots[0], snapshots.at(-1)].map((file) =>
        measure === 'count' ? (file?.nodeCount ?? 0) : (file?.totalSize ?? 0),
      );
      return [judge(budget, null, before, after)];
    }
    if (!target.isExpression) {
      return [judgeClass(budget, byName.get(target.text) ?? { ...nobody, className: target.text })];
    }
    const results = classes
      .filter(
        ({ className }) => target.matches(className) && !ignore.some((pattern) => pattern.matches(className)),
      )
      .map((row) => judgeClass(budget, row))
      .sort((a, b) => b.overBy - a.overBy || b.actual - b.limit - (a.actual - a.limit));
    const broken = results.filter(({ passed }) => !passed);
    if (broken.length > 0) return broken;
    return [results[0] ?? { ...judge(budget, null, 0, 0) }];
  });
}

const nobody: Omit<InputClass, 'className'> = { origin: 'engine', baseline: noAmounts, current: noAmounts };

function judgeClass(budget: Budget, { className, baseline, current }: InputClass): BudgetResult {
  const { measure } = budget;
  return judge(budget, className, amountOf(baseline, measure), amountOf(current, measure));
}

function amountOf({ count, selfSize, retainedSize }: ClassAmounts, measure: BudgetMeasure): number {
  if (measure === 'count') return count;
  return measure === 'self' ? selfSize : retainedSize;
}

function judge(
  { key, source, measure, amount }: Budget,
  className: string | null,
  baseline: number,
  current: number,
): BudgetResult {
  const limit = limitOf(amount, baseline);
  const actual = current - baseline;
  return {
    key,
    source,
    className,
    measure,
    unit: measure === 'count' ? 'objects' : 'bytes',
    allowed: amount.text,
    limit,
    baseline,
    current,
    actual,
    overBy: Math.max(0, actual - limit),
    passed: actual <= limit,
  };
}

/** "budgets.Connection.count in snapdiff.config.json", "--budget Connection.count", "the default". */
export function budgetOrigin({ key, source }: Pick<BudgetResult, 'key' | 'source'>): Sentence {
  if (source === defaultSource) return ['the default'];
  if (source === '--total') return [name(source)];
  return source.startsWith('--')
    ? [name(`${source} ${key.replace(/^budgets\./, '')}`)]
    : sentence`${name(key)} in ${name(source)}`;
}

export const defaultSource = 'default';

/** Amounts of one unit that differ look different: where rounding would make two alike, all are exact. */
export function formatAmounts(unit: BudgetResult['unit'], amounts: readonly number[]): string[] {
  if (unit === 'objects') return amounts.map(formatCount);
  const texts = amounts.map(formatBytes);
  const isTelling = new Set(texts).size === new Set(amounts).size;
  return isTelling ? texts : amounts.map((bytes) => `${formatCount(bytes)} B`);
}
