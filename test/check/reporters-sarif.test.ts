import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Run } from 'sarif';
import { checkSarif } from '../../src/report/ci/check-sarif.ts';
import type { CheckReport } from '../../src/report/check-report.ts';
import { sarifRun } from '../support/ci-formats.ts';
import { drawnCheck, drawnPass } from '../support/drawn-check.ts';
import { hostileToCi } from '../support/hostile-names.ts';

const runOf = (report: CheckReport): Run => sarifRun(checkSarif(report, { root: '/repo' }));

test('it says which package the tool is, as a package URL', () => {
  const { tool } = runOf(drawnCheck());
  assert.equal(new URL(tool.driver.informationUri ?? '').href, 'pkg:npm/heap-snapdiff@1.2.3');
});

test('it says which snapdiff it is of, and which commit of which repository, where that is known', () => {
  const { tool, versionControlProvenance } = runOf(drawnCheck());
  assert.deepEqual([tool.driver.version, tool.driver.semanticVersion], ['1.2.3', '1.2.3']);
  assert.equal(versionControlProvenance, undefined);
  const revision = { uri: 'https://github.com/owner/repo', commit: 'abc', branch: 'a\u202eb' };
  const told = sarifRun(checkSarif(drawnCheck(), { root: '/repo', revision }));
  assert.deepEqual(told.versionControlProvenance, [
    {
      repositoryUri: revision.uri,
      revisionId: 'abc',
      branch: 'a\\u202eb',
      mappedTo: { uriBaseId: '%SRCROOT%' },
    },
  ]);
});

test('each failure is a result of a rule, at its place, with the way to it', () => {
  const { tool, results = [] } = runOf(drawnCheck());
  assert.deepEqual(
    tool.driver.rules?.map((rule) => rule.id),
    ['listeners', 'budget'],
  );
  assert.deepEqual(
    results.map(({ ruleId, ruleIndex, level }) => [ruleId, ruleIndex, level]),
    [
      ['listeners', 0, 'error'],
      ['budget', 1, 'error'],
    ],
  );
  const [{ locations, codeFlows, message, partialFingerprints, properties }] = results;
  assert.deepEqual(locations, [
    {
      physicalLocation: {
        artifactLocation: { uri: 'src/connection.js', uriBaseId: '%SRCROOT%' },
        region: { startLine: 12, startColumn: 5 },
      },
      logicalLocations: [{ name: 'Connection', kind: 'type' }],
    },
  ]);
  assert.equal(codeFlows?.[0].threadFlows[0].locations.length, 2);
  assert.match(message.text ?? '', /^Connection leaks: .*\nHeld by: /);
  assert.equal(partialFingerprints?.['snapdiff/v1'], '0123456789abcdef');
  assert.equal(properties?.['confidence'], 0.75);
});

test('what has no place in the source stands at the snapshot, without a flow', () => {
  const { results = [] } = runOf(drawnCheck({ url: 'node:events', path: '/repo/out/3 %.heapsnapshot' }));
  const [{ locations, codeFlows }] = results;
  assert.deepEqual(locations?.[0].physicalLocation, {
    artifactLocation: { uri: 'out/3%20%25.heapsnapshot', uriBaseId: '%SRCROOT%' },
    region: { startLine: 1, startColumn: 1 },
  });
  assert.equal(codeFlows, undefined);
});

test('a check that passes has no result, and is valid', () => {
  assert.deepEqual(runOf(drawnPass()).results, []);
});

test('warnings are notifications', () => {
  const [invocation] = runOf(drawnCheck()).invocations ?? [];
  assert.deepEqual(
    invocation.toolExecutionNotifications?.map(({ message }) => message.text),
    ['Connection is older than snapshots/3.heapsnapshot.'],
  );
});

test('a failure of the whole heap, or without any suspect, is valid', () => {
  const report = drawnCheck();
  const [failure] = report.failures;
  const bare = {
    ...failure,
    className: null,
    holder: null,
    suspectRank: null,
    path: [],
    location: null,
    confidence: null,
  };
  const run = runOf({
    ...report,
    suspects: [],
    failures: [
      { ...bare, kind: 'growth' },
      { ...bare, kind: 'suspect', className: 'Connection' },
    ],
  });
  assert.deepEqual(
    run.results?.map(({ ruleId }) => ruleId),
    ['growth', 'leak'],
  );
});

test('hostile names leave the log valid, its paths references, and its messages without links', () => {
  const check = (name: string): void => {
    const text = checkSarif(
      drawnCheck({ className: name, path: name, url: `/repo/${name}.js`, text: name }),
      {
        root: '/repo',
      },
    );
    assert.doesNotMatch(text, /##\[|^\s*::/m);
    const { results = [] } = runOf(
      drawnCheck({ className: name, path: name, url: `/repo/${name}.js`, text: name }),
    );
    assert.equal(results.length, 2);
    for (const { message, locations = [] } of results) {
      assert.doesNotMatch(message.text ?? '', /(?!\n)\p{C}|\]\(|\{\d+\}/u);
      const { uri = '' } = locations[0].physicalLocation?.artifactLocation ?? {};
      assert.match(uri, /^(?:[\w.~!*'()-]|%[\dA-F]{2})(?:[\w.~!*'()/-]|%[\dA-F]{2})*$/);
    }
  };
  for (const name of hostileToCi.values()) check(name);
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), check), { numRuns: 50 });
});
