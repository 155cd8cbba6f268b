// Programs under PM2: what its ecosystem file says of snapdiff holds in both of its modes, and files have PM2's names.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { readProcess } from '../../src/capture/processes.ts';
import { observeProcess } from '../../src/timeline/observe-process.ts';
import { findWatcher } from '../../src/preload/watchers.cts';
import { snapshotsIn, preload } from '../../test/process/preload/host.ts';
import { waitUntil } from '../../test/support/child-processes.ts';
import { runCli } from '../../test/support/run-cli.ts';
import { run } from '../fixtures/runtimes.ts';

/**
 * Starts an ecosystem file in a daemon of its own, that works in another folder, as one that was started long ago does.
 *
 * @param use gets a function that runs PM2 and returns what it prints
 */
async function withPm2(
  binary: string,
  folder: string,
  apps: readonly object[],
  use: (pm2: (...args: string[]) => string) => Promise<void>,
): Promise<void> {
  const env = { ...process.env, PM2_HOME: join(folder, 'pm2'), NODE_OPTIONS: '' };
  const pm2 = (...args: string[]): string => run(binary, args, { cwd: folder, env });
  await writeFile(join(folder, 'ecosystem.config.js'), `module.exports = ${JSON.stringify({ apps })};`);
  await writeFile(join(folder, 'server.js'), "setInterval(() => {}, 1e6); console.log('ready');");
  run(binary, ['ping'], { cwd: '/', env });
  try {
    pm2('start', 'ecosystem.config.js');
    await use(pm2);
  } finally {
    pm2('kill');
  }
}

const pidsOf = (text: string): number[] => text.trim().split('\n').map(Number);

/** When PM2's own scripts have run the program, and not before, it has the title. */
const runsProgram = (pid: number): boolean => readProcess(pid)?.command.endsWith('/server.js') ?? false;

/** In cluster mode PM2 hands the settings over as JSON, and applies them behind the preload. */
export async function pm2Cluster(binary: string, folder: string): Promise<void> {
  const heaps = join(folder, 'heaps');
  await mkdir(heaps);
  const env = {
    SNAPDIFF_OUT: 'heaps',
    SNAPDIFF_SIGNAL: 'SIGHUP',
    SNAPDIFF_MIN_INTERVAL: '1s',
    SNAPDIFF_TIMELINE: 'timeline.jsonl',
  };
  const app = { name: 'api', script: 'server.js', exec_mode: 'cluster', node_args: `-r ${preload}` };
  await withPm2(binary, folder, [{ ...app, instances: 2, max_memory_restart: '400M', env }], async (pm2) => {
    const pids = pidsOf(pm2('pid', 'api'));
    assert.equal(pids.length, 2);
    await waitUntil('both run', () => pids.every((pid) => runsProgram(pid)));
    const list = (await runCli(['capture'])).stdout;
    for (const pid of pids) {
      const line = new RegExp(`^ *${pid} .* SIGHUP \\(heap-snapdiff/register\\) +node /.*/server\\.js$`, 'm');
      assert.match(list, line);
    }
    pm2('sendSignal', 'SIGHUP', 'api');
    await waitUntil('both have written', async () => (await snapshotsIn(heaps)).length === 2);
    const captured = await runCli(['capture', String(pids[0]), '--out', heaps]);
    assert.equal(captured.exitCode, 0, captured.stderr);
    const names = await snapshotsIn(heaps);
    assert.equal(names.length, 3);
    for (const name of names) assert.match(name, /^api\.\d+\./);
    const timeline = await readFile(join(folder, 'timeline.jsonl'), 'utf8');
    assert.match(timeline, /"pm2MaxMemoryRestart":419430400,/);
    // As `snapdiff watch` sees it.
    const observed = observeProcess(pids[0] ?? 0);
    assert.equal(observed?.timelinePath, join(folder, 'timeline.jsonl'));
    assert.equal(observed?.context.pm2MaxMemoryRestart, 419430400);
  });
}

/** In fork mode they are in the environment from the start; the name is PM2's, unless it is another program's. */
export async function pm2Fork(binary: string, folder: string): Promise<void> {
  const env = { NODE_OPTIONS: `-r ${preload}` };
  await withPm2(binary, folder, [{ name: 'night job', script: 'server.js', env }], async (pm2) => {
    const [pid = 0] = pidsOf(pm2('pid', 'night job'));
    await waitUntil('it runs', () => runsProgram(pid));
    pm2('sendSignal', 'SIGUSR2', 'night job');
    await waitUntil('it has written', async () => (await snapshotsIn(folder)).length === 1);
    const captured = await runCli(['capture', String(pid), '--out', folder, '--gc']);
    assert.equal(captured.exitCode, 0, captured.stderr);
    for (const name of await snapshotsIn(folder)) assert.match(name, /^night-job\.\d+\./);
  });
}

/** PM2 watches, too, if it is told to: then every new file restarts the program. */
export async function pm2Watching(binary: string, base: string): Promise<void> {
  const [folder, temporary] = [join(base, 'app'), join(base, 'tmp')];
  for (const path of [folder, temporary]) await mkdir(path);
  const app = { name: 'api', script: 'server.js', watch: true, ignore_watch: ['pm2'] };
  await withPm2(binary, folder, [app], async (pm2) => {
    const [pid = 0] = pidsOf(pm2('pid', 'api'));
    await waitUntil(
      'it runs and is watched',
      () => runsProgram(pid) && findWatcher(folder, pid) !== undefined,
    );
    const args = ['capture', String(pid), '--count', '2', '--every', '1s'];
    const { exitCode, stderr } = await runCli(args, { cwd: folder, env: { TMPDIR: temporary } });
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /\(PM2 .*\) watches this folder/);
    assert.equal((await snapshotsIn(temporary)).length, 2);
    assert.deepEqual(pidsOf(pm2('pid', 'api')), [pid]);
  });
}
