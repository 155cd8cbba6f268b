import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { validateXML } from 'xmllint-wasm';
import type { Log } from 'sarif';
import { repositoryPath } from '../support/fixtures.ts';
import { runCli } from '../support/run-cli.ts';
import type { CliResult } from '../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-reporters-'));
after(() => rmSync(folder, { recursive: true }));

const leak = [0, 1, 2, 3].map((index) =>
  repositoryPath(`fixtures/snapshots/push-daemon-leak/${index}.heapsnapshot.gz`),
);
const healthy = [0, 1, 2, 3].map((index) =>
  repositoryPath(`fixtures/snapshots/push-daemon-healthy/${index}.heapsnapshot.gz`),
);
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

  const [first, ...more] = stdout.split('\n').filter((line) => line.trimStart().startsWith('::'));
  assert.match(first, /^::error title=snapdiff%3A Leak%3A Connection::Connection: .*%0AHeld by: .*%0ANext: /);
  assert.deepEqual(more, []);
  assert.match(stdout, /^FAIL: /);
  assert.match(read('summary.md'), /^What an earlier step wrote\.\n### Heap check: failed\n/);
  assert.match(read('summary.md'), /<details>/);

  const schema = readFileSync(new URL('schemas/junit.xsd', import.meta.url), 'utf8');
  const { valid, rawOutput } = await validateXML({
    xml: { fileName: 'leaks.xml', contents: read('leaks.xml') },
    schema,
  });
  assert.ok(valid, rawOutput);
  assert.match(read('leaks.xml'), /<failure type="suspect" message="Connection: /);
  const [run] = (JSON.parse(read('leaks.sarif')) as Log).runs;
  assert.deepEqual(
    run.results?.map(({ ruleId }) => ruleId),
    ['timers'],
  );
  assert.equal((JSON.parse(read('gl.json')) as unknown[]).length, 1);
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
  assert.match(read('ok.xml'), /failures="0"/);
  assert.deepEqual((JSON.parse(read('ok.sarif')) as Log).runs[0].results, []);
  assert.equal(read('ok.json'), '[]\n');
});

test('a summary that cannot be written changes neither result nor exit code', async () => {
  mkdirSync(join(folder, 'is-a-folder'));
  const { exitCode, stdout, stderr } = await check([...leak.slice(0, 3), '--reporter', 'github'], {
    GITHUB_STEP_SUMMARY: join(folder, 'is-a-folder'),
  });
  assert.equal(exitCode, 1);
  assert.match(stdout, /^::error /);
  assert.match(stderr, /^snapdiff: the job summary is not written: EISDIR/);
});
