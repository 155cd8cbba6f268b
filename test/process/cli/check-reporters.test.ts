import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { assertJunit, codeQualityIssues, obeyLog, sarifRun } from '../../support/ci-formats.ts';
import { snapshotBytes } from '../../support/draw-heap.ts';
import { DrawnProcess, drawSmallLeak } from '../../support/draw-series.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { hostileToCi } from '../../support/hostile-names.ts';
import { runCli } from '../../support/run-cli.ts';
import type { CliResult } from '../../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-reporters-'));
after(() => rmSync(folder, { recursive: true }));

const leak = [0, 1, 2].map((index) =>
  repositoryPath(`fixtures/snapshots/push-daemon-leak/${index}.heapsnapshot.gz`),
);
/** Nothing changes in it. */
const healthy = ['a', 'b', 'c'].map((name) => join(folder, `${name}.heapsnapshot`));
for (const path of healthy) writeFileSync(path, snapshotBytes(drawSmallLeak()[0]));
const summary = join(folder, 'summary.md');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** As in a job of GitHub Actions whose checkout is the folder. */
function check(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  const job = { GITHUB_WORKSPACE: folder, CI_PROJECT_DIR: '', WORKSPACE: '', GITHUB_STEP_SUMMARY: summary };
  return runCli(['check', ...args], { cwd: folder, env: { ...job, ...env } });
}

test('one check writes a table, annotations, a job summary, JUnit, SARIF and code quality', async () => {
  writeFileSync(summary, 'What an earlier step wrote.\n');
  const reporters = ['table', 'github', 'junit=leaks.xml', 'sarif=leaks.sarif', 'gitlab=gl.json'];
  const { exitCode, stdout, stderr } = await check([
    ...leak,
    ...reporters.flatMap((reporter) => ['--reporter', reporter]),
  ]);
  assert.equal(exitCode, 1, stderr);
  assert.equal(stderr, '');

  const [{ name, properties, message }, ...more] = obeyLog(stdout);
  assert.deepEqual([name, properties], ['error', { title: 'snapdiff: Leak: Connection' }]);
  assert.match(message, /^Connection: .*\nHeld by: .*\nNext: snapdiff retainers /s);
  assert.deepEqual(more, []);
  assert.match(stdout, /^FAIL: /);
  assert.match(
    read('summary.md'),
    /^What an earlier step wrote\.\n### Heap check: failed, `Connection` under `/,
  );
  assert.match(read('summary.md'), /<details>/);

  await assertJunit(read('leaks.xml'));
  assert.match(read('leaks.xml'), /<failure type="suspect" message="Connection: /);
  assert.deepEqual(
    sarifRun(read('leaks.sarif')).results?.map(({ ruleId }) => ruleId),
    ['timers'],
  );
  assert.equal(codeQualityIssues(read('gl.json')).length, 1);
});

test('a check that passes writes them too, without a finding', async () => {
  rmSync(summary, { force: true });
  const { exitCode, stdout, stderr } = await check([
    ...healthy,
    ...['github', 'junit=ok.xml', 'sarif=ok.sarif', 'gitlab=ok.json'].flatMap((to) => ['--reporter', to]),
  ]);
  assert.equal(exitCode, 0, stderr);
  assert.equal(stdout, '');
  assert.match(read('summary.md'), /^### Heap check: passed\n/);
  await assertJunit(read('ok.xml'));
  assert.match(read('ok.xml'), /failures="0"/);
  assert.deepEqual(sarifRun(read('ok.sarif')).results, []);
  assert.deepEqual(codeQualityIssues(read('ok.json')), []);
});

/** Every form, in files `NAME.*`. */
const everyForm = (name: string): string[] =>
  ['github', 'table', 'markdown', 'json', 'junit', 'sarif', 'gitlab', 'html'].flatMap((format) => [
    '--format',
    format === 'github' ? format : `${format}=${name}.${format}`,
  ]);

test('what could not be judged is said in every form, whatever the reason, and over an earlier result', async () => {
  writeFileSync(join(folder, 'exit.mjs'), 'process.exit(0);');
  writeFileSync(join(folder, 'wait.mjs'), 'await new Promise(() => {});');
  writeFileSync(
    join(folder, 'throws.mjs'),
    "export function run() { throw new Error('no ::error:: `luck`'); }",
  );
  const reasons: ReadonlyMap<string, readonly [args: readonly string[], reason: RegExp]> = new Map([
    ['missing', [['a.heapsnapshot', 'none.heapsnapshot'], /none\.heapsnapshot: cannot be read \(ENOENT\)/]],
    ['usage', [['a.heapsnapshot', '--bogus'], /unknown option --bogus/]],
    ['misspelt', [[...leak, '--ignore', 'Conection'], /there is no constructor Conection, but Connection/]],
    ['exit', [[...healthy, '--config', 'exit.mjs'], /the process ended before there was a result/]],
    ['wait', [[...healthy, '--config', 'wait.mjs'], /the process ended before there was a result/]],
    ['throws', [['--scenario', 'throws.mjs'], /throws\.mjs: run\(\) in iteration 1 failed: Error: no /]],
  ]);
  const documents: string[] = [];
  for (const [name, [args, reason]] of reasons) {
    writeFileSync(summary, '');
    writeFileSync(join(folder, `${name}.junit`), 'of an earlier run');
    const { exitCode, stdout, stderr } = await check([...args, ...everyForm(name)]);
    assert.equal(exitCode, 2, stderr);
    assert.match(stderr, reason);
    const [{ name: command, properties, message }, ...more] = obeyLog(stdout);
    assert.deepEqual([command, properties], ['error', { title: 'snapdiff: Could not be judged' }]);
    assert.match(message, reason);
    assert.deepEqual(more, []);
    for (const text of [read('summary.md'), read(`${name}.markdown`)]) {
      assert.match(text, /^### Heap check: could not be judged\n\n`/);
      assert.match(text, reason);
    }
    assert.match(read(`${name}.table`), /^NOT JUDGED: /);
    assert.match(read(`${name}.table`), reason);
    const { kind, passed, problem } = JSON.parse(read(`${name}.json`)) as Record<string, unknown>;
    assert.deepEqual([kind, passed], ['unjudged', null]);
    assert.match(String(problem), reason);
    const { results, invocations: [invocation] = [] } = sarifRun(read(`${name}.sarif`));
    assert.deepEqual([results, invocation?.executionSuccessful], [[], false]);
    const [notification] = invocation?.toolExecutionNotifications ?? [];
    assert.equal(notification?.level, 'error');
    assert.match(notification?.message.text ?? '', reason);
    const [issue] = codeQualityIssues(read(`${name}.gitlab`));
    assert.equal(issue?.check_name, 'snapdiff/not-judged');
    assert.match(issue?.description ?? '', reason);
    documents.push(read(`${name}.junit`));
    assert.match(read(`${name}.junit`), / errors="1"[^]*<error type="not-judged" message="/);
  }
  await assertJunit(...documents);
  assert.match(read('throws.html'), /<p>throws\.mjs: run\(\) in iteration 1<\/p>/);
  assert.doesNotMatch(read('throws.html'), /luck/);
});

test('a report that has no place to go leaves the others as they were judged', async () => {
  const forms = ['--format', 'json=none/a.json', '--format', 'junit=judged.xml'];
  const { exitCode, stdout, stderr } = await check([...leak, ...forms]);
  assert.deepEqual([exitCode, stdout], [2, '']);
  assert.match(stderr, /^snapdiff: none\/a\.json: cannot be written \(ENOENT\)\./);
  assert.match(read('judged.xml'), /<failure type="suspect" message="Connection: /);
});

/** Writes a series of a process in which objects of each name gather, under one that is called nearly so. */
function writeSeries(names: readonly string[]): string[] {
  const process = new DrawnProcess();
  for (const [index, name] of names.entries()) {
    process.put('app', `holder${index}`, `${name}Pool`);
    process.hold('app', `holder${index}`, name);
    process.drop('app', `holder${index}`);
  }
  return [0, 1, 2, 3].map((round) => {
    for (const [index, name] of names.entries()) {
      for (let count = 0; count < 4; count++) {
        const label = `${index}.${round}.${count}`;
        process.put(`holder${index}`, label, { name, size: 1000 });
        process.hold(`holder${index}`, label, `${name}${label}`);
        process.drop(`holder${index}`, label);
      }
    }
    process.takeSnapshot();
    const file = join(folder, `drawn.${names.length}.${round}.heapsnapshot`);
    writeFileSync(file, snapshotBytes(process.snapshots[round]));
    return file;
  });
}

test('a heap in which everything has a hostile name harms no reader of any form', async () => {
  rmSync(summary, { force: true });
  const files = writeSeries([...hostileToCi.values()]);
  const { exitCode, stdout, stderr } = await check([
    ...files,
    '--budget',
    '/./s.count=0',
    '--total',
    '0',
    '--top',
    '0',
    ...[
      'table',
      'github',
      'markdown=h.md',
      'json=h.json',
      'junit=h.xml',
      'sarif=h.sarif',
      'gitlab=h.gl.json',
    ].flatMap((to) => ['--reporter', to]),
  ]);
  assert.equal(exitCode, 1, stderr);
  const report = JSON.parse(read('h.json')) as { suspects: unknown[]; failures: unknown[] };
  assert.ok(report.suspects.length >= 20, `${report.suspects.length} suspects`);
  const commands = obeyLog(stdout);
  assert.equal(commands.length, 10);
  for (const { name, properties } of commands)
    assert.deepEqual([name, Object.keys(properties)], ['error', ['title']]);
  for (const text of [
    stdout,
    stderr,
    read('summary.md'),
    read('h.md'),
    read('h.json'),
    read('h.xml'),
    read('h.gl.json'),
  ]) {
    assert.doesNotMatch(text, /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    if (text !== stdout) assert.deepEqual(obeyLog(text), []);
  }
  await assertJunit(read('h.xml'));
  assert.equal(sarifRun(read('h.sarif')).results?.length, report.failures.length);
  assert.equal(codeQualityIssues(read('h.gl.json')).length, report.failures.length);
});

test('a summary that cannot be written changes neither result nor exit code', async () => {
  mkdirSync(join(folder, 'is-a-folder'));
  const { exitCode, stdout, stderr } = await check([...writeSeries(['Session']), '--reporter', 'github'], {
    GITHUB_STEP_SUMMARY: join(folder, 'is-a-folder'),
  });
  assert.equal(exitCode, 1);
  assert.match(stdout, /^::error /);
  assert.match(stderr, /^snapdiff: cannot write the job summary: EISDIR/);
});
