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
import { code, headLines, pathSpans, prose, rowLine, snapshotLines, wholeCode } from './markdown-parts.ts';

/** For a comment on a pull request: what failed, and below it, to be opened, everything else. */
export function checkMarkdown(report: CheckReport): readonly string[] {
  const { passed, ruleParts, warningsParts, classes } = report;
  const verdict = verdictText(report);
  return fitComment([
    `### Heap check: ${passed ? 'passed' : 'failed'}${leadSpans(report)}`,
    '',
    `**${checkSummary(report)}.** ${prose(ruleParts)}`,
    '',
    ...failureItems(report),
    ...(verdict === undefined ? [] : [prose(verdict), '']),
    ...openSuspects(report).flatMap((suspect) => [
      `Does not fail: ${code(suspect.className)}, ${openSuspectText(report, suspect)}`,
      '',
    ]),
    ...warningsParts.flatMap((warning) => [`> **Warning:** ${prose(warning)}`, '']),
    ...budgetTable(report),
    '<details>',
    `<summary>${classes.length === 0 ? 'No constructor grew' : 'Every constructor that grew'}</summary>`,
    '',
    ...snapshotLines(fileRoles(report).map((role, index) => [role, report.snapshots[index]] as const)),
    ...grownTable(report),
    '',
    '</details>',
  ]);
}

/** ", `Connection` under `.connections Pool @42`": a list of comments shows one line of each. */
function leadSpans(report: CheckReport): string {
  const lead = leadOf(report);
  if (!lead) return '';
  return `, ${code(lead.who)}${lead.under === '' ? '' : ` under ${code(lead.under)}`}`;
}

/** GitHub takes a comment of 65,536 characters, and room is left for words around it. GitLab takes more. */
const maxCommentLength = 65_000;

/** Leaves out lines at the end where there are too many for a comment, and says so. */
function fitComment(lines: readonly string[]): readonly string[] {
  let length = 0;
  const end = lines.findIndex((line) => (length += line.length + 1) > maxCommentLength);
  if (end < 0) return lines;
  const kept = lines.slice(0, end);
  return [
    ...kept,
    ...(kept.includes('<details>') ? ['', '</details>'] : []),
    '',
    '… cut here: a comment has room for no more. JSON has all.',
  ];
}

function failureItems(report: CheckReport): string[] {
  const { shown, omitted } = firstOf(report.failures, 'failures');
  const items = shown.flatMap((failure, index) => {
    const { messageParts, path, location, next } = failure;
    const suspect = suspectOf(report, failure);
    const ignorable = ignorableAs(failure);
    const rule = suspect?.rule;
    const facts = isRepeated(report, index)
      ? []
      : [
          ...(path.length > 0 ? [`   - ${pathSpans(path)}`] : []),
          ...(location ? [`   - made at ${code(formatLocation(location))}`] : []),
          ...(rule ? [`   - ${rule.words}: ${rule.remedy}`] : []),
          `   - next: ${wholeCode(next)}`,
          ...(ignorable === undefined ? [] : [`   - to ignore it: ${code(`--ignore ${ignorable}`)}`]),
        ];
    return [`${index + 1}. ${prose(messageParts)}`, ...facts];
  });
  return items.length > 0 ? [...items, ...(omitted === undefined ? [] : ['', omitted]), ''] : [];
}

function budgetTable(report: CheckReport): string[] {
  if (report.budgets.length === 0) return [];
  const { shown, omitted } = firstOf(budgetsToShow(report), 'budgets');
  return [
    rowLine(['Budget', ...budgetTitles, 'Kept']),
    rowLine(['---', '---:', '---:', '---:', '---', '---']),
    ...shown.map((budget) => {
      const [allowed, growth, over, from] = budgetCells(budget).cells;
      const overText = over === '' ? '' : `**${over}**`;
      return rowLine([
        code(budgetLabel(budget)),
        allowed,
        growth,
        overText,
        code(from),
        budget.passed ? 'yes' : '**no**',
      ]);
    }),
    ...(omitted === undefined ? [] : ['', omitted]),
    '',
  ];
}

function grownTable({ classes, omittedClassCount }: CheckReport): string[] {
  if (classes.length === 0) return [];
  const labels = labelClasses(classes);
  return [
    '',
    ...headLines(['Constructor', ...grownTitles], 1),
    ...classes.map((grown, row) =>
      rowLine([code(labels[row].name) + labels[row].place, ...grownCells(grown).cells]),
    ),
    ...(omittedClassCount > 0
      ? ['', `… ${formatCount(omittedClassCount)} more that grew; \`--top 0\` lists them`]
      : []),
  ];
}
