import { checkMarkdown } from './check-markdown.ts';
import { labelClasses } from '../select/class-labels.ts';
import { comparisonMarkdown } from './comparison-markdown.ts';
import { code, headLines, omittedLines, rowLine, snapshotLines } from './markdown-parts.ts';
import { objectsMarkdown } from '../terminal/objects-table.ts';
import type { Report, SummaryReport } from '../report.ts';
import { retainersMarkdown } from '../terminal/retainers-table.ts';
import { statisticsRows, summaryCells, summaryTitles } from '../select/summary-columns.ts';

/** For a comment on a pull request: GitHub's Markdown. */
export function markdown(report: Report): string {
  const lines = linesOf(report);
  return `${lines.join('\n')}\n`;
}

function linesOf(report: Report): readonly string[] {
  switch (report.kind) {
    case 'comparison':
      return comparisonMarkdown(report);
    case 'summary':
      return summaryLines(report);
    case 'retainers':
      return retainersMarkdown(report);
    case 'objects':
      return objectsMarkdown(report);
    case 'check':
      return checkMarkdown(report);
  }
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
    ...classes.map((heapClass, row) =>
      rowLine([code(labels[row].name) + labels[row].place, ...summaryCells(heapClass, statistics.total)]),
    ),
    ...omittedLines(report),
  ];
}
