import type { Report } from '../report.ts';
import { checkBrief } from './check-brief.ts';
import { comparisonBrief } from './comparison-brief.ts';
import { objectsBrief } from './objects-brief.ts';
import { retainersBrief } from './retainers-brief.ts';
import { shownObjectBrief } from './shown-object-brief.ts';
import { summaryBrief } from './summary-brief.ts';
import { unjudgedBrief } from './unjudged-brief.ts';

/** For an agent, which pays for each word: what was found, then the command that goes on from there. */
export function brief(report: Report): string {
  return `${linesOf(report).join('\n')}\n`;
}

function linesOf(report: Report): readonly string[] {
  switch (report.kind) {
    case 'comparison':
      return comparisonBrief(report);
    case 'summary':
      return summaryBrief(report);
    case 'retainers':
      return retainersBrief(report);
    case 'objects':
      return objectsBrief(report);
    case 'object':
      return shownObjectBrief(report);
    case 'check':
      return checkBrief(report);
    case 'unjudged':
      return unjudgedBrief(report);
  }
}
