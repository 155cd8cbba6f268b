import type { CutPath } from '../report/html/page-limits.ts';
import type { CheckReport, ComparisonReport, SummaryReport } from '../report/report.ts';

/** What the page can draw. */
export type PageReport = ComparisonReport | SummaryReport | CheckReport;

/** Parts of a report that no type names in one piece. */
export type Suspect = ComparisonReport['suspects'][number] & CutPath;
export type PathStep = Suspect['path'][number];
export type Growth = ComparisonReport['growth'];
export type ComparedClass = ComparisonReport['classes'][number];
export type SummaryClass = SummaryReport['classes'][number];
export type GrownClass = CheckReport['classes'][number];
export type CheckFailure = CheckReport['failures'][number] & CutPath;
export type HeapTree = NonNullable<ComparisonReport['tree']>;
export type Timeline = NonNullable<ComparisonReport['timeline']>;
export type HeldObjects = NonNullable<ComparisonReport['objects']>;
export type ObjectStep = HeldObjects['steps'][number];
export type HeldObject = HeldObjects['classes'][number]['objects'][number];

/**
 * The report that stands in the page. The one place that knows where data comes from.
 *
 * @throws Error with a sentence for a person when there is none that the page can draw
 */
export function embeddedReport(page: Document): PageReport {
  const text = page.getElementById('report')?.textContent ?? '';
  if (text.trim() === '') throw new Error('This page has no report in it.');
  const report = JSON.parse(text) as { readonly kind?: unknown; readonly schemaVersion?: unknown };
  if (report.schemaVersion !== 1) throw new Error('This report is of a version that the page does not know.');
  if (report.kind !== 'comparison' && report.kind !== 'summary' && report.kind !== 'check') {
    throw new Error('This report is of a kind that the page does not draw.');
  }
  return report as PageReport;
}
