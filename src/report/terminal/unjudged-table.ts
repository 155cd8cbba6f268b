import type { ReportStyle } from '../report.ts';
import { safeText } from '../safe-text.ts';
import { unjudgedText, type UnjudgedReport } from '../unjudged-report.ts';
import { paint, wrapText } from './table-layout.ts';

const red = '31';
const label = 'NOT JUDGED';

/** For a file that somebody reads: where a check that was judged says PASS or FAIL. */
export function unjudgedLines(report: UnjudgedReport, { color, width }: ReportStyle): readonly string[] {
  const [first = '', ...more] = wrapText(`: ${safeText(unjudgedText(report))}`, width - label.length);
  return [paint(label, color ? red : '') + first, ...more.map((line) => `  ${line}`)];
}
