import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { runCli } from '../../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-scenario-cli-'));
after(() => rmSync(folder, { recursive: true }));
const scenarios = 'fixtures/programs/scenarios';
const fast = ['--iterations', '50', '--warmup', '10'];

suite('snapdiff check --scenario', { concurrency: 2 }, () => {
  test('a leak: exit code 1, what and who, the next command, and where the snapshots are', async () => {
    const dir = join(folder, 'kept');
    const args = ['check', '--scenario', `${scenarios}/leaking-cache.mjs`, '--out', dir, ...fast];
    const { exitCode, stdout, stderr } = await runCli(args);
    assert.equal(exitCode, 1);
    assert.match(stdout, /^FAIL: \w+ under [^\n]+ \(1 suspect\)\./);
    assert.match(stdout, /^1\. Session: 150 new objects stay/m);
    assert.match(stdout, /path .+\.sessions Map/);
    assert.match(stdout, /next +snapdiff retainers \S+3\.heapsnapshot --class Session/);
    const [kept] = readdirSync(dir);
    assert.equal(stderr, `snapdiff: the snapshots are kept in ${join(dir, kept)}\n`);
    assert.equal(readdirSync(join(dir, kept)).length, 4);
  });

  test('no leak: exit code 0; what the scenario prints does not get into the report', async () => {
    const path = join(folder, 'talks.mjs');
    writeFileSync(path, 'export const setup = () => console.log("ready");\nexport const run = () => {};');
    const { exitCode, stdout, stderr } = await runCli(['check', '--scenario', path, '--json', ...fast]);
    assert.equal(exitCode, 0);
    const { passed, mode, suspects } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([passed, mode, suspects], [true, 'scenario', []]);
    assert.equal(stderr, 'ready\n');
  });

  test('with --keep the snapshots stay although nothing leaks', async () => {
    const dir = join(folder, 'asked-for');
    const path = join(folder, 'empty.mjs');
    writeFileSync(path, 'export const run = () => {};');
    const args = ['check', '--scenario', path, '--keep', '--out', dir, ...fast];
    const { exitCode, stderr } = await runCli(args);
    assert.equal(exitCode, 0);
    const [kept] = readdirSync(dir);
    assert.equal(readdirSync(join(dir, kept)).length, 2);
    assert.equal(stderr, `snapdiff: the snapshots are kept in ${join(dir, kept)}\n`);
  });

  test('a budget is held against its rounds', async () => {
    const args = ['check', '--scenario', `${scenarios}/leaking-cache.mjs`, '--out', folder, ...fast];
    const { exitCode, stdout } = await runCli([...args, '--fail-on', 'budget', '--total', '0']);
    assert.equal(exitCode, 1);
    assert.match(stdout, /the heap: .+ over the 0 B that --total allows/);
  });

  test('one that cannot be judged: exit code 2 and one line, nothing on standard output', async () => {
    const path = join(folder, 'throws.mjs');
    writeFileSync(path, 'export const run = () => { throw new Error("no\\u001b[31m database"); };');
    const { exitCode, stdout, stderr } = await runCli(['check', '--scenario', path]);
    assert.equal(exitCode, 2);
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /^snapdiff: \S+throws\.mjs: run\(\) in iteration 1 failed: Error: no\\x1b\[31m database \(\S+:1:\d+\)\n$/,
    );
  });

  test('its options without it, and snapshots beside it, are refused', async () => {
    const alone = await runCli(['check', 'a.heapsnapshot', 'b.heapsnapshot', '--rounds', '4']);
    assert.match(alone.stderr, /^snapdiff: --rounds needs --scenario\./);
    const both = await runCli(['check', 'a.heapsnapshot', '--scenario', 'leak.mjs']);
    assert.match(both.stderr, /^snapdiff: a\.heapsnapshot: a scenario takes its own snapshots/);
    const number = await runCli(['check', '--scenario', `${scenarios}/pool.mjs`, '--iterations', 'many']);
    assert.match(
      number.stderr,
      /^snapdiff: --iterations many is not a whole number\. Write --iterations 100\.\n$/,
    );
    assert.deepEqual([alone.exitCode, both.exitCode, number.exitCode], [2, 2, 2]);
  });
});
