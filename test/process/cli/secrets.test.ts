import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import { runProcess } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { runCli } from '../../support/run-cli.ts';

/** What every string, key, symbol and expression of the program has in it, and no name. */
const secret = /s3cr3t/;

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-secrets-'));
const files = [0, 1, 2].map((number) => join(folder, `${number}.heapsnapshot`));
const [first = '', , last = ''] = files;

before(() => runProcess(process.execPath, [repositoryPath('fixtures/programs/secrets.cjs'), folder]));
after(() => rmSync(folder, { recursive: true }));

async function pageOf(args: readonly string[], exitCode = 0): Promise<string> {
  const page = join(folder, 'page.html');
  rmSync(page, { force: true });
  const result = await runCli([...args, `--format=html=${page}`]);
  assert.deepEqual([result.exitCode, result.stderr.replace(/^FAIL[^]*/, '')], [exitCode, '']);
  return readFileSync(page, 'utf8');
}

for (const [what, args, exitCode = 0] of [
  ['pair', [first, last]],
  ['series', files],
  ['summary', ['summary', last]],
  ['check', ['check', ...files], 1],
] as const) {
  test(`no secret of a program is in the page of a ${what}`, async () => {
    const page = await pageOf(args, exitCode);
    assert.ok(page.includes('Session'), 'names of classes are');
    assert.ok(page.includes('"strings":"left-out"'));
    assert.equal(secret.exec(page)?.index, undefined);
  });
}

test('they are, where they are asked for', async () => {
  const page = await pageOf([...files, '--include-strings']);
  assert.ok(page.includes('"strings":"included"'));
  assert.ok(secret.test(page));
});

test('no secret of a program is in a redacted copy, with its names or without', async () => {
  const copy = join(folder, 'copy.heapsnapshot');
  for (const options of [[], ['--names']]) {
    const { exitCode, stderr } = await runCli(['redact', last, copy, ...options]);
    assert.deepEqual([exitCode, stderr], [0, '']);
    const text = readFileSync(copy, 'utf8');
    assert.equal(text.includes('"Session"'), options.length === 0);
    assert.equal(secret.exec(text)?.index, undefined);
  }
});
