import type { SnapshotInfo } from '../analysis/aggregate.ts';
import type { Statistics } from '../analysis/statistics.ts';
import { formatBytes, formatCount } from '../units.ts';
import { labelClasses } from './class-labels.ts';
import {
  changeCells,
  diffTitles,
  statisticsRows,
  summaryCells,
  summaryTitles,
  totalsLabel,
} from './columns.ts';
import type { DiffReport, Report, ReportStyle, SeriesReport, SummaryReport } from './report.ts';
import { displayWidth, fitPath, safeText } from './safe-text.ts';
import { seriesCells, seriesDropOrder, seriesTitles, seriesTotalCells } from './series-columns.ts';
import { verdictLines } from './series-table.ts';
import { drawTable, paint, wrapText } from './table-layout.ts';
import type { FittedTable, TableColumn, TableRow } from './table-layout.ts';

/** For a terminal: aligned, fitted to its width, growth in red. */
export function table(report: Report, style: ReportStyle): string {
  return `${linesOf(report, style).join('\n')}\n`;
}

function linesOf(report: Report, style: ReportStyle): string[] {
  switch (report.kind) {
    case 'diff':
      return diffLines(report, style);
    case 'summary':
      return summaryLines(report, style);
    case 'series':
      return seriesLines(report, style);
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
const summaryDropOrder = ['Shallow %', 'Retained %', 'Distance', 'Shallow Size', 'Count'] as const;

function diffLines(report: DiffReport, style: ReportStyle): string[] {
  const { baseline, current, warnings, totals, classes } = report;
  const labels = labelClasses(classes);
  const rows: TableRow[] = classes.map((of, row) => ({ label: labels[row], ...changeCells(of) }));
  rows.push({ label: { name: totalsLabel, place: '' }, ...changeCells(totals), isTotal: true });
  const fitted = drawTable(columnsOf(diffTitles, diffDropOrder), rows, style);
  return [
    ...warnings.flatMap((warning) => warningLines(warning, style)),
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
    ...verdictLines(report, style),
    '',
    ...snapshotLines(
      snapshots.map((info, index) => [`${index}`, info] as const),
      style,
    ),
    '',
    ...fitted.lines,
    ...noteLines(report, fitted, style),
  ];
}

function columnsOf(titles: readonly string[], dropOrder: readonly string[]): TableColumn[] {
  return titles.map((title) => ({ title, dropOrder: dropOrder.indexOf(title) + 1 }));
}

/** "baseline  api.heapsnapshot  12.3 MB file, 123,456 nodes, 10.1 MB in all", one below the other. */
function snapshotLines(
  snapshots: readonly (readonly [role: string, info: SnapshotInfo])[],
  { color, width }: ReportStyle,
): string[] {
  const rows = snapshots.map(([role, info]) => ({
    label: role.padEnd(8),
    path: info.path,
    facts: factsOf(info),
  }));
  const roomBeside = (facts: (of: (typeof rows)[number]) => string): number =>
    Math.min(...rows.map((row) => width - row.label.length - facts(row).length - 4));
  const isNarrow = roomBeside(({ facts }) => facts.join(', ')) < leastPathWidth;
  const factsText = ({ facts }: (typeof rows)[number]): string =>
    isNarrow ? (facts.at(-1) ?? '') : facts.join(', ');
  const pathRoom = Math.max(roomBeside(factsText), 8);
  const paths = rows.map(({ path }) => fitPath(path, pathRoom));
  const pathWidth = Math.max(...paths.map(displayWidth));
  return rows.map((row, index) => {
    const padding = ' '.repeat(pathWidth - displayWidth(paths[index]));
    return `${paint(row.label, color ? '1' : '')}  ${paths[index]}${padding}  ${factsText(row)}`;
  });
}

/** A path that would get less than this takes the place of all facts but the size. */
const leastPathWidth = 20;

function factsOf({ fileBytes, nodeCount, totalSize }: SnapshotInfo): readonly string[] {
  return [
    `${formatBytes(fileBytes)} file`,
    `${formatCount(nodeCount)} nodes`,
    `${formatBytes(totalSize)} in all`,
  ];
}

function warningLines(warning: string, { color, width }: ReportStyle): string[] {
  const [first = '', ...more] = wrapText(safeText(warning), width - warningLabel.length);
  const indent = ' '.repeat(warningLabel.length);
  return [paint(warningLabel, color ? '33' : '') + first, ...more.map((line) => indent + line)];
}

const warningLabel = 'warning: ';

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
function noteLines(report: Report, { droppedTitles }: FittedTable, style: ReportStyle): string[] {
  const notes: string[] = [];
  const { omittedClassCount, classes } = report;
  if (omittedClassCount > 0) {
    const noun = omittedClassCount === 1 ? 'constructor' : 'constructors';
    notes.push(`… ${formatCount(omittedClassCount)} more ${noun}; --top 0 lists them`);
  } else if (classes.length === 0) {
    notes.push('No constructor to list.');
  }
  if (droppedTitles.length > 0) {
    notes.push(`Too narrow for ${droppedTitles.join(', ')}; a wider terminal or --json shows them`);
  }
  return notes
    .flatMap((note) => wrapText(note, style.width))
    .map((line) => paint(line, style.color ? '2' : ''));
}
