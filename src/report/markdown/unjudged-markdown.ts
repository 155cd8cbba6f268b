import { unjudgedText, type UnjudgedReport } from '../unjudged-report.ts';
import { wholeCode } from './markdown-parts.ts';

/** For a comment or a job's summary: why there is no result. */
export function unjudgedMarkdown(report: UnjudgedReport): readonly string[] {
  return ['### Heap check: could not be judged', '', wholeCode(unjudgedText(report))];
}
