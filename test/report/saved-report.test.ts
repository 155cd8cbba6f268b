import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { SchemaMisfit, takeBySchema, type JsonSchema } from '../../src/report/json-schema.ts';
import { makeComparisonReport } from '../../src/report/comparison-report.ts';
import { html } from '../../src/report/html/html.ts';
import { renderReport } from '../../src/report/index.ts';
import { findContradiction } from '../../src/report/saved-report.ts';
import type { DrawnReport } from '../../src/report/leave-out-strings.ts';
import { schemaFile } from '../../scripts/schema/kinds.ts';
import { drawnSeries } from '../support/reports.ts';

const schema = JSON.parse(readFileSync(schemaFile('comparison'), 'utf8')) as JsonSchema;
const sound = JSON.stringify(makeComparisonReport(drawnSeries()));
const template = '<title></title><script id="report" type="application/json"></script>';

/** The places of all values in a report, as lists of fields. */
function placesIn(value: unknown, place: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [place];
  return [place, ...Object.entries(value).flatMap(([field, own]) => placesIn(own, [...place, field]))];
}

function withValue(place: readonly string[], value: unknown): unknown {
  const report = JSON.parse(sound) as Record<string, unknown>;
  if (place.length === 0) return value;
  let at: Record<string, unknown> = report;
  for (const field of place.slice(0, -1)) at = at[field] as Record<string, unknown>;
  at[place.at(-1) ?? ''] = value;
  return report;
}

test('whatever stands in a saved report is refused, or is written in every form', () => {
  const places = placesIn(JSON.parse(sound));
  const values = fc.constantFrom<unknown>(
    null,
    true,
    -1,
    1e308,
    0.5,
    '',
    '<!--</script>\u001b',
    [],
    {},
    [[]],
    [{}],
  );
  let refused = 0;
  let written = 0;
  fc.assert(
    fc.property(fc.constantFrom(...places), values, (place, value) => {
      let report: DrawnReport;
      try {
        report = takeBySchema(withValue(place, value), schema) as DrawnReport;
      } catch (error) {
        assert.ok(error instanceof SchemaMisfit);
        refused++;
        return;
      }
      if (findContradiction(report) !== undefined) return;
      for (const format of ['table', 'brief', 'markdown', 'json'] as const) renderReport(report, format);
      assert.equal(html(report, template).match(/</g)?.length, 4);
      written++;
    }),
    { numRuns: 1000 },
  );
  assert.ok(refused > 100 && written > 100);
});
