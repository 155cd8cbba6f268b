// Processes of another user: what is said of them, and whose the files are when root captures one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, chown, copyFile, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { assertRefused } from '../../test/process/capture/capture-cli.ts';
import { Host, preload, snapshotsIn } from '../../test/process/preload/host.ts';
import { runCli } from '../../test/support/run-cli.ts';
import { childEnvironment } from '../../test/support/child-environment.ts';
import { REPO } from '../fixtures/runtimes.ts';

/** A number that is nobody's name, as in containers. */
const uid = 54321;
const asOther = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
const snapdiff = join(REPO, 'dist/cli/main.js');

/** @returns why it cannot be tried here */
export async function otherUsers(folder: string): Promise<string | void> {
  if (process.geteuid?.() !== 0) return 'only root can be two users';
  const runAsOther = (...args: string[]): { stdout: string; stderr: string; exitCode: number | null } => {
    const { stdout, stderr, status } = spawnSync(
      'setpriv',
      [...asOther.slice(1), process.execPath, snapdiff, ...args],
      {
        cwd: '/',
        encoding: 'utf8',
        env: childEnvironment(),
      },
    );
    return { stdout, stderr, exitCode: status };
  };
  if (runAsOther('--version').exitCode !== 0)
    return 'there is no setpriv, or others may not read this folder';
  const heaps = join(folder, 'heaps');
  await mkdir(heaps);
  await chmod(folder, 0o755);
  await chown(heaps, uid, uid);
  const idle = "console.log('ready'); setInterval(() => {}, 1e6)";
  const own = new Host({ cwd: folder, nodeArgs: ['--inspect-port=0', '-e'], program: [idle] });
  const others = new Host({
    cwd: heaps,
    launcher: asOther,
    nodeArgs: ['-r', preload, '-e'],
    program: [idle],
    env: { SNAPDIFF_MIN_INTERVAL: '1' },
  });
  // One may run a program that one may not read.
  const copy = join(folder, 'program');
  await copyFile(process.execPath, copy);
  await chmod(copy, 0o711);
  const unreadable = new Host({
    cwd: heaps,
    launcher: asOther,
    node: copy,
    nodeArgs: ['-e'],
    program: [idle],
  });
  try {
    for (const host of [own, others, unreadable]) await host.says('ready');
    for (const args of [
      ['capture', `${own.pid}`, '--out', heaps],
      ['watch', `${own.pid}`, '--attach'],
    ]) {
      const result = runAsOther(...args);
      assertRefused(
        { ...result, signal: null },
        new RegExp(
          `process ${own.pid} belongs to another user \\(0\\), you are user ${uid}\\. Run snapdiff as that user: put "sudo" in front`,
        ),
      );
    }
    const captured = await runCli(['capture', String(others.pid), '--out', heaps]);
    assert.equal(captured.exitCode, 0, captured.stderr);
    const [name = ''] = await snapshotsIn(heaps);
    const files = [name, name.replace(/\.heapsnapshot$/, '.meta.json')].map((file) => join(heaps, file));
    const owners = await Promise.all(files.map((file) => stat(file)));
    assert.deepEqual(
      owners.map((entry) => [entry.uid, entry.gid, entry.mode & 0o777]),
      [
        [uid, uid, 0o600],
        [uid, uid, 0o600],
      ],
    );
    assertRefused(
      { ...runAsOther('capture', `${unreadable.pid}`, '--out', heaps), signal: null },
      /whose file you may not read, so that it is not known whether Node is in it; no signal was sent/,
    );
    // Its folder is taken away from it: what root sees is said, and not all that it could be.
    await chown(heaps, 0, 0);
    assertRefused(
      await runCli(['capture', String(others.pid), '--out', folder]),
      /wrote no snapshot: its folder \/.*heaps may not be written to by its user\. Set SNAPDIFF_OUT to another\.$/m,
    );
  } finally {
    await Promise.all([own, others, unreadable].map((host) => host.end()));
  }
}
