import type { CheckJudgement } from '../check/judge.ts';
import { chooseDetails } from './select/chosen-details.ts';
import type { ReportDetails } from './report-details.ts';

export type { BudgetResult, CheckFailure, GrownClass } from '../check/check-result.ts';

/** Whether a check passed, and why not. Names in it come from the heap: each reporter makes them safe for its format. */
export interface CheckReport extends Omit<CheckJudgement, 'details'>, ReportDetails {
  readonly schemaVersion: 1;
  readonly kind: 'check';
  /** Of snapdiff. */
  readonly toolVersion: string;
  /** How many of the constructors that grew `--top` left out. */
  readonly omittedClassCount: number;
}

/** How a check can be reported. To add one: its file check-<name>.ts beside this, and its name here and in check-reporters.ts. */
export const checkReporterNames = [
  'table',
  'brief',
  'markdown',
  'json',
  'junit',
  'github',
  'gitlab',
  'sarif',
  'html',
] as const;
export type CheckReporterName = (typeof checkReporterNames)[number];

/** With every constructor that grew; to list fewer is for whoever prints it. */
export function makeCheckReport(judgement: CheckJudgement, toolVersion: string): CheckReport {
  const { next, details, ...rest } = judgement;
  const drawn = chooseDetails(details, rest.classes);
  return { schemaVersion: 1, kind: 'check', toolVersion, ...rest, omittedClassCount: 0, next, ...drawn };
}
