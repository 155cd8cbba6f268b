import type {
  BudgetResult,
  CheckedFile,
  CheckFailure,
  CheckMode,
  GrownClass,
} from '../check/check-result.ts';
import type { CheckJudgement } from '../check/judge.ts';
import type { Suspect } from '../compare/suspects.ts';
import type { Growth, Verdict } from '../compare/verdict.ts';

export type {
  BudgetResult,
  CheckedFile,
  CheckFailure,
  CheckMode,
  GrownClass,
} from '../check/check-result.ts';

/** Whether a check passed, and why not. Names in it come from the heap: each reporter makes them safe for its format. */
export interface CheckReport {
  readonly schemaVersion: 1;
  readonly kind: 'check';
  readonly passed: boolean;
  readonly mode: CheckMode;
  /** `className`: two processes, or a baseline file; only constructors were compared, by name. */
  readonly matchedBy: 'id' | 'className';
  /** In the order they were taken; the first is what the last was held against. */
  readonly snapshots: readonly CheckedFile[];
  /** Reasons to doubt the comparison, each a sentence for a person. */
  readonly warnings: readonly string[];
  /** What was held against it, a sentence: "Fails on a suspect of 75 % confidence or more." */
  readonly rule: string;
  /** null: of two processes nothing can be said of who leaks. */
  readonly verdict: Verdict | null;
  readonly growth: Growth;
  /** All there are, also those that do not fail the check. */
  readonly suspects: readonly Suspect[];
  /** Empty if it passed. The most telling first. */
  readonly failures: readonly CheckFailure[];
  /** Of every budget, also those that were kept. Of a pattern: each constructor that breaks it, or the nearest to it. */
  readonly budgets: readonly BudgetResult[];
  /** The constructors that grew, what grew most in retained size first. */
  readonly classes: readonly GrownClass[];
  /** How many of those `--top` left out. */
  readonly omittedClassCount: number;
  /** The next command to run; null if it passed. */
  readonly next: string | null;
}

/** How a check can be reported. To add one: its file check-<name>.ts beside this, and its name here and in check-reporters.ts. */
export const checkReporterNames = [
  'table',
  'markdown',
  'json',
  'junit',
  'github',
  'gitlab',
  'sarif',
] as const;
export type CheckReporterName = (typeof checkReporterNames)[number];

/** Chooses the constructors to list. @param top how many; 0 lists all */
export function makeCheckReport(judgement: CheckJudgement, { top = 0 }: { top?: number } = {}): CheckReport {
  const { classes, next, ...rest } = judgement;
  const listed = top === 0 ? classes : classes.slice(0, top);
  return {
    schemaVersion: 1,
    kind: 'check',
    ...rest,
    classes: listed,
    omittedClassCount: classes.length - listed.length,
    next,
  };
}
