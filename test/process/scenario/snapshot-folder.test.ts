import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, suite, test } from 'node:test';
import { makeSnapshotFolder, type SnapshotFolder } from '../../../src/scenario/snapshot-folder.ts';
import { startProcess } from '../../support/child-processes.ts';
import { runCli } from '../../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-kept-test-'));
after(() => rmSync(folder, { recursive: true }));
const temporary = join(folder, 'tmp');
mkdirSync(temporary);
process.env['TMPDIR'] = temporary;

/** A project with a scenario. */
function project(name: string): string {
  mkdirSync(join(folder, name, 'test'), { recursive: true });
  writeFileSync(join(folder, name, 'package.json'), '{}');
  return join(folder, name, 'test', 'leak.mjs');
}

/** Of a run that failed at a second, counted from 1970. */
async function kept(scenario: string, second: number): Promise<SnapshotFolder> {
  const made = await makeSnapshotFolder(scenario, undefined);
  writeFileSync(join(made.path, '0.heapsnapshot'), '');
  utimesSync(made.path, second, second);
  await made.release(true);
  return made;
}

suite('the snapshots of failures', () => {
  test('the last two of a project are kept, whichever scenario of it failed; others are not touched', async () => {
    const [shop, blog] = [project('shop'), project('blog')];
    const other = await kept(blog, 1);
    const first = await kept(shop, 2);
    const running = await makeSnapshotFolder(shop, undefined);
    utimesSync(running.path, 1, 1);
    const second = await kept(join(folder, 'shop', 'other.mjs'), 3);
    const third = await kept(shop, 4);
    const exist = (...folders: readonly SnapshotFolder[]): boolean[] =>
      folders.map(({ path }) => existsSync(path));
    assert.deepEqual(exist(other, first, running, second, third), [true, false, true, true, true]);
    await running.release(false);
    assert.deepEqual(exist(running, second, third), [false, true, true]);
  });

  test('what a killed run left counts, too, and of a run that goes on it does not', async () => {
    const scenario = project('killed');
    const { path } = await kept(scenario, 5);
    const ended = startProcess(process.execPath, ['--version'], { stdio: 'ignore' });
    await new Promise((resolve) => ended.once('close', resolve));
    const ofProcess = (pid: number | undefined): string => path.replace(`-${process.pid}-`, `-${pid}-`);
    const [left, going] = [ofProcess(ended.pid), ofProcess(process.ppid)];
    for (const made of [left, going]) {
      mkdirSync(made);
      utimesSync(made, 1, 1);
    }
    await kept(scenario, 6);
    assert.deepEqual(
      [left, going, path].map((made) => existsSync(made)),
      [false, true, true],
    );
  });

  test('where somebody wants them they stay', async () => {
    const out = join(folder, 'out');
    for (let i = 0; i < 3; i++) await (await makeSnapshotFolder(project('wanted'), out)).release(true);
    assert.equal(readdirSync(out).length, 3);
  });

  test('the command says for how long, and what is in them', async () => {
    const args = ['check', '--scenario', 'fixtures/programs/scenarios/leaking-cache.mjs'];
    const { stderr, exitCode } = await runCli([...args, '--iterations', '50', '--warmup', '10'], {
      env: { TMPDIR: temporary },
    });
    assert.equal(exitCode, 1);
    assert.match(
      stderr,
      /^snapdiff: the snapshots are kept in \S+snapdiff-scenario-\S+, with all that was in memory, secrets too\. Those of the last two failures of a project are kept; --keep keeps all\.\n$/,
    );
  });
});
