import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { writeWhole } from '../../src/cli/write-file.ts';
import { writeSmallLeak } from '../support/draw-series.ts';
import { runCli } from '../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-formats-'));
after(() => rmSync(folder, { recursive: true }));
const names = writeSmallLeak(folder).map((path) => basename(path));
const [first = '', , , last = ''] = names;
writeFileSync(
  join(folder, 'memory.csv'),
  'time,pid,uptime,rss\n2026-11-25T12:00:00.000Z,7,1,1000\n2026-11-25T12:00:10.000Z,7,11,1000\n',
);

const commands: readonly (readonly string[])[] = [
  [first, last],
  ['summary', last],
  ['objects', last, '--class', 'Connection'],
  ['retainers', last, '--class', 'Connection'],
  ['check', ...names],
  ['triage', 'memory.csv'],
];

for (const args of commands) {
  test(`${args[0]}: several formats in one run, each the same as alone`, async () => {
    const run = async (...more: readonly string[]): Promise<string> => {
      const { stdout, stderr } = await runCli([...args, ...more], { cwd: folder });
      assert.equal(stderr, '');
      return stdout;
    };
    const rows = args[0] === 'triage' || args[0] === 'retainers' ? [] : ['--top', '3'];
    const both = await run('--format', 'table', '--format', 'json=report.json', ...rows);
    assert.equal(both, await run(...rows));
    assert.equal(readFileSync(join(folder, 'report.json'), 'utf8'), await run('--json', ...rows));
    assert.ok(!readdirSync(folder).includes('report.json.part'));
  });
}

test('each format has the rows of its own: a table 20, JSON all', async () => {
  await runCli(['summary', last, '--format=table=a.txt', '--format=json=a.json'], { cwd: folder });
  const { omittedClassCount } = JSON.parse(readFileSync(join(folder, 'a.json'), 'utf8')) as {
    omittedClassCount: number;
  };
  assert.equal(omittedClassCount, 0);
});

test('a report that cannot be written is an error, and leaves nothing', async () => {
  const { exitCode, stderr } = await runCli(['summary', last, '--format', 'json=none/a.json'], {
    cwd: folder,
  });
  assert.equal(exitCode, 2);
  assert.equal(
    stderr,
    'snapdiff: none/a.json: cannot be written (ENOENT). Check the path, and that its folder exists.\n',
  );
});

test('a link stays a link, and a device is written to, not replaced', () => {
  const [target, link] = [join(folder, 'target.json'), join(folder, 'link.json')];
  writeFileSync(target, 'old');
  symlinkSync(target, link);
  writeWhole(link, 'new');
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.equal(readFileSync(target, 'utf8'), 'new');
  writeWhole('/dev/null', 'new');
  assert.ok(lstatSync('/dev/null').isCharacterDevice());
  assert.throws(() => writeWhole(folder, 'new'), /cannot be written \(EISDIR\)/);
});
