import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Ajv, type ValidateFunction } from 'ajv';
import { schemaFile, type SchemaKind } from '../../scripts/schema/kinds.ts';
import { toolVersion } from '../../src/base/tool-version.ts';
import { makeBaselineFile } from '../../src/files/baseline-files.ts';
import { checkFiles } from '../../src/files/check-files.ts';
import { makeCheckReport } from '../../src/report/check-report.ts';
import { makeObjectsReport } from '../../src/report/objects-report.ts';
import { makeRetainersReport } from '../../src/report/retainers-report.ts';
import { formatBaseline } from '../../src/check/baseline.ts';
import { compareFiles } from '../../src/files/compare-files.ts';
import { findFileRetainers, listFileObjects } from '../../src/files/inspect-files.ts';
import { renderReport } from '../../src/report/index.ts';
import { makeComparisonReport } from '../../src/report/comparison-report.ts';
import { makeSummaryReport } from '../../src/report/summary-report.ts';
import { summarizeFile } from '../../src/files/summarize-file.ts';
import { makeUnjudgedReport } from '../../src/report/unjudged-report.ts';
import { makeTriageReport } from '../../src/timeline/triage-report.ts';
import { triage } from '../../src/timeline/triage.ts';
import { showFileObject } from '../../src/files/show-file.ts';
import { makeShownObjectReport } from '../../src/report/shown-object-report.ts';
import { leaveOutStrings, type DrawnReport } from '../../src/report/leave-out-strings.ts';
import { writeSmallLeak } from '../support/draw-series.ts';
import { repositoryPath } from '../support/fixtures.ts';
import { drawTimeline, line } from '../timeline/draw-timeline.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-schema-'));
after(() => rmSync(folder, { recursive: true }));
/** Enough where all has been seen in a real one. */
const [small, , , smallLeak] = writeSmallLeak(folder);
const baseline = repositoryPath('fixtures/snapshots/push-daemon-leak/0.heapsnapshot.gz');
const current = repositoryPath('fixtures/snapshots/push-daemon-leak/3.heapsnapshot.gz');

/** A config is what a user writes: test/check/settings.test.ts. */
type ReportKind = Exclude<SchemaKind, 'config'>;

/** Printed as `--json` does and read again, as a consumer gets them. */
const reports = new Map<ReportKind, Record<string, unknown>>();

before(async () => {
  const summary = makeSummaryReport(await summarizeFile(current));
  reports.set('summary', JSON.parse(renderReport(summary, 'json')) as Record<string, unknown>);
  const middle = repositoryPath('fixtures/snapshots/push-daemon-leak/1.heapsnapshot.gz');
  const comparison = makeComparisonReport(await compareFiles([baseline, middle, current]), { all: true });
  assert.ok(comparison.suspects.length > 0, 'with suspects, of which the schema says most');
  reports.set('comparison', JSON.parse(renderReport(comparison, 'json')) as Record<string, unknown>);
  const retainers = await findFileRetainers(current, { className: 'Connection', newSince: baseline });
  reports.set(
    'retainers',
    JSON.parse(renderReport(makeRetainersReport(retainers), 'json')) as Record<string, unknown>,
  );
  const objects = await listFileObjects([baseline, current], { className: 'Connection', top: 3 });
  reports.set(
    'objects',
    JSON.parse(renderReport(makeObjectsReport(objects), 'json')) as Record<string, unknown>,
  );
  const shown = await showFileObject(current, objects.objects[0]?.nodeId ?? 0, {});
  reports.set(
    'object',
    JSON.parse(renderReport(makeShownObjectReport(shown), 'json')) as Record<string, unknown>,
  );
  const check = await checkFiles([small, smallLeak], { budgets: { Connection: { count: 0 } } });
  assert.equal(check.failures.length, 2, 'a suspect and a budget, of which the schema says most');
  reports.set(
    'check',
    JSON.parse(renderReport(makeCheckReport(check, toolVersion()), 'json')) as Record<string, unknown>,
  );
  const kept = formatBaseline(await makeBaselineFile([small]));
  reports.set('baseline', JSON.parse(kept) as Record<string, unknown>);
  const unjudged = makeUnjudgedReport({ message: 'a.json: is empty' }, toolVersion());
  reports.set('unjudged', JSON.parse(renderReport(unjudged, 'json')) as Record<string, unknown>);
  const run = drawTimeline({ heap: line(20, 80) });
  const file = { path: 'memory.csv', runs: [run], unreadableLines: 0 };
  const triaged = makeTriageReport(file, [{ run, verdict: triage(run) }]);
  assert.ok((triaged.runs[0].limits ?? []).length > 0, 'with limits, which not every verdict has');
  reports.set('triage', JSON.parse(JSON.stringify(triaged)) as Record<string, unknown>);
});

/** What each kind is about. */
const mainField: Readonly<Record<ReportKind, string>> = {
  comparison: 'suspects',
  summary: 'classes',
  retainers: 'ofClass',
  objects: 'objects',
  object: 'fields',
  check: 'failures',
  baseline: 'classes',
  triage: 'runs',
  unjudged: 'problem',
};

for (const kind of Object.keys(mainField) as ReportKind[]) {
  test(`a real ${kind} is valid by its schema, also with a field of a later version`, () => {
    assert.deepEqual(errorsOf(kind, reports.get(kind)), []);
    assert.deepEqual(errorsOf(kind, { ...reports.get(kind), later: true }), []);
  });

  test(`a ${kind} without what it is about, or of another version, is not valid`, () => {
    const field = mainField[kind];
    const { [field]: _, ...withoutField } = reports.get(kind) ?? {};
    assert.deepEqual(errorsOf(kind, withoutField), [`must have required property '${field}'`]);
    assert.deepEqual(errorsOf(kind, { ...reports.get(kind), schemaVersion: 2 }), [
      'must be equal to constant',
    ]);
    assert.deepEqual(errorsOf(kind, { ...reports.get(kind), [field]: [{}] }).length > 0, true);
  });
}

test('a real comparison of two, without pairs, is valid by the same schema', async () => {
  const two = makeComparisonReport(await compareFiles([small, smallLeak]));
  assert.deepEqual([two.snapshots.length, two.pairs], [2, []]);
  assert.deepEqual(errorsOf('comparison', JSON.parse(renderReport(two, 'json'))), []);
});

test('reports with all that a page draws are valid by the same schemas', async () => {
  const options = { details: 'names' } as const;
  for (const report of [
    makeComparisonReport(await compareFiles([baseline, current], options)),
    makeSummaryReport(await summarizeFile(smallLeak, options)),
    makeCheckReport(await checkFiles([small, smallLeak], options), toolVersion()),
  ]) {
    assert.ok(report.tree && report.objects);
    const left = leaveOutStrings<DrawnReport>(report);
    assert.deepEqual(errorsOf(report.kind, JSON.parse(JSON.stringify(left))), []);
  }
});

const validators = new Map<ReportKind, ValidateFunction>();

function errorsOf(kind: ReportKind, report: unknown): string[] {
  const validate =
    validators.get(kind) ?? new Ajv().compile(JSON.parse(readFileSync(schemaFile(kind), 'utf8')) as object);
  validators.set(kind, validate);
  validate(report);
  return (validate.errors ?? []).map(({ message = '' }) => message);
}

test('reports with allocation stacks fit their schemas', async () => {
  const [before, after] = [0, 1].map((number) =>
    repositoryPath(`fixtures/snapshots/allocation-tracking/${number}.heapsnapshot.gz`),
  );
  const comparison = makeComparisonReport(await compareFiles([before ?? '', after ?? '']), {});
  assert.ok(comparison.suspects.some(({ allocation }) => allocation !== undefined));
  const objects = await listFileObjects([after ?? ''], { className: 'Subscriber', top: 1 });
  const [one] = objects.objects;
  assert.ok(one?.allocation?.betweenSeconds);
  const retainers = await findFileRetainers(after ?? '', { id: one.nodeId });
  assert.ok(retainers.ofObject?.allocation);
  for (const report of [comparison, makeObjectsReport(objects), makeRetainersReport(retainers)]) {
    const schema = JSON.parse(readFileSync(schemaFile(report.kind), 'utf8')) as object;
    const validate = new Ajv().compile(schema);
    assert.ok(validate(JSON.parse(renderReport(report, 'json'))), JSON.stringify(validate.errors));
  }
});
