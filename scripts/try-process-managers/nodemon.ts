// Programs that are started again when a file of their folder changes: a series goes on, because its files go elsewhere.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { findWatcher } from '../../src/preload/watchers.cts';
import { preload, snapshotsIn } from '../../test/process/preload/host.ts';
import { endProcess, startProcess, waitUntil } from '../../test/support/child-processes.ts';
import { runCli } from '../../test/support/run-cli.ts';

interface Watched {
  /** Of the program's folder, which is watched, and of the folder for temporary files. */
  readonly folder: string;
  readonly temporary: string;
  /** Those with which the program has been started so far. */
  readonly pids: () => readonly number[];
  readonly said: () => string;
}

/** Starts a program under nodemon, and waits until its folder is watched. */
async function withNodemon(
  binary: string,
  base: string,
  words: readonly string[],
  use: (watched: Watched) => Promise<void>,
): Promise<void> {
  const [folder, temporary] = [join(base, 'app'), join(base, 'tmp')];
  for (const path of [folder, temporary]) await mkdir(path);
  await writeFile(join(folder, 'app.js'), 'console.log(`pid ${process.pid}`); setInterval(() => {}, 1e6);');
  const env = { PATH: process.env['PATH'], TMPDIR: temporary };
  const child = startProcess(binary, words, { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const pids = (): number[] => [...said.matchAll(/^pid (\d+)$/gm)].map(([, pid]) => Number(pid));
  try {
    await waitUntil('it runs and is watched', () => {
      const [pid] = pids();
      return pid !== undefined && findWatcher(folder, pid) !== undefined;
    });
    await use({ folder, temporary, pids, said: () => said });
  } finally {
    const closed = once(child, 'close');
    await endProcess(child);
    await closed;
  }
}

const series = ['--count', '2', '--every', '1s'];

export const nodemonSeries = (binary: string, base: string): Promise<void> =>
  withNodemon(binary, base, ['app.js'], async ({ folder, temporary, pids }) => {
    const capture = (...args: string[]): ReturnType<typeof runCli> =>
      runCli(['capture', String(pids()[0]), ...series, ...args], { cwd: folder, env: { TMPDIR: temporary } });
    const { exitCode, stderr } = await capture();
    assert.equal(exitCode, 0, stderr);
    assert.match(
      stderr,
      /^snapdiff: process \d+ \(nodemon\) watches this folder, and may restart process \d+ for a new file: snapshots go to \/.*tmp \(--out\)\n$/,
    );
    assert.equal((await snapshotsIn(temporary)).length, 2);
    assert.deepEqual(await snapshotsIn(folder), []);
    assert.equal(pids().length, 1);
    // What happens otherwise, and what is said then.
    const here = await capture('--out', '.');
    assert.match(
      here.stderr,
      /ended after 1 of 2 snapshots, which are whole\. Process \d+ \(nodemon\) watches their folder, and may have/,
    );
    await waitUntil('nodemon has started it again', () => pids().length === 2);
  });

export const nodemonPreload = (binary: string, base: string): Promise<void> =>
  withNodemon(
    binary,
    base,
    ['--signal', 'SIGTERM', '-r', preload, 'app.js'],
    async ({ folder, temporary, pids, said }) => {
      const [pid = 0] = pids();
      process.kill(pid, 'SIGUSR2');
      await waitUntil('it has written', () => said().includes('snapdiff: wrote'));
      assert.match(
        said(),
        /, and not into \/.*app: process \d+ \(nodemon\) watches that, and may restart this one/,
      );
      const captured = await runCli(['capture', String(pid), '--out', temporary, '--gc']);
      assert.equal(captured.exitCode, 0, captured.stderr);
      assert.equal((await snapshotsIn(temporary)).length, 2);
      assert.deepEqual(await snapshotsIn(folder), []);
      assert.deepEqual(pids(), [pid]);
    },
  );

/** `snapdiff capture` finds what the preload has written elsewhere. */
export const nodemonBySignal = (binary: string, base: string): Promise<void> =>
  withNodemon(
    binary,
    base,
    ['--signal', 'SIGTERM', '-r', preload, 'app.js'],
    async ({ folder, temporary, pids }) => {
      const [pid = 0] = pids();
      const result = await runCli(['capture', String(pid)], { cwd: folder, env: { TMPDIR: temporary } });
      assert.equal(result.exitCode, 0, result.stderr);
      assert.match(result.stdout, /by SIGUSR2, on which heap-snapdiff\/register writes/);
      assert.equal((await snapshotsIn(temporary)).length, 1);
      assert.deepEqual(pids(), [pid]);
    },
  );
