import type { CheckJudgement } from '../check/judge.ts';

export type { BudgetResult, CheckFailure, GrownClass } from '../check/check-result.ts';

/** Whether a check passed, and why not. Names in it come from the heap: each reporter makes them safe for its format. */
export interface CheckReport extends CheckJudgement {
  readonly schemaVersion: 1;
  readonly kind: 'check';
  /** How many of the constructors that grew `--top` left out. */
  readonly omittedClassCount: number;
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
