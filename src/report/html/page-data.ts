import { jsonLine } from '../json.ts';
import type { DrawnReport } from '../leave-out-strings.ts';
import { cutText, fitToPage } from './page-limits.ts';

/** A report as the JSON that a page draws, of plain ASCII: no more of it than a page has room for. */
export function pageData(report: DrawnReport): string {
  return jsonLine(fitToPage(report), cutText).trimEnd();
}
