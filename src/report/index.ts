import { brief } from './brief/brief.ts';
import { json } from './json.ts';
import { markdown } from './markdown/markdown.ts';
import type { Report, Reporter, ReportFormat, ReportStyle } from './report.ts';
import { table } from './terminal/table.ts';

/** To add a format: write its file beside these, name it here and in report.ts, give it golden files in test/golden/report. */
const reporters: Readonly<Record<ReportFormat, Reporter>> = { table, brief, markdown, json };

/** Without a terminal: no colour, every column. */
const plainStyle: ReportStyle = { color: false, width: Infinity };

/** Writes a report as text that ends in a newline. */
export function renderReport(report: Report, format: ReportFormat, style: Partial<ReportStyle> = {}): string {
  return reporters[format](report, { ...plainStyle, ...style });
}
