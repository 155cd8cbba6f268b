import type { Statistics } from '../../analysis/statistics.ts';
import type { ReportStyle, SummaryReport } from '../report.ts';
import { labelClasses } from '../select/class-labels.ts';
import { statisticsRows, summaryCells, summaryTitles } from '../select/summary-columns.ts';
import { drawTable, type TableRow } from './table-layout.ts';
import {
  columnsOf,
  droppedNotes,
  omittedNotes,
  paintNotes,
  snapshotLines,
  warningLines,
} from './table-parts.ts';

/** Least telling first. */
const summaryDropOrder = ['Shallow %', 'Retained %', 'Distance', 'Shallow Size', 'Count'] as const;

/** For a terminal: where the bytes are, by kind and by constructor. */
export function summaryLines(report: SummaryReport, style: ReportStyle): string[] {
  const { snapshot, warnings, statistics, classes } = report;
  const labels = labelClasses(classes);
  const rows: TableRow[] = classes.map((heapClass, row) => ({
    label: labels[row],
    cells: summaryCells(heapClass, statistics.total),
  }));
  const fitted = drawTable(columnsOf(summaryTitles, summaryDropOrder), rows, style);
  return [
    ...warnings.flatMap((warning) => warningLines(warning, style)),
    ...snapshotLines([['snapshot', snapshot]], style),
    '',
    ...statisticsLines(statistics),
    '',
    ...fitted.lines,
    ...paintNotes([...omittedNotes(report), ...droppedNotes(fitted)], style),
  ];
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
