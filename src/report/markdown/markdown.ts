import type { Report } from '../report.ts';
import { checkMarkdown } from './check-markdown.ts';
import { comparisonMarkdown } from './comparison-markdown.ts';
import { objectsMarkdown } from './objects-markdown.ts';
import { retainersMarkdown } from './retainers-markdown.ts';
import { shownObjectMarkdown } from './shown-object-markdown.ts';
import { summaryMarkdown } from './summary-markdown.ts';
import { unjudgedMarkdown } from './unjudged-markdown.ts';

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
      return summaryMarkdown(report);
    case 'retainers':
      return retainersMarkdown(report);
    case 'objects':
      return objectsMarkdown(report);
    case 'object':
      return shownObjectMarkdown(report);
    case 'check':
      return checkMarkdown(report);
    case 'unjudged':
      return unjudgedMarkdown(report);
  }
}
