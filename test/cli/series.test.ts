import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { writeSmallLeak } from '../support/draw-series.ts';
import { assertGolden } from '../support/golden.ts';
import { runCli } from '../support/run-cli.ts';

const files = [0, 1, 2, 3].map((number) => `fixtures/snapshots/push-daemon-leak/${number}.heapsnapshot.gz`);

interface SeriesJson {
  readonly kind: string;
  readonly verdict: { readonly result: string };
  readonly suspects: readonly { readonly className: string }[];
  readonly snapshots: readonly { readonly path: string }[];
  readonly warnings: readonly string[];
  readonly classes: readonly { readonly className: string; readonly counts: readonly number[] }[];
  readonly omittedClassCount: number;
}

async function jsonOf(...args: readonly string[]): Promise<SeriesJson> {
  const { exitCode, stdout, stderr } = await runCli(['--json', ...args]);
  assert.deepEqual([exitCode, stderr], [0, '']);
  return JSON.parse(stdout) as SeriesJson;
}

/** Enough where it is not about what is in them. */
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-series-'));
after(() => rmSync(folder, { recursive: true }));
const four = writeSmallLeak(folder);
const three = four.slice(0, 3);

test('four snapshots give a verdict, suspects and a table on standard output and nothing else', async () => {
  const saved = join(folder, 'saved.json');
  const { exitCode, stdout, stderr } = await runCli([
    ...files,
    '--format',
    'table',
    '--format',
    `json=${saved}`,
  ]);
  assert.deepEqual([exitCode, stderr], [0, '']);
  assertGolden('cli/series.push-daemon-leak.txt', stdout);
  const { stdout: markdown } = await runCli(['report', saved, '--format', 'markdown', '--top', '5']);
  assertGolden('cli/series.push-daemon-leak.markdown.txt', markdown);
});

test('a series as Markdown', async () => {
  const { exitCode, stdout, stderr } = await runCli(['--format', 'markdown', '--top', '5', ...three]);
  assert.deepEqual([exitCode, stderr], [0, '']);
  assert.match(stdout, /^### /m);
});

test('a healthy series is one line and a table', async () => {
  const healthy = files.map((file) => file.replace('leak', 'healthy'));
  const { exitCode, stdout } = await runCli(['--top', '3', ...healthy]);
  assert.equal(exitCode, 0);
  assertGolden('cli/series.push-daemon-healthy.txt', stdout);
});

test('--json of a series holds all classes, with a count for each snapshot', async () => {
  const report = await jsonOf(...four);
  assert.deepEqual([report.kind, report.verdict.result, report.omittedClassCount], ['comparison', 'leak', 0]);
  assert.deepEqual(
    report.snapshots.map(({ path }) => path),
    four,
  );
  assert.deepEqual(
    report.classes.find(({ className }) => className === 'Connection')?.counts,
    [5, 10, 15, 20],
  );
});

test('of --top given twice the last counts in a series too, and the suspects stay', async () => {
  const { classes, omittedClassCount, suspects } = await jsonOf('--top', '9', '--top', '3', ...three);
  assert.equal(classes.length, 3);
  assert.ok(omittedClassCount > 0);
  assert.equal(suspects.length, 1);
});

test('--filter and --sort choose and order the classes of a series', async () => {
  const { classes } = await jsonOf('--filter', '/^(connection|endpoint)$/i', '--sort', 'className', ...three);
  assert.deepEqual(
    classes.map(({ className }) => className),
    ['Connection', 'Endpoint'],
  );
});

test('diff is another name for the series, too', async () => {
  assert.deepEqual(await runCli(['diff', ...three]), await runCli(three));
});

test('files in another order are put right with a warning in the report', async () => {
  const [a = '', b = '', c = ''] = three;
  const { snapshots, warnings } = await jsonOf(c, a, b);
  assert.deepEqual(
    snapshots.map(({ path }) => path),
    three,
  );
  assert.equal(warnings.length, 1);
});

test('a file of another process is one line with what to do, with nothing on standard output', async () => {
  const stranger = 'fixtures/snapshots/bun/0.heapsnapshot.gz';
  const two = [0, 1].map((number) => `fixtures/snapshots/chrome/${number}.heapsnapshot.gz`);
  const { exitCode, stdout, stderr } = await runCli([...two, stranger]);
  assert.deepEqual([exitCode, stdout], [2, '']);
  assert.match(stderr, /^snapdiff: .* is of another process than .*\. Leave it out: .*\n$/);
});

test('standard input cannot be one of a series', async () => {
  for (const args of [
    ['-', ...three.slice(0, 2)],
    [...three.slice(0, 2), '-'],
  ]) {
    const { exitCode, stdout, stderr } = await runCli(args);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(stderr, /^snapdiff: .*\. .*\n$/);
  }
});

test('nor can a pipe, which nobody writes to a second time', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const args of [
    [pipe, ...three.slice(0, 2)],
    [...three.slice(0, 2), pipe],
    ['check', ...three.slice(0, 2), pipe],
  ]) {
    const { exitCode, stdout, stderr } = await runCli(args, { isAlone: true });
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.equal(
      stderr,
      `snapdiff: ${pipe}: each file of a series is read twice, which a pipe cannot be. Write it to a file first.\n`,
    );
  }
});

test('a missing third file is one line and a hint', async () => {
  const { exitCode, stdout, stderr } = await runCli([...three.slice(0, 2), 'absent']);
  assert.deepEqual([exitCode, stdout], [2, '']);
  assert.match(stderr, /^snapdiff: absent: .*\n$/);
});
