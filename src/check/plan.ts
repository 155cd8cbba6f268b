import { SnapdiffError } from '../base/errors.ts';
import type { Sentence } from '../base/sentence.ts';
import { formatShare } from '../base/units.ts';
import { highConfidence } from '../compare/verdict.ts';
import { defaultSource } from './budget-results.ts';
import type { CheckInput } from './check-input.ts';
import type { Budget, CheckSettings, FailOn } from './settings.ts';

/**
 * Without ids there are no suspects, and without budgets no limits. What a build that leaks nothing does
 * not do from one run to the next is then a failure: see docs/ci.md.
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
  readonly warnings: readonly Sentence[];
}

export function planCheck({ verdict, mode }: CheckInput, settings: CheckSettings): Plan {
  const { budgets } = settings;
  const failOn: FailOn = settings.failOn ?? (budgets.length > 0 ? 'both' : 'suspects');
  if (failOn === 'budget' && budgets.length === 0) {
    throw new SnapdiffError('failOn is "budget", and there are no budgets', {
      hint: 'Give some in the config, by --budget Connection.count=0 or --total +5%.',
    });
  }
  const plan = { budgets, failsOnBudgets: failOn !== 'suspects', failsOnGrowth: false, warnings: [] };
  if (failOn === 'budget') return { ...plan, minConfidence: undefined, rule: 'Fails on a budget exceeded.' };
  if (verdict !== null) {
    // What the verdict of a series calls a leak fails the check, whatever the number.
    const leakAt = verdict.result === 'leak' ? verdict.confidence : 1;
    const minConfidence = settings.minConfidence ?? Math.min(highConfidence, leakAt);
    const onSuspect = `on a suspect of ${formatShare(minConfidence)} confidence or more`;
    const rule = failOn === 'both' ? `${onSuspect}, and on a budget exceeded` : onSuspect;
    return { ...plan, minConfidence, rule: `Fails ${rule}.` };
  }
  const why = mode === 'baseline' ? 'a baseline file has none' : 'these are two';
  if (settings.failOn === 'suspects') {
    throw new SnapdiffError(`failOn is "suspects", which need snapshots of one process, and ${why}`, {
      hint: 'Give budgets, and failOn "budget".',
    });
  }
  if (budgets.length > 0) {
    const warning = `Only the budgets were checked: suspects need snapshots of one process, and ${why}.`;
    return {
      ...plan,
      minConfidence: undefined,
      rule: 'Fails on a budget exceeded.',
      warnings: settings.failOn === 'both' ? [[warning]] : [],
    };
  }
  return {
    ...plan,
    minConfidence: undefined,
    failsOnBudgets: true,
    failsOnGrowth: true,
    budgets: [defaultBudget],
    rule:
      `No budgets were given: fails if the heap grew by more than ${defaultTotalGrowth}, or a constructor ` +
      `has ${minRatio} times as many objects or more, ${minMore} more at least, and retains ` +
      `${minHeapShare * 100} % of the heap more.`,
  };
}

const defaultBudget: Budget = {
  key: 'budgets.total',
  source: defaultSource,
  target: null,
  measure: 'retained',
  amount: { text: defaultTotalGrowth, value: 10, unit: 'percent' },
};
