import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Analysis } from '../../src/analysis/analysis.ts';
import { compareFiles } from '../../src/files/compare-files.ts';
import { compareSnapshots, type Comparison } from '../../src/compare/comparison.ts';
import { SnapdiffError } from '../../src/base/errors.ts';
import { textOf } from '../../src/base/sentence.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { writeSmallLeak } from '../support/draw-series.ts';
import { repositoryPath } from '../support/fixtures.ts';

const filesOf = (folder: string, ...numbers: readonly number[]): string[] =>
  numbers.map((number) => repositoryPath(`fixtures/snapshots/${folder}/${number}.heapsnapshot.gz`));

const compared = new Map<string, Promise<Comparison>>();

/** What several tests ask is asked once. */
function comparisonOf(files: readonly string[]): Promise<Comparison> {
  const key = files.join();
  const comparison = compared.get(key) ?? compareFiles(files);
  compared.set(key, comparison);
  return comparison;
}

const leak = filesOf('push-daemon-leak', 0, 1, 2, 3);
const followedLeak = comparisonOf(leak);
/** Enough where it is not about what is in them. */
const small = filesOf('class-instances', 0, 1, 2);
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-compare-'));
after(() => rmSync(folder, { recursive: true }));
/** With a suspect. */
const drawn = writeSmallLeak(folder);
const classOf = ({ classes }: Comparison, name: string): Comparison['classes'][number] | undefined =>
  classes.find(({ className }) => className === name);

test('the push daemon leaks: its timers keep the connections, five in every round', async () => {
  const series = await followedLeak;
  const { verdict, suspects, growth, warnings } = series;
  assert.deepEqual([verdict.result, warnings], ['leak', []]);
  assert.equal(suspects.length, 1);
  const [suspect] = suspects;
  assert.deepEqual([suspect.className, suspect.counts], ['Connection', [5, 10, 15, 20]]);
  assert.deepEqual(suspect.heldCounts, [5, 5, 5]);
  assert.equal(suspect.holder.className, 'TimersList');
  assert.equal(suspect.location?.url?.endsWith('http2/lib/protocol/connection.js'), true);
  const path = suspect.path.map(({ label, name }) => `${label} ${name}`);
  assert.ok(
    path.some((step) => step.startsWith('timers of 60000 ms ')),
    path.join(' › '),
  );
  assert.ok(
    suspect.path.some(({ className }) => className === 'Endpoint'),
    path.join(' › '),
  );
  const together = suspect.evidence.find((fact) => fact.startsWith('In the same numbers came '));
  assert.match(String(together), /\bEndpoint\b/);
  assert.deepEqual(classOf(series, 'Connection')?.counts, [5, 10, 15, 20]);
  assert.equal(classOf(series, 'Connection')?.behaviour, 'leaking');
  assert.ok(growth.suspectBytes > growth.bytes / 2);
  assert.ok(growth.unexplainedBytes < growth.bytes / 20);
});

test('the push daemon that shares its connection does not leak, and nothing is suspected', async () => {
  const series = await compareFiles(filesOf('push-daemon-healthy', 0, 1, 2, 3));
  assert.deepEqual([series.verdict.result, series.suspects], ['no-leak', []]);
  const { bytes, engineBytes, suspectBytes, unexplainedBytes } = series.growth;
  assert.equal(suspectBytes, 0);
  assert.ok(unexplainedBytes < bytes / 10);
  assert.ok(engineBytes > bytes * 0.9, 'what grew is code that V8 compiled');
  assert.equal(classOf(series, 'Connection')?.behaviour, 'flat');
});

test('files in another order are put right, and it is said', async () => {
  const [a, b, c, d] = drawn;
  const { warnings, warningsParts: _, ...ordered } = await comparisonOf(drawn);
  const { warnings: said, warningsParts, ...sorted } = await compareFiles([c, a, d, b]);
  assert.equal(ordered.suspects.length, 1);
  assert.deepEqual(sorted, ordered);
  assert.deepEqual(warningsParts?.map(textOf), said);
  assert.deepEqual(warnings, []);
  assert.deepEqual(said, [
    `The files were put in the order they were taken, by the ids in them: ${drawn.join(', ')}.`,
  ]);
});

test('a file of another process is one error with its name, wherever it stands', async () => {
  const [stranger = ''] = filesOf('node20', 0);
  for (const files of [
    [...small.slice(0, 2), stranger],
    [stranger, ...small.slice(0, 2)],
  ]) {
    await assert.rejects(compareFiles(files), (error) => {
      assert.ok(error instanceof SnapdiffError);
      assert.match(error.message, /: is of another process than /);
      assert.ok(error.message.includes(stranger));
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  }
});

test('two runs of one program are told apart, alike as they are', async () => {
  const files = [...filesOf('node20', 0, 1), ...filesOf('node20-second-process', 0)];
  await assert.rejects(compareFiles(files), /is of another process than/);
});

test('standard input is refused: each file is read twice', async () => {
  await assert.rejects(compareFiles([...leak.slice(0, 2), '-']), /^SnapdiffError: -: each file of a series/);
});

test('a missing file among many is the error of that file', async () => {
  await assert.rejects(compareFiles([...leak.slice(0, 2), 'absent.heapsnapshot']), /absent\.heapsnapshot: /);
});

test('one file is none to compare, and says so', async () => {
  await assert.rejects(compareFiles(leak.slice(0, 1)), /expected two snapshots or more, got 1/);
  assert.throws(() => compareSnapshots([]), /expected two snapshots or more, got 0/);
});

test('in memory four snapshots are the same comparison, in whichever order they are given', async () => {
  const analyses: Analysis[] = [];
  for (const path of drawn) analyses.push(new Analysis(await readSnapshot(path)));
  const [a, b, c, d] = analyses;
  assert.deepEqual(compareSnapshots(analyses), await comparisonOf(drawn));
  const { warnings, warningsParts: _, ...sorted } = compareSnapshots([d, b, a, c]);
  const { warnings: none, warningsParts: noParts, ...ordered } = await comparisonOf(drawn);
  assert.deepEqual([none, noParts ?? []], [[], []]);
  assert.deepEqual(sorted, ordered);
  assert.match(warnings.join(), /^The files were put in the order they were taken, by the ids in them: /);
  assert.deepEqual(compareSnapshots([a, d]), await comparisonOf([drawn[0], drawn[3]]));
  const stranger = new Analysis(await readSnapshot(filesOf('node20', 0)[0] ?? ''));
  const real: Analysis[] = [];
  for (const path of small.slice(0, 2)) real.push(new Analysis(await readSnapshot(path)));
  assert.throws(() => compareSnapshots([...real, stranger]), /is of another process than/);
});

test('256 files are too many, before any is read', async () => {
  const files = Array.from({ length: 256 }, () => 'absent.heapsnapshot');
  await assert.rejects(compareFiles(files), /at most, here are 256/);
});

for (const [folder, count] of [
  ['push-daemon-leak', 4],
  ['class-instances', 3],
] as const) {
  test(`${folder}: from first to last, a series says what the comparison of these two says`, async () => {
    const files = filesOf(folder, ...Array.from({ length: count }, (_, number) => number));
    const [series, diff] = [
      await comparisonOf(files),
      await comparisonOf([files[0] ?? '', files.at(-1) ?? '']),
    ];
    for (const { behaviour: _, cohorts, ...compared } of diff.classes) {
      const followed = series.classes.find(({ key }) => key === compared.key);
      assert.ok(followed, compared.key);
      const { counts, selfSizes, retainedSizes, behaviour: __, cohorts: ___, ...rest } = followed;
      const ends = (amounts: readonly number[]): number[] => [amounts[0], amounts[amounts.length - 1]];
      const sides = { counts: ends(counts), selfSizes: ends(selfSizes), retainedSizes: ends(retainedSizes) };
      assert.deepEqual({ ...rest, ...sides }, compared);
      assert.equal(cohorts[0][1] + compared.removedCount, counts[0]);
    }
    assert.deepEqual(series.totals, diff.totals);
  });
}

test('each pair of a series is what the comparison of its two files is: consecutive ones, and the first with each', async () => {
  const { pairs } = await followedLeak;
  assert.deepEqual(
    pairs.map(({ baseline, current }) => [baseline, current]),
    [
      [0, 1],
      [0, 2],
      [1, 2],
      [0, 3],
      [2, 3],
    ],
  );
  // Of those with the first and of the consecutive ones, one that is neither's end, and both ends.
  for (const { baseline, current, totals, classes } of [pairs[0], pairs[2], pairs[3]]) {
    const diff = await comparisonOf([leak[baseline] ?? '', leak[current] ?? '']);
    assert.deepEqual(totals, diff.totals);
    const connection = classes.find(({ className }) => className === 'Connection');
    assert.deepEqual(
      connection,
      diff.classes.find(({ className }) => className === 'Connection'),
    );
    assert.equal(connection?.addedCount, 5 * (current - baseline));
  }
});

test('what a class counts in a snapshot is the sum of its cohorts alive in it', async () => {
  const { classes } = await followedLeak;
  for (const { key, counts, cohorts } of classes) {
    const sums = counts.map((_, s) => cohorts.reduce((sum, alive) => sum + (alive[s] ?? 0), 0));
    assert.deepEqual(sums, [...counts], key);
  }
});

test("Bun's objects have new ids in every snapshot, so that its files cannot be followed", async () => {
  await assert.rejects(compareFiles(filesOf('bun', 0, 1, 0)), SnapdiffError);
});

test('a file that is given three times has not changed: nothing leaks', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-same-'));
  try {
    const copies = ['a', 'b', 'c'].map((name) => join(folder, `${name}.heapsnapshot.gz`));
    for (const copy of copies) await copyFile(leak[0] ?? '', copy);
    const { verdict, totals, classes } = await compareFiles(copies);
    assert.deepEqual([verdict.result, totals.addedCount, totals.removedCount], ['no-leak', 0, 0]);
    assert.deepEqual(
      classes.filter(({ behaviour }) => behaviour !== 'flat'),
      [],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
