import { labelClasses } from '../select/class-labels.ts';
import {
  columnsOfComparison,
  columnsOfPairs,
  outsideText,
  pairLabel,
  snapshotRole,
  totalsLabel,
} from '../select/comparison-columns.ts';
import type { ComparisonReport, ReportStyle } from '../report.ts';
import { fitText } from '../safe-text.ts';
import { drawTable, type TableRow } from './table-layout.ts';
import {
  columnsOf,
  contextLines,
  droppedNotes,
  omittedNotes,
  paintNotes,
  snapshotLines,
  warningLines,
} from './table-parts.ts';
import { verdictLines } from './verdict-table.ts';

/** A name in a cell of numbers. */
const maxPairName = 40;

/** The verdict with its suspects, the files, the constructors, and what people compare by hand. */
export function comparisonLines(report: ComparisonReport, style: ReportStyle): string[] {
  const { snapshots, warnings, context, totals, classes, pairs } = report;
  const { titles, dropOrder, cellsOf, totalCells } = columnsOfComparison(report);
  const labels = labelClasses(classes);
  const rows: TableRow[] = classes.map((heapClass, row) => ({ label: labels[row], ...cellsOf(heapClass) }));
  rows.push({ label: { name: totalsLabel, place: '' }, ...totalCells(totals), isTotal: true });
  const fitted = drawTable(columnsOf(titles, dropOrder), rows, style);
  return [
    ...warnings.flatMap((warning) => warningLines(warning, style)),
    ...contextLines(context, style),
    ...verdictLines(report, style),
    '',
    ...snapshotLines(
      snapshots.map((info, index) => [snapshotRole(index, snapshots.length), info] as const),
      style,
    ),
    '',
    ...fitted.lines,
    ...paintNotes([...outsideText(totals), ...omittedNotes(report), ...droppedNotes(fitted)], style),
    ...(pairs.length > 0 ? ['', ...pairLines(report, style)] : []),
  ];
}

function pairLines({ pairs }: ComparisonReport, style: ReportStyle): string[] {
  const { titles, dropOrder, cellsOf } = columnsOfPairs(pairs, (name) => fitText(name, maxPairName));
  const rows: TableRow[] = pairs.map((pair) => ({
    label: { name: pairLabel(pair), place: '' },
    ...cellsOf(pair),
  }));
  const fitted = drawTable(columnsOf(titles, dropOrder), rows, style, 'Pair');
  return [...fitted.lines, ...paintNotes(droppedNotes(fitted), style)];
}
