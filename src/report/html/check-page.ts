import type { CheckStyle } from '../ci/check-reporters.ts';
import type { CheckReport, UnjudgedReport } from '../report.ts';
import { html } from './html.ts';
import { unjudgedPage } from './unjudged-page.ts';

/** Of a check as a page: without strings, as what a build uploads is read by many. */
export function checkPage(report: CheckReport | UnjudgedReport, { template = '' }: CheckStyle): string {
  return report.kind === 'unjudged' ? unjudgedPage(report) : html(report, template);
}
