import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { findWatcher } from '../../../src/preload/watchers.cts';
import { runCli } from '../../support/run-cli.ts';
import { preload, snapshotsIn, withFolder } from '../preload/host.ts';

/** Watches its folder, and runs another program in it, as those do that restart one. */
const watching = (...words: readonly string[]): string =>
  `require('node:fs').watch('.', () => {});
   const { spawn } = require('node:child_process');
   const child = spawn(process.execPath, ${JSON.stringify(words)}, { stdio: ['pipe', 'inherit', 'inherit'] });
   console.log('child ' + child.pid);`;

const idle = ['-e', "setInterval(() => {}, 1e6); console.log('ready')"];

/** The number of the child, once it runs. */
const childOf = (said: string): string => /^child (\d+)$/m.exec(said)?.[1] ?? assert.fail(said);

test('snapshots of what is run by one that watches the folder go elsewhere by default, and that is said', () =>
  withFolder(async (folder, start) => {
    const temporary = join(folder, 'tmp');
    await mkdir(temporary);
    const host = start({ nodeArgs: ['-e'], program: [watching('--inspect-port=0', ...idle)] });
    await host.says('ready');
    const pid = childOf(host.stdout);
    const options = { cwd: folder, env: { TMPDIR: temporary } };
    const { exitCode, stderr } = await runCli(['capture', pid], options);
    assert.equal(exitCode, 0, stderr);
    assert.match(
      stderr,
      /^snapdiff: process \d+ \(node -e\) watches this folder, and may restart process \d+ for/,
    );
    assert.equal((await snapshotsIn(temporary)).length, 1);
    const watched = await runCli(
      ['watch', pid, '--every', '1s', '--count', '1', '--sample-every', '100ms', '--duration', '3s'],
      options,
    );
    assert.match(watched.stderr, new RegExp(`watches this folder[^]*wrote ${temporary}/`));
    // By its own name the folder is taken.
    const named = await runCli(['capture', pid, '--out', '.'], options);
    assert.equal(named.exitCode, 0);
    assert.equal(named.stderr, '');
    assert.equal((await snapshotsIn(folder)).length, 1);
  }));

test('the preload writes elsewhere too, unless SNAPDIFF_OUT names the folder', () =>
  withFolder(async (folder, start) => {
    const temporary = join(folder, 'tmp');
    await mkdir(temporary);
    for (const [env, place] of [
      [{ TMPDIR: temporary, SNAPDIFF_OUT: '.' }, folder],
      [{ TMPDIR: temporary }, temporary],
    ] as const) {
      const host = start({ nodeArgs: ['-e'], program: [watching('-r', preload, ...idle)], env });
      await host.says('ready');
      process.kill(Number(childOf(host.stdout)), 'SIGUSR2');
      await host.says('wrote', 'stderr');
      assert.equal((await snapshotsIn(place)).length, 1);
      assert.equal(host.stderr.includes('and not into'), place === temporary, host.stderr);
    }
    assert.equal((await snapshotsIn(folder)).length, 1);
  }));

test('a program that nobody watches for writes where it is, also beside one that watches for another', () =>
  withFolder(async (folder, start) => {
    const watcher = start({ nodeArgs: ['-e'], program: [watching(...idle)] });
    const other = start({ nodeArgs: ['--inspect-port=0', ...idle.slice(0, 1)], program: idle.slice(1) });
    await watcher.says('ready');
    await other.says('ready');
    assert.ok(findWatcher(folder, Number(childOf(watcher.stdout))));
    assert.equal(findWatcher('/', Number(childOf(watcher.stdout))), undefined);
    const { exitCode, stderr } = await runCli(['capture', String(other.pid)], { cwd: folder });
    assert.equal(exitCode, 0);
    assert.equal(stderr, '');
    assert.equal((await snapshotsIn(folder)).length, 1);
  }));
