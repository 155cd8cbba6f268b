import type { Statistics } from '../analysis/statistics.ts';
import { formatCount } from '../units.ts';
import { checkLines } from './check-table.ts';
import { labelClasses } from './class-labels.ts';
import {
  changeCells,
  diffTitles,
  statisticsRows,
  summaryCells,
  summaryTitles,
  totalsLabel,
} from './columns.ts';
import { objectsLines } from './objects-table.ts';
import type { DiffReport, Report, ReportStyle, SeriesReport, SummaryReport } from './report.ts';
import { retainersLines } from './retainers-table.ts';
import { fitText } from './safe-text.ts';
import { pairCells, pairDropOrder, pairLabel, pairTitles } from './series-pairs.ts';
import { seriesCells, seriesDropOrder, seriesTitles, seriesTotalCells } from './series-columns.ts';
import { verdictLines } from './series-table.ts';
import { drawTable } from './table-layout.ts';
import type { FittedTable, TableRow } from './table-layout.ts';
import { columnsOf, contextLines, paintNotes, snapshotLines, warningLines } from './table-parts.ts';

/** For a terminal: aligned, fitted to its width, growth in red. */
export function table(report: Report, style: ReportStyle): string {
  return `${linesOf(report, style).join('\n')}\n`;
}

function linesOf(report: Report, style: ReportStyle): readonly string[] {
  switch (report.kind) {
    case 'diff':
      return diffLines(report, style);
    case 'summary':
      return summaryLines(report, style);
    case 'series':
      return seriesLines(report, style);
    case 'retainers':
      return retainersLines(report, style);
    case 'objects':
      return objectsLines(report, style);
    case 'check':
      return checkLines(report, style);
  }
}

/** Least telling first: what a column shows can mostly be read off those that stay. */
const diffDropOrder = [
  'Ret. Baseline',
  'Freed Size',
  '# Deleted',
  'Ret. Current',
  'Alloc. Size',
  '# New',
  '# Delta',
  'Size Delta',
] as const;
/** A name in a cell of numbers. */
const mostPairName = 40;
const summaryDropOrder = ['Shallow %', 'Retained %', 'Distance', 'Shallow Size', 'Count'] as const;

function diffLines(report: DiffReport, style: ReportStyle): string[] {
  const { baseline, current, warnings, totals, classes } = report;
  const labels = labelClasses(classes);
  const rows: TableRow[] = classes.map((of, row) => ({ label: labels[row], ...changeCells(of) }));
  rows.push({ label: { name: totalsLabel, place: '' }, ...changeCells(totals), isTotal: true });
  const fitted = drawTable(columnsOf(diffTitles, diffDropOrder), rows, style);
  return [
    ...warnings.flatMap((warning) => warningLines(warning, style)),
    ...contextLines(report.context, style),
    ...verdictLines(report, style),
    '',
    ...snapshotLines(
      [
        ['baseline', baseline],
        ['current', current],
      ],
      style,
    ),
    '',
    ...fitted.lines,
    ...noteLines(report, fitted, style),
  ];
}

function summaryLines(report: SummaryReport, style: ReportStyle): string[] {
  const { snapshot, statistics, classes } = report;
  const labels = labelClasses(classes);
  const rows: TableRow[] = classes.map((of, row) => ({
    label: labels[row],
    cells: summaryCells(of, statistics.total),
  }));
  const fitted = drawTable(columnsOf(summaryTitles, summaryDropOrder), rows, style);
  return [
    ...snapshotLines([['snapshot', snapshot]], style),
    '',
    ...statisticsLines(statistics),
    '',
    ...fitted.lines,
    ...noteLines(report, fitted, style),
  ];
}

function seriesLines(report: SeriesReport, style: ReportStyle): string[] {
  const { snapshots, warnings, totals, classes } = report;
  const labels = labelClasses(classes);
  const rows: TableRow[] = classes.map((of, row) => ({ label: labels[row], ...seriesCells(of) }));
  const total = seriesTotalCells(totals, snapshots.length);
  rows.push({ label: { name: totalsLabel, place: '' }, ...total, isTotal: true });
  const columns = columnsOf(seriesTitles(snapshots.length), seriesDropOrder(snapshots.length));
  const fitted = drawTable(columns, rows, style);
  return [
    ...warnings.flatMap((warning) => warningLines(warning, style)),
    ...contextLines(report.context, style),
    ...verdictLines(report, style),
    '',
    ...snapshotLines(
      snapshots.map((info, index) => [`${index}`, info] as const),
      style,
    ),
    '',
    ...fitted.lines,
    ...noteLines(report, fitted, style),
    '',
    ...pairLines(report, style),
  ];
}

function pairLines({ pairs }: SeriesReport, style: ReportStyle): string[] {
  const rows: TableRow[] = pairs.map((pair) => ({
    label: { name: pairLabel(pair), place: '' },
    ...pairCells(pair, (name) => fitText(name, mostPairName)),
  }));
  const fitted = drawTable(columnsOf(pairTitles, pairDropOrder), rows, style, 'Pair');
  return [...fitted.lines, ...paintNotes(droppedNotes(fitted), style)];
}

function statisticsLines(statistics: Statistics): string[] {
  const rows = statisticsRows(statistics).map((row) => ({
    ...row,
    label: '  '.repeat(row.depth) + row.label,
  }));
  const labelWidth = Math.max(...rows.map(({ label }) => label.length));
  const sizeWidth = Math.max(...rows.map(({ size }) => size.length));
  const shareWidth = Math.max(...rows.map(({ share }) => share.length));
  return rows.map(
    ({ label, size, share }) =>
      `${label.padEnd(labelWidth)}  ${size.padStart(sizeWidth)}  ${share.padStart(shareWidth)}`,
  );
}

/** What is not in the table is always said. */
function noteLines(
  report: DiffReport | SummaryReport | SeriesReport,
  fitted: FittedTable,
  style: ReportStyle,
): string[] {
  const notes: string[] = [];
  const { omittedClassCount, classes } = report;
  if (omittedClassCount > 0) {
    const noun = omittedClassCount === 1 ? 'constructor' : 'constructors';
    notes.push(`… ${formatCount(omittedClassCount)} more ${noun}; --top 0 lists them`);
  } else if (classes.length === 0) {
    notes.push('No constructor to list.');
  }
  return paintNotes([...notes, ...droppedNotes(fitted)], style);
}

function droppedNotes({ droppedTitles }: FittedTable): string[] {
  if (droppedTitles.length === 0) return [];
  return [`Too narrow for ${droppedTitles.join(', ')}; a wider terminal or --json shows them`];
}
