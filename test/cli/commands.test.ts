import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { writeSmallLeak } from '../support/draw-series.ts';
import { assertGolden } from '../support/golden.ts';
import { runCli, runShell, type CliResult } from '../support/run-cli.ts';

const leak = 'fixtures/snapshots/push-daemon-leak';

/** Enough where it is not about what is in them. */
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-commands-'));
after(() => rmSync(folder, { recursive: true }));
const [baseline, , , current] = writeSmallLeak(folder);

interface JsonReport {
  readonly kind: string;
  readonly classes: readonly {
    readonly className: string;
    readonly addedCount: number;
    readonly key: string;
  }[];
  readonly omittedClassCount: number;
  readonly snapshots: readonly { readonly path: string }[];
  readonly verdict: { readonly reason: string };
  readonly suspects: readonly unknown[];
}

function jsonOf(...args: readonly string[]): Promise<JsonReport> {
  return reportOf(runCli(['--json', ...args]));
}

async function reportOf(running: Promise<CliResult>): Promise<JsonReport> {
  const { exitCode, stdout, stderr } = await running;
  assert.deepEqual([exitCode, stderr], [0, '']);
  return JSON.parse(stdout) as JsonReport;
}

/** What most tests need: the program is run once for them. */
const json = runCli(['--json', baseline, current]);

test('two snapshots give a table on standard output and nothing else', async () => {
  const files = [`${leak}/0.heapsnapshot.gz`, `${leak}/3.heapsnapshot.gz`];
  const { exitCode, stdout, stderr } = await runCli(files, { isAlone: true });
  assert.deepEqual([exitCode, stderr], [0, '']);
  assertGolden('cli/diff.push-daemon-leak.txt', stdout);
});

test('summary gives statistics and a table', async () => {
  const { exitCode, stdout, stderr } = await runCli(['summary', `${leak}/3.heapsnapshot.gz`]);
  assert.deepEqual([exitCode, stderr], [0, '']);
  assertGolden('cli/summary.push-daemon-leak.txt', stdout);
});

test('diff is another name of the default command', async () => {
  assert.deepEqual(await runCli(['diff', baseline, current]), await runCli([baseline, current]));
});

test('--json is --format json and holds all classes; a table or Markdown holds 20', async () => {
  assert.deepEqual(await runCli(['--format', 'json', baseline, current]), await json);
  const report = await reportOf(json);
  assert.equal(report.kind, 'comparison');
  assert.equal(report.omittedClassCount, 0);
  assert.ok(report.classes.length > 20);
  const { stdout: markdown } = await runCli(['--format', 'markdown', baseline, current]);
  assert.equal(markdown.match(/^\| `.*\| [+−0].*$/gm)?.length, 20);
  assert.ok(markdown.includes(`… ${report.classes.length - 20} more constructors`));
});

test('--top, --sort and --filter choose and order the classes; the last of two counts', async () => {
  const { classes, omittedClassCount } = await jsonOf(
    '--sort',
    'addedCount',
    '--top',
    '9',
    '--top',
    '3',
    baseline,
    current,
  );
  assert.equal(classes.length, 3);
  assert.ok(omittedClassCount > 0);
  assert.ok(classes[0].addedCount >= classes[1].addedCount && classes[1].addedCount >= classes[2].addedCount);
  const filtered = await jsonOf('--filter', '/^connection$/i', baseline, current);
  assert.deepEqual(
    filtered.classes.map(({ className }) => className),
    ['Connection'],
  );
});

test('--all adds the classes with nothing added or removed', async () => {
  const [changed, all] = [await reportOf(json), await jsonOf('--all', baseline, current)];
  assert.ok(all.classes.length > changed.classes.length);
});

test('"-" reads standard input, on either side', async () => {
  const fromFiles = await reportOf(json);
  for (const [args, file] of [
    [['-', current], baseline],
    [[baseline, '-'], current],
    [['--', baseline, '-'], current],
  ] as const) {
    const { stdout, stderr } = await runCli(['--json', ...args], {
      stdin: readFileSync(file),
    });
    assert.equal(stderr, '');
    const report = JSON.parse(stdout) as JsonReport;
    assert.deepEqual(report.classes, fromFiles.classes);
    // A baseline that can be read only once has no ids to give before the current snapshot is read.
    if (file === current) assert.deepEqual(report.suspects, fromFiles.suspects);
    else {
      assert.deepEqual(report.suspects, []);
      assert.match(report.verdict.reason, /write the baseline to a file first/);
    }
  }
  assert.ok(fromFiles.suspects.length > 0);
});

test('a file after -- may begin with a dash', async () => {
  const { exitCode, stderr } = await runCli(['--', baseline, '-x.heapsnapshot']);
  assert.equal(exitCode, 2);
  assert.match(stderr, /^snapdiff: \.\/-x\.heapsnapshot: /);
});

test('a file that is not there is one line with what to do, with nothing on standard output', async () => {
  for (const args of [
    ['absent', current],
    [baseline, 'absent'],
    ['summary', 'absent'],
    ['diff', 'absent', current],
  ]) {
    const { exitCode, stdout, stderr } = await runCli(args, { isAlone: args[0] === 'summary' });
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(stderr, /^snapdiff: absent: .*\n$/);
  }
});

test('a path cannot write on the terminal through an error', async () => {
  const { exitCode, stderr } = await runCli(['evil\u001b[2J\nfile\u202e', current]);
  assert.equal(exitCode, 2);
  assert.match(stderr, /^snapdiff: evil\\x1b\[2J\\x0afile\\u202e: [ -~]*\n$/);
});

test('a reader that leaves ends the program quietly, with 0', async () => {
  for (const reader of ['head -1 >/dev/null', 'true']) {
    const { exitCode, stderr } = await runShell(`$SNAPDIFF --all --json ${baseline} ${current} | ${reader}`);
    assert.deepEqual([exitCode, stderr], [0, ''], reader);
  }
  const help = await runShell('$SNAPDIFF --help | true');
  assert.deepEqual([help.exitCode, help.stderr], [0, '']);
  const error = await runShell('$SNAPDIFF --frob 2>&1 >/dev/null | true; exit ${PIPESTATUS[0]}');
  assert.equal(error.exitCode, 2);
});

test('--color colours a pipe, which has no colour of its own accord', async () => {
  const { stdout } = await runCli(['--color', baseline, current], { env: { NO_COLOR: '1' } });
  assert.ok(stdout.includes('\u001b[31m+'));
});

test('a named pipe is read as a file is, on either side', async () => {
  const script = (files: string): string =>
    `d=$(mktemp -d) && mkfifo $d/pipe && (cat ${baseline} > $d/pipe &) && timeout 20 $SNAPDIFF --top 1 ${files}; rc=$?; rm -r $d; exit $rc`;
  for (const files of [`$d/pipe ${current}`, `${current} $d/pipe`]) {
    const { exitCode, stdout, stderr } = await runShell(script(files));
    assert.deepEqual([exitCode, stderr], [0, ''], files);
    assert.match(stdout, /All constructors/);
  }
});
