import { formatBytes, formatBytesDelta, formatCount, formatCountDelta } from '../../base/units.ts';
import {
  budgetCells,
  budgetLabel,
  budgetsToShow,
  checkSummary,
  fileRoles,
  isRepeated,
  openSuspects,
  openSuspectText,
  suspectOf,
  verdictText,
} from '../check-parts.ts';
import type { CheckFailure, CheckReport } from '../check-report.ts';
import {
  fileLines,
  firstOf,
  head,
  nextLine,
  omittedLines,
  prose,
  quote,
  quoteHolder,
  warningLines,
  words,
} from './brief-parts.ts';
import { pathLines, placeLines } from './suspect-brief.ts';

const maxFailures = 3;
const maxBudgets = 5;
const maxOpen = 3;

/** Whether it passed, why not, and the command that shows more of the first failure. */
export function checkBrief(report: CheckReport): string[] {
  const { passed, ruleParts, warningsParts, snapshots, classes, next } = report;
  const verdict = verdictText(report);
  const roles = fileRoles(report);
  return [
    head(`check: ${passed ? 'PASS' : 'FAIL'}, ${checkSummary(report)}`),
    prose(ruleParts),
    ...(verdict === undefined ? [] : [prose(verdict)]),
    ...warningLines(warningsParts),
    ...firstOf(report.failures, maxFailures, 'failure', '--json has all').flatMap((failure, index) =>
      typeof failure === 'string' ? [failure] : failureLines(report, failure, index),
    ),
    ...firstOf(openSuspects(report), maxOpen, 'suspect', '--json has all').map((suspect) =>
      typeof suspect === 'string'
        ? suspect
        : `does not fail: ${quote(suspect.className)}, ${openSuspectText(report, suspect)}`,
    ),
    ...budgetLines(report),
    ...fileLines(roles.map((role, index) => [role, snapshots[index]] as const)),
    ...(classes.length > 0 ? ['grew:'] : []),
    ...classes.map(({ className, current, countDelta, retainedSizeDelta }) => {
      const retained = `retains ${formatBytes(current.retainedSize)} (${formatBytesDelta(retainedSizeDelta)})`;
      return `- ${quote(className)} ${formatCountDelta(countDelta)} to ${formatCount(current.count)}, ${retained}`;
    }),
    ...(classes.length > 0 ? omittedLines(report) : ['No constructor grew.']),
    ...(next === null ? [] : [nextLine(next, 'the first failure')]),
  ];
}

function failureLines(report: CheckReport, failure: CheckFailure, index: number): string[] {
  const { kind, messageParts, holder, path, location, fingerprint } = failure;
  const message = `${index + 1}. ${prose(messageParts)}`;
  if (isRepeated(report, index)) return [message];
  const rule = suspectOf(report, failure)?.rule;
  return [
    message,
    ...(holder && kind !== 'suspect' ? [`  held by ${quoteHolder(holder)}`] : []),
    ...pathLines(path),
    ...placeLines(location),
    ...(rule ? [`  kind: ${words(rule.words)}. Remedy: ${words(rule.remedy)}`] : []),
    ...(kind === 'suspect' && fingerprint !== null ? [`  fingerprint ${words(fingerprint)}`] : []),
  ];
}

function budgetLines(report: CheckReport): string[] {
  return firstOf(budgetsToShow(report), maxBudgets, 'budget', '--json has all').map((budget) => {
    if (typeof budget === 'string') return budget;
    const [allowed = '', growth = ''] = budgetCells(budget).cells;
    const kept = budget.passed ? 'kept' : 'exceeded';
    return `budget ${quote(budgetLabel(budget))} ${kept}: grew ${quote(growth)}, allowed ${quote(allowed)}`;
  });
}
