// Networks of their own, as containers have them: a port of one is none of the other, and neither is who holds it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { assertRefused } from '../../test/process/capture/capture-cli.ts';
import { Host, snapshotsIn } from '../../test/process/preload/host.ts';
import { runCli, type CliResult } from '../../test/support/run-cli.ts';
import { REPO, run } from '../fixtures/runtimes.ts';

const port = 39229;

/** A server on the port that others have for their inspectors. */
const holding = `require('http').createServer(() => {}).listen(${port}, '127.0.0.1', () => console.log('ready'))`;

/** @returns why it cannot be tried here */
function whyNot(name: string): string | undefined {
  if (spawnSync('ip', ['-V']).status !== 0) return 'there is no ip (iproute2)';
  const { status, stderr } = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' });
  return status === 0 ? undefined : `a network namespace cannot be made: ${stderr.trim()}`;
}

/**
 * Of two networks each has a program on the same port. Who holds it is said of the target's own network, and nobody in the
 * other is blamed; nor is a port taken because it is in the other.
 */
export async function networks(folder: string): Promise<string | void> {
  const name = `snapdiff-${process.pid}`;
  const why = whyNot(name);
  if (why !== undefined) return why;
  const inside = ['ip', 'netns', 'exec', name];
  const hosts: Host[] = [];
  const start = async (
    launcher: readonly string[],
    nodeArgs: readonly string[],
    program: string,
  ): Promise<Host> => {
    const host = new Host({ cwd: folder, launcher, nodeArgs: [...nodeArgs, '-e'], program: [program] });
    hosts.push(host);
    await host.says('ready');
    return host;
  };
  const idle = "console.log('ready'); setInterval(() => {}, 1e6)";
  const target = [`--inspect-port=${port}`];
  const capture = (pid: number): Promise<CliResult> => runCli(['capture', String(pid), '--out', folder]);
  const heldBy = (pid: number): RegExp => new RegExp(`port ${port} is held by process ${pid} \\(`);
  try {
    run('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
    // First, so that it comes first in every list.
    const [innocent, inner] = [await start(inside, [], holding), await start(inside, target, idle)];
    const outer = await start([], target, idle);
    const free = await capture(outer.pid);
    assert.equal(free.exitCode, 0, free.stderr);
    const holder = await start([], [], holding);
    assertRefused(await capture(outer.pid), heldBy(holder.pid));
    // The other way round: as docs/capture.md says it, from the host.
    const refused = await capture(inner.pid);
    assertRefused(
      refused,
      /is in another network \(a container\).*nsenter --target \d+ --net snapdiff capture/,
    );
    const entered = (): string[] => ['--target', String(inner.pid), '--net', process.execPath];
    const words = [...entered(), `${REPO}/dist/cli/main.js`, 'capture', String(inner.pid), '--out', folder];
    const blamed = spawnSync('nsenter', words, { encoding: 'utf8' });
    assert.match(blamed.stderr, heldBy(innocent.pid));
    await innocent.end();
    const captured = spawnSync('nsenter', words, { encoding: 'utf8' });
    assert.equal(captured.status, 0, captured.stderr);
    assert.equal((await snapshotsIn(folder)).length, 2);
  } finally {
    await Promise.all(hosts.map((host) => host.end()));
    run('ip', ['netns', 'del', name]);
  }
}
