import { SnapdiffError } from '../base/errors.ts';
import { formatShare } from '../base/units.ts';
import { highConfidence } from '../compare/judge-candidates.ts';
import { defaultSource } from './budget-results.ts';
import type { CheckInput } from './check-input.ts';
import type { Budget, CheckSettings, FailOn } from './settings.ts';

/**
 * Without ids there are no suspects. What a build that leaks nothing does not do from one run to the next is
 * then a failure, also beside budgets, unless `failOn` is "budget": see docs/ci.md.
 */
const defaultTotalGrowth = '10 %';
/** A constructor of the program's own, that many times as many objects, … */
export const minRatio = 2;

/** … that many more, … */
export const minMore = 10;

/** … and that share of the heap more retained. */
export const minHeapShare = 0.001;

/** What to fail on. */
export interface Plan {
  /** undefined: not on suspects. */
  readonly minConfidence: number | undefined;
  readonly failsOnBudgets: boolean;
  readonly failsOnGrowth: boolean;
  readonly budgets: readonly Budget[];
  readonly rule: string;
}

export function planCheck({ verdict, mode }: CheckInput, settings: CheckSettings): Plan {
  const { budgets } = settings;
  const failOn: FailOn = settings.failOn ?? (budgets.length > 0 ? 'both' : 'suspects');
  if (failOn === 'budget' && budgets.length === 0) {
    throw new SnapdiffError('failOn is "budget", and there are no budgets', {
      hint: 'Give some in the config, by --budget Connection.count=0 or --total +5%.',
    });
  }
  const plan = { budgets, failsOnBudgets: failOn !== 'suspects', failsOnGrowth: false };
  if (failOn === 'budget') return { ...plan, minConfidence: undefined, rule: 'Fails on a budget exceeded.' };
  if (verdict !== null) {
    // What the verdict of a series calls a leak fails the check, whatever the number.
    const leakAt = verdict.result === 'leak' ? verdict.confidence : 1;
    const minConfidence = settings.minConfidence ?? Math.min(highConfidence, leakAt);
    const onSuspect = `on a suspect of ${formatShare(minConfidence)} confidence or more`;
    const rule = failOn === 'both' ? `${onSuspect}, and on a budget exceeded` : onSuspect;
    return { ...plan, minConfidence, rule: `Fails ${rule}.` };
  }
  if (settings.failOn === 'suspects') {
    const why = mode === 'baseline' ? 'a baseline file has none' : 'these are two';
    throw new SnapdiffError(`failOn is "suspects", which need snapshots of one process, and ${why}`, {
      hint: 'Give budgets, and failOn "budget".',
    });
  }
  // A budget for what is misspelt, or for what does not leak, must not turn off the rule that finds what does.
  const hasOwnTotal = budgets.some(({ target, measure }) => target === null && measure === 'retained');
  const onTotal = hasOwnTotal ? '' : `the heap grew by more than ${defaultTotalGrowth}, or `;
  const who = budgets.some(({ target }) => target !== null)
    ? 'a constructor without a budget'
    : 'a constructor';
  const onGrowth =
    `if ${onTotal}${who} has ${minRatio} times as many objects or more, ${minMore} more at least, and retains ` +
    `${minHeapShare * 100} % of the heap more`;
  return {
    ...plan,
    minConfidence: undefined,
    failsOnBudgets: true,
    failsOnGrowth: true,
    budgets: hasOwnTotal ? budgets : [...budgets, defaultBudget],
    rule:
      budgets.length > 0
        ? `Fails on a budget exceeded, or ${onGrowth}.`
        : `No budgets were given: fails ${onGrowth}.`,
  };
}

const defaultBudget: Budget = {
  key: 'budgets.total',
  source: defaultSource,
  target: null,
  measure: 'retained',
  amount: { text: defaultTotalGrowth, value: 10, unit: 'percent' },
};
