import { formatBytes, formatCount } from '../units.ts';
import { contextTexts } from './context-text.ts';
import { checkMarkdown } from './check-markdown.ts';
import { labelClasses } from './class-labels.ts';
import {
  changeCells,
  diffTitles,
  statisticsRows,
  summaryCells,
  summaryTitles,
  totalsLabel,
} from './columns.ts';
import { code, headLines, prose, rowLine, snapshotLines } from './markdown-parts.ts';
import { objectsMarkdown } from './objects-table.ts';
import type { DiffReport, Report, SeriesReport, SummaryReport } from './report.ts';
import { retainersMarkdown } from './retainers-table.ts';
import { pairCells, pairLabel, pairTitles } from './series-pairs.ts';
import { verdictLabel } from './series-table.ts';
import {
  heldText,
  pathText,
  stepArrow,
  seriesCells,
  seriesTitles,
  seriesTotalCells,
} from './series-columns.ts';

/** For a comment on a pull request: GitHub's Markdown. */
export function markdown(report: Report): string {
  const lines = linesOf(report);
  return `${lines.join('\n')}\n`;
}

function linesOf(report: Report): readonly string[] {
  switch (report.kind) {
    case 'diff':
      return diffLines(report);
    case 'summary':
      return summaryLines(report);
    case 'series':
      return seriesLines(report);
    case 'retainers':
      return retainersMarkdown(report);
    case 'objects':
      return objectsMarkdown(report);
    case 'check':
      return checkMarkdown(report);
  }
}

function seriesLines(report: SeriesReport): string[] {
  const { snapshots, totals, classes, pairs } = report;
  const labels = labelClasses(classes);
  return [
    ...verdictLines(report),
    ...snapshotLines(snapshots.map((info, index) => [`${index}`, info] as const)),
    '',
    ...headLines(['Constructor', ...seriesTitles(snapshots.length)], 1),
    ...classes.map((of, row) =>
      rowLine([code(labels[row].name) + labels[row].place, ...seriesCells(of).cells]),
    ),
    rowLine([totalsLabel, ...seriesTotalCells(totals, snapshots.length).cells]),
    ...omittedLines(report),
    '',
    ...headLines(['Pair', ...pairTitles], 1),
    ...pairs.map((pair) => rowLine([pairLabel(pair), ...pairCells(pair, code).cells])),
  ];
}

/** The verdict, the suspects, and what to doubt. */
function verdictLines({ context, verdict, suspects, warnings }: DiffReport | SeriesReport): string[] {
  const sure = verdictLabel(verdict).slice(verdict.result.length);
  return [
    ...(context ? [...contextTexts(context).map(prose), ''] : []),
    `**${verdict.result}**${sure}: ${prose(verdict.reason)}`,
    '',
    ...suspects.flatMap((suspect) => [
      `${suspect.rank}. ${code(suspect.className)} ${heldText(suspect)}, ${formatBytes(suspect.retainedGrowth)} held by ${code(`${suspect.holder.edge} ${suspect.holder.className} @${suspect.holder.nodeId}`.trim())}`,
      `   - ${pathText(suspect.path).split(stepArrow).map(code).join(stepArrow)}`,
      ...(suspect.rule ? [`   - ${suspect.rule.words}: ${suspect.rule.remedy}`] : []),
      ...suspect.evidence.map((fact) => `   - ${prose(fact)}`),
    ]),
    ...(suspects.length > 0 ? [''] : []),
    ...warnings.flatMap((warning) => [`> **Warning:** ${prose(warning)}`, '']),
  ];
}

function diffLines(report: DiffReport): string[] {
  const { baseline, current, totals, classes } = report;
  const labels = labelClasses(classes);
  return [
    '### Heap comparison',
    '',
    ...verdictLines(report),
    ...snapshotLines([
      ['baseline', baseline],
      ['current', current],
    ]),
    '',
    ...headLines(['Constructor', ...diffTitles], 1),
    ...classes.map((of, row) =>
      rowLine([code(labels[row].name) + labels[row].place, ...changeCells(of).cells]),
    ),
    rowLine([totalsLabel, ...changeCells(totals).cells].map((cell) => (cell === '' ? '' : `**${cell}**`))),
    ...omittedLines(report),
  ];
}

function summaryLines(report: SummaryReport): string[] {
  const { snapshot, statistics, classes } = report;
  const labels = labelClasses(classes);
  return [
    '### Heap summary',
    '',
    ...snapshotLines([['snapshot', snapshot]]),
    '',
    ...headLines(['Statistics', 'Size', 'Share'], 1),
    ...statisticsRows(statistics).map(({ label, depth, size, share }) =>
      rowLine(['&nbsp;&nbsp;'.repeat(depth) + label, size, share]),
    ),
    '',
    ...headLines(['Constructor', ...summaryTitles], 1),
    ...classes.map((of, row) =>
      rowLine([code(labels[row].name) + labels[row].place, ...summaryCells(of, statistics.total)]),
    ),
    ...omittedLines(report),
  ];
}

function omittedLines({ omittedClassCount, classes }: DiffReport | SummaryReport | SeriesReport): string[] {
  if (omittedClassCount > 0) {
    const noun = omittedClassCount === 1 ? 'constructor' : 'constructors';
    return ['', `… ${formatCount(omittedClassCount)} more ${noun}; \`--top 0\` lists them`];
  }
  return classes.length === 0 ? ['', 'No constructor to list.'] : [];
}
