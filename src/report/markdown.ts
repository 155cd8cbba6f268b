import type { SnapshotInfo } from '../analysis/aggregate.ts';
import { formatBytes, formatCount, formatShare } from '../units.ts';
import { labelClasses } from './class-labels.ts';
import {
  changeCells,
  diffTitles,
  statisticsRows,
  summaryCells,
  summaryTitles,
  totalsLabel,
} from './columns.ts';
import type { DiffReport, Report, SeriesReport, SummaryReport } from './report.ts';
import { heldText, pathText, seriesCells, seriesTitles, seriesTotalCells } from './series-columns.ts';
import { fitText, safeText, visibleEscape } from './safe-text.ts';

/** For a comment on a pull request: GitHub's Markdown. */
export function markdown(report: Report): string {
  const lines = linesOf(report);
  return `${lines.join('\n')}\n`;
}

/** A table on a page has no terminal's width, but a name of a megabyte still is none to read. */
const mostNameWidth = 120;

function linesOf(report: Report): string[] {
  switch (report.kind) {
    case 'diff':
      return diffLines(report);
    case 'summary':
      return summaryLines(report);
    case 'series':
      return seriesLines(report);
  }
}

function seriesLines(report: SeriesReport): string[] {
  const { snapshots, warnings, verdict, suspects, totals, classes } = report;
  const labels = labelClasses(classes);
  return [
    `**${verdict.result}** (${formatShare(verdict.confidence)} sure): ${prose(verdict.reason)}`,
    '',
    ...suspects.flatMap((suspect) => [
      `${suspect.rank}. ${code(suspect.className)} ${heldText(suspect)}, ${formatBytes(suspect.retainedGrowth)} held by ${code(`${suspect.holder.edge} ${suspect.holder.className} @${suspect.holder.nodeId}`.trim())}`,
      `   - ${code(pathText(suspect.path))}`,
      ...suspect.evidence.map((fact) => `   - ${prose(fact)}`),
    ]),
    ...(suspects.length > 0 ? [''] : []),
    ...warnings.flatMap((warning) => [`> ${prose(warning)}`, '']),
    ...snapshotLines(snapshots.map((info, index) => [`${index}`, info] as const)),
    '',
    ...headLines(['Constructor', ...seriesTitles(snapshots.length)], 1),
    ...classes.map((of, row) =>
      rowLine([code(labels[row].name) + labels[row].place, ...seriesCells(of).cells]),
    ),
    rowLine([totalsLabel, ...seriesTotalCells(totals, snapshots.length).cells]),
    ...omittedLines(report),
  ];
}

function diffLines(report: DiffReport): string[] {
  const { baseline, current, warnings, totals, classes } = report;
  const labels = labelClasses(classes);
  return [
    '### Heap comparison',
    '',
    ...warnings.flatMap((warning) => [`> **Warning:** ${prose(warning)}`, '']),
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

function snapshotLines(snapshots: readonly (readonly [string, SnapshotInfo])[]): string[] {
  return [
    ...headLines(['Snapshot', 'Path', 'File', 'Nodes', 'In all'], 2),
    ...snapshots.map(([role, { path, fileBytes, nodeCount, totalSize }]) =>
      rowLine([role, code(path), formatBytes(fileBytes), formatCount(nodeCount), formatBytes(totalSize)]),
    ),
  ];
}

/** @param textColumns how many columns, from the left, hold text; the others are numbers */
function headLines(titles: readonly string[], textColumns: number): string[] {
  return [rowLine(titles), rowLine(titles.map((_, column) => (column < textColumns ? '---' : '---:')))];
}

function rowLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function omittedLines({ omittedClassCount, classes }: Report): string[] {
  if (omittedClassCount > 0) {
    const noun = omittedClassCount === 1 ? 'constructor' : 'constructors';
    return ['', `… ${formatCount(omittedClassCount)} more ${noun}; \`--top 0\` lists them`];
  }
  return classes.length === 0 ? ['', 'No constructor to list.'] : [];
}

/**
 * A code span: GitHub makes no link, mention, emoji, reference or element of what is in it. A backtick
 * would end it and a vertical bar the cell, so these become visible escapes too; a backslash before an
 * escaped bar is read one way by one renderer and another way by the next.
 */
function code(untrusted: string): string {
  const text = fitText(untrusted, mostNameWidth).replace(/[`|]/g, visibleEscape);
  return `\`${text}\``;
}

/** Sentences of ours that may quote a path or a name: what is neither a plain word nor a number becomes code. */
function prose(sentence: string): string {
  return safeText(sentence)
    .split(' ')
    .map((word) => (plainWord.test(word) ? word : code(word)))
    .join(' ');
}

const plainWord = /^\(?(?:\p{L}+(?:['’-]\p{L}+)*|\d[\d,]*)[),.;:]*$/u;
