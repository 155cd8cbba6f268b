import type { Report, ReportStyle } from '../report.ts';
import { checkLines } from './check-table.ts';
import { comparisonLines } from './comparison-table.ts';
import { objectsLines } from './objects-table.ts';
import { retainersLines } from './retainers-table.ts';
import { shownObjectLines } from './shown-object-table.ts';
import { summaryLines } from './summary-table.ts';
import { unjudgedLines } from './unjudged-table.ts';

/** For a terminal: aligned, fitted to its width, growth in red. */
export function table(report: Report, style: ReportStyle): string {
  return `${linesOf(report, style).join('\n')}\n`;
}

function linesOf(report: Report, style: ReportStyle): readonly string[] {
  switch (report.kind) {
    case 'comparison':
      return comparisonLines(report, style);
    case 'summary':
      return summaryLines(report, style);
    case 'retainers':
      return retainersLines(report, style);
    case 'objects':
      return objectsLines(report, style);
    case 'object':
      return shownObjectLines(report, style);
    case 'check':
      return checkLines(report, style);
    case 'unjudged':
      return unjudgedLines(report, style);
  }
}
