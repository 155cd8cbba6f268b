import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '../../src/base/sentence.ts';
import { judgeComparability, type Comparability } from '../../src/compare/comparability.ts';
import { Analysis } from '../../src/analysis/analysis.ts';
import { takeCensus, type Census } from '../../src/compare/census.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import { compareFiles } from '../../src/files/compare-files.ts';
import { repositoryPath } from '../support/fixtures.ts';

const fixture = (name: string): string => repositoryPath(`fixtures/snapshots/${name}.heapsnapshot.gz`);
const diff = (baseline: string, current: string): Promise<Comparison> =>
  compareFiles([fixture(baseline), fixture(current)]);

test('two processes of one program are told apart and compared by class name', async () => {
  const { matchedBy, warnings, totals, classes, snapshots } = await diff(
    'node20/0',
    'node20-second-process/0',
  );
  assert.equal(matchedBy, 'className');
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /have another object behind \d+ % of the ids they share.*two processes/);
  // All of both sides count, and the same program’s classes have about the same counts.
  const counts = (snapshot: number): number => classes.reduce((sum, row) => sum + row.counts[snapshot], 0);
  assert.deepEqual([totals.addedCount, totals.removedCount], [counts(1), counts(0)]);
  assert.equal(new Set(classes.map(({ className }) => className)).size, classes.length);
  assert.ok(classes.every(({ location }) => location === undefined));
  assert.ok(Math.abs(totals.sizeDelta) < snapshots[0].totalSize / 50 && snapshots[1].totalSize > 0);
  const unchanged = classes.filter(({ countDelta }) => countDelta === 0);
  assert.ok(unchanged.length > classes.length * 0.8);
});

for (const [baseline, current] of [
  ['bun/0', 'bun/1'],
  ['bun/1', 'bun/0'],
  ['node20/0', 'node22/0'],
] as const) {
  test(`ids that mean nothing across ${baseline} and ${current} are not paired`, async () => {
    const { matchedBy, isSwapped, warnings } = await diff(baseline, current);
    assert.deepEqual([matchedBy, isSwapped], ['className', false]);
    assert.match(warnings.at(-1) ?? '', /Objects cannot be paired, and only constructors are compared/);
    assert.ok(!warnings.some((warning) => /newer/.test(warning)));
  });
}

for (const [baseline, current, exposed] of [
  ['node26/0', 'node26-internals/0', /^The current snapshot was taken with V8's internals exposed/],
  ['node26-internals/0', 'node26/1', /^The baseline was taken with V8's internals exposed/],
] as const) {
  test(`a plain snapshot is not compared with one of internals unsaid: ${baseline} and ${current}`, async () => {
    const { matchedBy, warnings } = await diff(baseline, current);
    assert.equal(matchedBy, 'id');
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', exposed);
  });
}

for (const [baseline, current] of [
  ['node20/1', 'node20/0'],
  ['chrome/1', 'chrome/0'],
] as const) {
  test(`a baseline newer than the current snapshot is told: ${baseline} and ${current}`, async () => {
    const { matchedBy, isSwapped, warnings } = await diff(baseline, current);
    assert.deepEqual([matchedBy, isSwapped], ['id', true]);
    assert.deepEqual(
      warnings.map((warning) => warning.slice(0, 54)),
      ['The baseline is newer than the current snapshot: its o'],
    );
  });
}

for (const name of ['node20/0', 'bun/1', 'chrome/0']) {
  test(`the same file twice has no warning and no change: ${name}`, async () => {
    const { matchedBy, warnings, isSwapped, totals } = await diff(name, name);
    assert.deepEqual([matchedBy, warnings, isSwapped], ['id', [], false]);
    assert.deepEqual([totals.addedCount, totals.removedCount], [0, 0]);
  });
}

test('a snapshot with numbers is not compared with one without unsaid, if internals do not part them already', async () => {
  const plain = await censusOf('node26/0');
  const numbers = { ...plain, hasNumbers: true };
  assert.equal(plain.hasNumbers, false);
  assert.deepEqual(judgeComparability(plain, plain).warnings, []);
  assert.deepEqual(judgeComparability(numbers, numbers).warnings, []);
  assert.match(
    firstWarning(judgeComparability(plain, numbers)),
    /^The current snapshot was taken with numbers/,
  );
  assert.match(firstWarning(judgeComparability(numbers, plain)), /^The baseline was taken with numbers/);
});

test('files of Chrome, and of Node with numbers, show them', async () => {
  const shows = async (name: string): Promise<boolean> => (await censusOf(name)).hasNumbers;
  assert.deepEqual(await Promise.all(['chrome/0', 'node26-internals/0', 'node24/0', 'bun/0'].map(shows)), [
    true,
    true,
    false,
    false,
  ]);
});

test('a file of Chrome beside one of Node is compared by constructor, with both reasons', async () => {
  const { matchedBy, warnings } = await diff('node26/0', 'chrome/0');
  assert.equal(matchedBy, 'className');
  assert.equal(warnings.length, 2);
  assert.match(warnings[0] ?? '', /^The current snapshot was taken with V8's internals exposed/);
  assert.match(warnings[1] ?? '', /Objects cannot be paired/);
});

async function censusOf(name: string): Promise<Census> {
  return takeCensus(new Analysis(await readSnapshot(fixture(name))));
}

function firstWarning({ warnings: [warning = []] }: Comparability): string {
  return textOf(warning);
}
