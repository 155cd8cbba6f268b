import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { writeSmallLeak } from '../../support/draw-series.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { assertGolden } from '../../support/golden.ts';
import { runCli } from '../../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-brief-'));
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
  ['show', last, '1'],
  ['check', ...names],
  ['triage', 'memory.csv'],
];

for (const args of commands) {
  test(`${args[0]}: what an agent gets unasked is what --format brief gives`, async () => {
    const { stdout: asked, stderr } = await runCli([...args, '--format', 'brief'], { cwd: folder });
    assert.equal(stderr, '');
    assert.match(asked, /\nnext[^\n]*\n$/);
    assert.ok(Buffer.byteLength(asked) < 2500);
    const { stdout } = await runCli(args, { cwd: folder, env: { AI_AGENT: 'test', FORCE_COLOR: '1' } });
    assert.equal(stdout, asked);
  });
}

test('what is asked for is what an agent gets: a table, JSON, colours, rows', async () => {
  const env = { AI_AGENT: 'test' };
  const same = async (args: readonly string[]): Promise<void> => {
    const { stdout } = await runCli(args, { cwd: folder, env });
    assert.equal(stdout, (await runCli(args, { cwd: folder })).stdout, args.join(' '));
  };
  await same([first, last, '--format', 'table']);
  await same(['summary', last, '--json']);
  await same([first, last, '--color']);
  const { stdout } = await runCli(['summary', last, '--top', '1'], { cwd: folder, env });
  assert.match(stdout, /^- [^\n]*\n… \d+ more constructors: --top N lists more, --json has all$/m);
});

test('a check that fails has its exit code, and one that could not be judged says so on standard error alone', async () => {
  const env = { AI_AGENT: 'test' };
  assert.equal((await runCli(['check', ...names], { cwd: folder, env })).exitCode, 1);
  const unjudged = await runCli(['check', 'none.heapsnapshot', last, '--format', 'brief'], { cwd: folder });
  assert.deepEqual([unjudged.exitCode, unjudged.stdout], [2, '']);
  assert.match(unjudged.stderr, /none\.heapsnapshot/);
});

const leak = repositoryPath('fixtures/snapshots/push-daemon-leak');
const daemon = [0, 1, 2, 3].map((number) => `${leak}/${number}.heapsnapshot.gz`);
const [earliest = '', , , latest = ''] = daemon;

const kinds: readonly (readonly [string, readonly string[]])[] = [
  ['diff', [earliest, latest]],
  ['summary', ['summary', latest]],
  ['object', ['retainers', latest, '--id', '132397']],
  ['objects', ['objects', ...daemon, '--class', 'Connection']],
];

for (const [kind, args] of kinds) {
  test(`${kind} of the push daemon: few bytes, and a command to go on with`, async () => {
    const { stdout } = await runCli([...args, '--format', 'brief']);
    // The path of the machine is not for golden files, nor to be counted.
    const text = stdout.replaceAll(`${leak}/`, '');
    const golden = text.replace(/fingerprint [\da-f]{16}/, 'fingerprint …');
    assertGolden(`report/${kind}.push-daemon-leak.brief.txt`, golden);
    assert.ok(Buffer.byteLength(text) < 2500, `${Buffer.byteLength(text)}`);
    assert.match(text, /\nnext[^:\n]*: snapdiff [a-z]+[^\n]*\n$/);
  });
}
