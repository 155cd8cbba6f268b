import { formatBytes, formatCount, formatShare } from '../../base/units.ts';
import type { SummaryReport } from '../report.ts';
import { statisticsRows } from '../select/summary-columns.ts';
import { fileLines, head, omittedLines, quote, warningLines } from './brief-parts.ts';
import { nextAfterSummary } from './next-lines.ts';

/** Where the bytes are: by kind in a line, and a few constructors. */
export function summaryBrief(report: SummaryReport): string[] {
  const { snapshot, warningsParts, statistics, classes } = report;
  const kinds = statisticsRows(statistics)
    .filter(({ depth }) => depth > 0)
    .map(({ label, size }) => `${label} ${size}`);
  return [
    head('summary of a snapshot'),
    ...warningLines(warningsParts),
    ...fileLines([['snapshot', snapshot]]),
    kinds.join(', '),
    ...(classes.length > 0 ? ['constructors:'] : []),
    ...classes.map(({ className, count, retainedSize, selfSize }) => {
      const share = formatShare(statistics.total === 0 ? 0 : retainedSize / statistics.total);
      return `- ${quote(className)} ${formatCount(count)}, retains ${formatBytes(retainedSize)} (${share}), itself ${formatBytes(selfSize)}`;
    }),
    ...omittedLines(report),
    nextAfterSummary(report),
  ];
}
