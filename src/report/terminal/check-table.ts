import { textOf } from '../../base/sentence.ts';
import { formatLocation } from '../../analysis/scripts.ts';
import { formatCount } from '../../base/units.ts';
import {
  budgetCells,
  budgetLabel,
  budgetsToShow,
  budgetTitles,
  checkSummary,
  fileRoles,
  firstOf,
  grownCells,
  grownTitles,
  ignorableAs,
  isRepeated,
  leadOf,
  openSuspects,
  openSuspectText,
  suspectOf,
  verdictText,
} from '../check-parts.ts';
import type { CheckReport } from '../check-report.ts';
import { labelClasses } from '../select/class-labels.ts';
import type { ReportStyle } from '../report.ts';
import { fitText, safeText } from '../safe-text.ts';
import { holderText, pathText } from '../suspect-text.ts';
import { drawTable, paint, wrapText } from './table-layout.ts';
import { columnsOf, labelled, labelWidth, paintNotes, snapshotLines, warningLines } from './table-parts.ts';

const [red, green, bold] = ['31', '32', '1'];
/** A budget's key or a name in a list of ours. */
const maxNameWidth = 100;

/** For a terminal: whether it passed, why not and what to do, the budgets, what grew. */
export function checkLines(report: CheckReport, style: ReportStyle): readonly string[] {
  return [
    ...headLines(report, style),
    ...failureLines(report, style),
    ...budgetLines(report, style),
    '',
    ...report.warnings.flatMap((warning) => warningLines(warning, style)),
    ...snapshotLines(
      fileRoles(report).map((role, index) => [role, report.snapshots[index]] as const),
      style,
    ),
    ...grownLines(report, style),
  ];
}

/** The failures alone: what a log should say when the report itself goes to a file. */
export function checkFailureLines(report: CheckReport, style: ReportStyle): readonly string[] {
  return [...headLines(report, style), ...failureLines(report, style)];
}

/** The same for what says itself that something failed: its first words are who gathers, and where. */
export function checkMessageLines(report: CheckReport, style: ReportStyle): readonly string[] {
  const [first = '', ...more] = headLines(report, { ...style, color: false });
  return [first.replace(/^FAIL: /, ''), ...more, ...failureLines(report, style)];
}

function headLines(report: CheckReport, { color, width }: ReportStyle): string[] {
  const { passed, rule } = report;
  const verdict = verdictText(report);
  const label = passed ? 'PASS' : 'FAIL';
  const lead = leadOf(report);
  const summary = lead ? `${leadText(lead)} (${checkSummary(report)})` : checkSummary(report);
  const lines = wrapText(`: ${summary}. ${safeText(rule)}`, width - label.length);
  const says = verdict === undefined ? [] : wrapText(safeText(textOf(verdict)), width - 2);
  return [
    paint(label, color ? (passed ? green : red) : '') + lines[0],
    ...lines.slice(1).map((line) => `  ${line}`),
    ...says.map((line) => `  ${line}`),
    ...openSuspects(report).flatMap((suspect) =>
      wrapText(
        `does not fail: ${fitText(suspect.className, maxNameWidth)}, ${openSuspectText(report, suspect)}`,
        width - 2,
      ).map((line) => `  ${line}`),
    ),
  ];
}

/** First, as a list of failed tests shows one line of each. */
function leadText({ who, under }: NonNullable<ReturnType<typeof leadOf>>): string {
  const name = fitText(who, maxNameWidth);
  return under === '' ? name : `${name} under ${fitText(under, maxNameWidth)}`;
}

function failureLines(report: CheckReport, style: ReportStyle): string[] {
  const { shown, omitted } = firstOf(report.failures, 'failures');
  const lines = shown.flatMap((failure, index) => {
    const number = `${index + 1}. `;
    const { message, holder, path, location, next } = failure;
    const suspect = suspectOf(report, failure);
    const ignorable = ignorableAs(failure);
    const [first = '', ...more] = wrapText(safeText(message), style.width - number.length);
    const isShown = isRepeated(report, index);
    const facts = isShown
      ? []
      : [
          ...(holder && failure.kind !== 'suspect' ? labelled('held by', holderText(holder), style) : []),
          ...(path.length > 0 ? labelled('path', pathText(path), style) : []),
          ...(location ? labelled('made at', formatLocation(location), style) : []),
          ...(suspect?.rule
            ? labelled('kind', `${suspect.rule.words} (docs/suspects.md, ${suspect.rule.id})`, style)
            : []),
          ...(suspect?.rule ? labelled('remedy', suspect.rule.remedy, style) : []),
          ...(ignorable === undefined
            ? []
            : labelled('ignore', `${ignorable} (--ignore, knownLeaks)`, style)),
          // To be copied: in one piece, however narrow the terminal.
          `   ${'next'.padEnd(labelWidth)}${paint(safeText(next), style.color ? bold : '')}`,
        ];
    return ['', paint(number, style.color ? red : '') + first, ...more.map((line) => `   ${line}`), ...facts];
  });
  return [...lines, ...(omitted === undefined ? [] : ['', omitted])];
}

function budgetLines(report: CheckReport, style: ReportStyle): string[] {
  if (report.budgets.length === 0) return [];
  const { shown, omitted } = firstOf(budgetsToShow(report), 'budgets');
  const rows = shown.map((budget) => {
    const { cells, signs } = budgetCells(budget);
    return {
      label: { name: budgetLabel(budget), place: '' },
      cells: cells.map((cell) => fitText(cell, maxNameWidth)),
      signs,
    };
  });
  const { lines } = drawTable(columnsOf(budgetTitles, ['From', 'Allowed']), rows, style, 'Budget');
  return ['', ...lines, ...paintNotes(omitted === undefined ? [] : [omitted], style)];
}

const grownDropOrder = ['Ret. Baseline', '# Baseline', 'Size Delta', 'Ret. Current', '# Current'] as const;

function grownLines({ classes, omittedClassCount }: CheckReport, style: ReportStyle): string[] {
  if (classes.length === 0) return ['', 'No constructor grew.'];
  const labels = labelClasses(classes);
  const rows = classes.map((grown, row) => ({ label: labels[row], ...grownCells(grown) }));
  const notes =
    omittedClassCount > 0 ? [`… ${formatCount(omittedClassCount)} more that grew; --top 0 lists them`] : [];
  return [
    '',
    ...drawTable(columnsOf(grownTitles, grownDropOrder), rows, style, 'Grown').lines,
    ...paintNotes(notes, style),
  ];
}
