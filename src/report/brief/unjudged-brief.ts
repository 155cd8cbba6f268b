import type { UnjudgedReport } from '../unjudged-report.ts';
import { head, quote } from './brief-parts.ts';

/** Cells: a program's own error may be in it. */
const maxProblem = 400;

/** Why there is no answer, and what to do: what a program threw may be in it, so all of it is quoted. */
export function unjudgedBrief({ problem, hint }: UnjudgedReport): string[] {
  return [
    head('check: NOT JUDGED, neither passed nor failed'),
    `problem: ${quote(problem, maxProblem)}`,
    ...(hint === null ? [] : [`next: ${quote(hint, maxProblem)}`]),
  ];
}
