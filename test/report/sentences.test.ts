import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { textOf, textsOf, type Sentence } from '../../src/base/sentence.ts';
import { comparisonInput } from '../../src/check/check-input.ts';
import { compareFiles } from '../../src/files/compare-files.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import { findFileRetainers } from '../../src/files/inspect-files.ts';
import type { CheckReport } from '../../src/report/check-report.ts';
import { renderReport } from '../../src/report/index.ts';
import { makeRetainersReport } from '../../src/report/retainers-report.ts';
import type { Report } from '../../src/report/report.ts';
import { makeComparisonReport } from '../../src/report/comparison-report.ts';
import { checkOf } from '../support/checks.ts';
import type { Drawing } from '../support/draw-heap.ts';
import { DrawnProcess, withDrawnFiles } from '../support/draw-series.ts';
import { repositoryPath } from '../support/fixtures.ts';

/**
 * A class "My Class", whose objects gather in a Map under a key with an arrow in it, which a variable called
 * "variable x" of a function holds; each of them with an object whose class has a backtick and a bar.
 */
function drawAwkwardLeak(): readonly Drawing[] {
  const process = new DrawnProcess();
  process.put('app', 'run', { kind: 'closure', name: 'run `it`' });
  process.put('run', 'context', { name: 'system / Context' }, 'internal');
  process.put('context', 'variable x', 'Map', 'context');
  process.put('variable x', 'table', { kind: 'array', name: '', size: 152 }, 'internal');
  process.put('table', '5', { kind: 'string', name: 'a › b' }, 'internal');
  process.put('table', '6', 'Store', 'internal');
  for (let count = 5; count <= 20; count += 5) {
    for (let i = count - 5; i < count; i++) {
      process.put('6', `a b${i}`, { name: 'My Class', size: 2000 });
      process.put(`a b${i}`, `part${i}`, 'P`a|r`t');
    }
    process.takeSnapshot();
  }
  return process.snapshots;
}

let comparison: Comparison;
let check: CheckReport;
let retainers: Report;

before(async () => {
  await withDrawnFiles(drawAwkwardLeak(), async (files) => {
    comparison = await compareFiles(files);
    check = checkOf(comparisonInput(comparison), { budgets: { 'My Class': { count: 0 } } });
    const [id] = comparison.suspects[0].sampleIds;
    retainers = makeRetainersReport(await findFileRetainers(files.at(-1) ?? '', { id }));
  });
});

test('the drawn leak is told by its awkward names', () => {
  const [{ className, holder, evidence, path }] = comparison.suspects;
  assert.equal(className, 'My Class');
  assert.equal(holder.edge, 'variable variable x › entry "a › b"');
  assert.ok(evidence.includes('In the same numbers came P`a|r`t.'), evidence.join('\n'));
  assert.deepEqual(path.at(-2)?.form, 'map entry');
  assert.equal(path.at(-2)?.detail, 'a › b');
});

test('in a terminal names stand as they are', () => {
  const text = renderReport(makeComparisonReport(comparison), 'table');
  assert.ok(text.includes('My Class stay under variable variable x › entry "a › b" (Store @'), text);
  assert.ok(text.includes('In the same numbers came P`a|r`t.'));
  assert.ok(text.includes(' › variable variable x Map › entry "a › b" Store › ["a b'), text);
  assert.match(renderReport(check, 'table'), /My Class: 15 more objects \(5 → 20\), 15 over the 0/);
  assert.match(renderReport(retainers, 'table'), /property `\["a b\d+"\]` of `Store` @/);
});

test('in Markdown each name is one code span, quotes and arrows and all', () => {
  const text = renderReport(makeComparisonReport(comparison), 'markdown');
  assert.ok(text.includes('`My Class` stay under variable `variable x` › entry `"a › b"` (`Store` `@'), text);
  assert.ok(text.includes('   - In the same numbers came `P\\x60a\\x7cr\\x60t`.'), text);
  assert.ok(text.includes(' › `variable variable x Map` › `entry "a › b" Store` › `["a b'), text);
  assert.ok(text.includes('There are 5 → 10 → 15 → 20 `My Class` objects.'));
  const checked = renderReport(check, 'markdown');
  assert.match(checked, /^\d\. `My Class`: 15 more objects \(5 → 20\), 15 over the 0 that `budgets/m);
  assert.ok(checked.includes(' › `entry "a › b" Store` › '), checked);
  assert.match(renderReport(retainers, 'markdown'), /\| property `\["a b\d+"\]` of `Store` \|/);
});

test('JSON has the text, and the parts beside it', () => {
  const report = JSON.parse(renderReport(makeComparisonReport(comparison), 'json')) as Comparison;
  assert.deepEqual(report.suspects, comparison.suspects);
  assert.deepEqual(report.suspects[0].holder.edgeParts, [
    'variable ',
    { name: 'variable x' },
    ' › entry ',
    { name: '"a › b"' },
  ]);
  assert.deepEqual(report.verdict.reasonParts.slice(0, 2), ['5 + 5 + 5 ', { name: 'My Class' }]);
  assertTextsOf(report);
  assertTextsOf(check);
});

/** Every text of a report, held against the parts beside it. */
function assertTextsOf(report: unknown): number {
  if (Array.isArray(report)) return report.reduce((sum: number, part) => sum + assertTextsOf(part), 0);
  if (typeof report !== 'object' || report === null) return 0;
  let count = 0;
  for (const [key, value] of Object.entries(report)) {
    const [, field] = /^(.+)Parts$/.exec(key) ?? [];
    if (field === undefined) {
      count += assertTextsOf(value);
      continue;
    }
    count++;
    const text: unknown = (report as Readonly<Record<string, unknown>>)[field];
    assert.notEqual(text, undefined, `${field} is beside ${key}`);
    const told = Array.isArray(text) ? textsOf(value as Sentence[]) : textOf(value as Sentence);
    assert.deepEqual(told, text, key);
  }
  return count;
}

const pairs: readonly (readonly [what: string, baseline: string, current: string])[] = [
  ['two processes', 'node20/0', 'node20-second-process/0'],
  ['two that are swapped', 'node22/1', 'node22/0'],
  ['one with internals', 'node26/0', 'node26-internals/1'],
  ['a leak', 'push-daemon-leak/0', 'push-daemon-leak/3'],
  ['Bun', 'bun/0', 'bun/1'],
];

for (const [what, ...names] of pairs) {
  test(`of ${what} every text is that of its parts, and no part has a backtick of ours`, async () => {
    const files = names.map((file) => repositoryPath(`fixtures/snapshots/${file}.heapsnapshot.gz`));
    const real = await compareFiles(files);
    const report = checkOf(comparisonInput(real), {
      budgets: { Objekt: { count: 0 }, '/^T/': { self: '1%' } },
    });
    // The warnings and a reason or a rule there are always.
    assert.ok(assertTextsOf(makeComparisonReport(real)) >= 2);
    assert.ok(assertTextsOf(report) >= 2);
    assert.doesNotMatch(JSON.stringify([real.verdict, real.suspects, report.failures]), /`/);
  });
}
