import { isConstructor } from '../analysis/class-origins.ts';
import type { Suspect } from '../compare/suspects.ts';
import { judgeBudgets } from './budget-results.ts';
import type { CheckInput, InputClass } from './check-input.ts';
import type { BudgetResult, GrownClass } from './check-result.ts';
import { judgeKnownLeaks, knownLeakOf, type KnownLeakResult } from './known-leaks.ts';
import type { NamePattern } from './name-pattern.ts';
import { refuseMisspelt } from './misspelt-names.ts';
import { minHeapShare, minMore, minRatio, planCheck, type Plan } from './plan.ts';
import type { Budget, CheckSettings } from './settings.ts';

/** What a comparison breaks of the rules given, or of the default ones. */
export interface BrokenRules {
  readonly plan: Plan;
  /** Of every budget, also those that were kept. */
  readonly budgets: readonly BudgetResult[];
  readonly suspects: readonly Suspect[];
  /** Constructors that grew by one number are one. */
  readonly grown: readonly (readonly GrownClass[])[];
  /** Budgets exceeded, where the check fails on them. Those of constructors before that of the heap, which names nobody. */
  readonly exceeded: readonly BudgetResult[];
  /** Of each, also those that are not there. */
  readonly knownLeaks: readonly KnownLeakResult[];
}

/**
 * Holds a comparison against the rules.
 *
 * @param today in UTC, as "2026-12-31"
 * @throws SnapdiffError when there is nothing to judge by, or a name is misspelt
 */
export function findBroken(input: CheckInput, settings: CheckSettings, today: string): BrokenRules {
  refuseMisspelt(settings, input);
  const plan = planCheck(input, settings);
  const { minConfidence } = plan;
  const budgets = judgeBudgets(plan.budgets, input, settings.ignore);
  const knownLeaks = judgeKnownLeaks(settings.knownLeaks, input, today);
  const broken = plan.failsOnBudgets ? budgets.filter(({ passed }) => !passed) : [];
  return {
    plan,
    budgets,
    suspects:
      minConfidence === undefined
        ? []
        : input.suspects.filter(
            (suspect) =>
              suspect.confidence >= minConfidence &&
              !settings.ignore.some((pattern) => pattern.matches(suspect.className)) &&
              !knownLeakOf(knownLeaks, suspect, 'ignored'),
          ),
    grown: plan.failsOnGrowth ? grownTogether(input, [...settings.ignore, ...targetsOf(plan.budgets)]) : [],
    exceeded: [
      ...broken.filter(({ className }) => className !== null),
      ...broken.filter(({ className }) => className === null),
    ],
    knownLeaks,
  };
}

/** The constructors that broke a rule and are no suspects: of these nobody knows yet who holds them. */
export function namesWithoutPath(input: CheckInput, { grown, exceeded }: BrokenRules): string[] {
  const names = [...grown.map(([{ className }]) => className), ...exceeded.map(({ className }) => className)];
  const known = new Set(input.suspects.map(({ className }) => className));
  return [...new Set(names.filter((name) => name !== null && !known.has(name)))] as string[];
}

/** A constructor with a budget is held to that. */
function targetsOf(budgets: readonly Budget[]): NamePattern[] {
  return budgets.flatMap(({ target }) => target ?? []);
}

/**
 * Of two processes, or a baseline file. Constructors that grew by one number mostly came with each other: they are one
 * failure, named by what retains most.
 */
function grownTogether(input: CheckInput, ignore: readonly NamePattern[]): GrownClass[][] {
  const minBytes = (input.snapshots[0]?.totalSize ?? 0) * minHeapShare;
  const doubled = grownClasses(input.classes).filter(
    ({ className, origin, baseline, current, countDelta }) =>
      countDelta >= minMore &&
      current.count >= baseline.count * minRatio &&
      isConstructor(origin) &&
      !ignore.some((pattern) => pattern.matches(className)),
  );
  const groups = new Map<number, GrownClass[]>();
  for (const grown of doubled) groups.set(grown.countDelta, [...(groups.get(grown.countDelta) ?? []), grown]);
  return [...groups.values()].filter(([{ retainedSizeDelta }]) => retainedSizeDelta >= minBytes);
}

/**
 * The constructors with more objects or bytes than before. First those that have more of their own: what has not only
 * holds more, `global` of everything, and what it holds is another row.
 */
export function grownClasses(classes: readonly InputClass[]): GrownClass[] {
  return classes
    .map((row) => ({
      ...row,
      countDelta: row.current.count - row.baseline.count,
      selfSizeDelta: row.current.selfSize - row.baseline.selfSize,
      retainedSizeDelta: row.current.retainedSize - row.baseline.retainedSize,
    }))
    .filter(({ countDelta, retainedSizeDelta }) => countDelta > 0 || retainedSizeDelta > 0)
    .sort(
      (a, b) =>
        Number(hasMore(b)) - Number(hasMore(a)) ||
        b.retainedSizeDelta - a.retainedSizeDelta ||
        b.countDelta - a.countDelta ||
        (a.className < b.className ? -1 : 1),
    );
}

function hasMore({ countDelta, selfSizeDelta }: GrownClass): boolean {
  return countDelta > 0 || selfSizeDelta > 0;
}
