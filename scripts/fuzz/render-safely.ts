import assert from 'node:assert/strict';
import { renderCheck } from '../../src/report/ci/check-reporters.ts';
import { checkReporterNames, type CheckReport } from '../../src/report/check-report.ts';
import { renderReport } from '../../src/report/index.ts';
import type { Report, ReportStyle } from '../../src/report/report.ts';

/** In every format there is; what a terminal obeys must not be in any text. */
export function renderSafely(report: Report, style: Partial<ReportStyle> = {}): void {
  const json = JSON.parse(renderReport(report, 'json')) as { kind?: string };
  assert.equal(json.kind, report.kind);
  for (const text of [renderReport(report, 'table', style), renderReport(report, 'markdown')])
    assertSafe(text);
}

/** So, and for each server. */
export async function renderCheckSafely(report: CheckReport): Promise<void> {
  for (const name of checkReporterNames) {
    if (name === 'html') assertInert(await renderCheck(report, name, { template }));
    else assertSafe(await renderCheck(report, name));
  }
}

const template = '<title></title><script type="application/json" id="report"></script>';
const tags = template.match(/</g)?.length;

/** A page has no tag but its template's. */
function assertInert(page: string): void {
  assert.equal(page.match(/</g)?.length, tags);
}

function assertSafe(text: string): void {
  // Of a check that passed GitHub is told nothing.
  assert.match(text, /^$|\n$/);
  // oxlint-disable-next-line no-control-regex -- controls are what is looked for
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
}
