import type { SummaryReport } from '../report.ts';
import { labelClasses } from '../select/class-labels.ts';
import { statisticsRows, summaryCells, summaryTitles } from '../select/summary-columns.ts';
import { code, headLines, omittedLines, prose, rowLine, snapshotLines } from './markdown-parts.ts';

/** For a page: where the bytes are, by kind and by constructor. */
export function summaryMarkdown(report: SummaryReport): string[] {
  const { snapshot, warningsParts, statistics, classes } = report;
  const labels = labelClasses(classes);
  return [
    '### Heap summary',
    '',
    ...warningsParts.flatMap((warning) => [`> **Warning:** ${prose(warning)}`, '']),
    ...snapshotLines([['snapshot', snapshot]]),
    '',
    ...headLines(['Statistics', 'Size', 'Share'], 1),
    ...statisticsRows(statistics).map(({ label, depth, size, share }) =>
      rowLine(['&nbsp;&nbsp;'.repeat(depth) + label, size, share]),
    ),
    '',
    ...headLines(['Constructor', ...summaryTitles], 1),
    ...classes.map((heapClass, row) =>
      rowLine([code(labels[row].name) + labels[row].place, ...summaryCells(heapClass, statistics.total)]),
    ),
    ...omittedLines(report),
  ];
}
