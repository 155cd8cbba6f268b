import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSnapshot } from '../../../src/index.ts';
import { listFileObjects } from '../../../src/files/inspect-files.ts';
import { exposesNumbers } from '../../../src/analysis/number-values.ts';
import { listeningPorts } from '../../../src/capture/processes.ts';
import { preload, snapshotsIn, withFolder } from '../preload/host.ts';
import {
  RunningCli,
  assertInspectorClosed,
  assertRefused,
  capture,
  fixture,
  freePort,
} from './capture-cli.ts';

// V8 loses the stacks of what optimised code allocates, and when it optimises depends on how busy the machine is.
const growing = { nodeArgs: [...freePort, '--no-opt'], program: [fixture('attach-growing')] };

test('with --stacks what came between two snapshots has the calls that allocated it, and the cost is said before', () =>
  withFolder(async (folder, start) => {
    const host = start(growing);
    await host.says('ready');
    const args = ['--out', folder, '--count', '2', '--every', '1s', '--stacks'];
    const cli = new RunningCli(['capture', String(host.pid), ...args]);
    await cli.says('records the stack of every allocation', 'stderr');
    await cli.says('.heapsnapshot');
    await host.answers('grown');
    assert.equal((await cli.end()).exitCode, 0, cli.stderr);
    const [first = '', second = ''] = (await snapshotsIn(folder)).map((name) => join(folder, name));
    const { objects } = await listFileObjects([first, second], { className: 'Connection' });
    const names = objects
      .filter(({ age }) => age === 0)
      .map(({ allocation }) => allocation?.frames[0]?.functionName);
    assert.deepEqual([names.length, new Set(names)], [50, new Set(['grow'])]);
    await assertInspectorClosed(host.pid);
    // Tracking has ended with the session: the next snapshot has no stacks.
    const later = await capture(String(host.pid), '--out', folder);
    assert.equal(later.exitCode, 0, later.stderr);
    assert.equal(
      (await readSnapshot(join(folder, (await snapshotsIn(folder)).at(-1) ?? ''))).traces,
      undefined,
    );
    await host.answers('grown');
  }));

test('of a worker, too, what came between two snapshots has its calls, and tracking ends with the session', () =>
  withFolder(async (folder, start) => {
    const host = start({ nodeArgs: freePort, program: [fixture('attach-workers')] });
    await host.says('ready 1');
    const worker = [String(host.pid), '--worker', '1', '--out', folder];
    const cli = new RunningCli(['capture', ...worker, '--count', '2', '--every', '1s', '--stacks']);
    await cli.says('.heapsnapshot');
    await host.answers();
    assert.equal((await cli.end()).exitCode, 0, cli.stderr);
    const [first = '', second = ''] = (await snapshotsIn(folder)).map((name) => join(folder, name));
    const { objects } = await listFileObjects([first, second], { className: 'OnlyInWorker' });
    const names = objects
      .filter(({ age }) => age === 0)
      .map(({ allocation }) => allocation?.frames[0]?.functionName);
    assert.deepEqual([names.length, new Set(names)], [50, new Set(['grow'])]);
    await assertInspectorClosed(host.pid);
    const later = await capture(...worker);
    assert.equal(later.exitCode, 0, later.stderr);
    const name = (await snapshotsIn(folder)).at(-1) ?? '';
    assert.equal((await readSnapshot(join(folder, name))).traces, undefined);
    await host.answers();
  }));

test('Ctrl-C while a single snapshot with --stacks waits for allocations ends the tracking and closes the inspector', () =>
  withFolder(async (folder, start) => {
    const host = start(growing);
    await host.says('ready');
    const cli = new RunningCli(['capture', String(host.pid), '--out', folder, '--stacks', '--every', '1h']);
    await cli.says('the snapshot is taken in 3600 s (--every)', 'stderr');
    cli.child.kill('SIGINT');
    await cli.end();
    assert.match(cli.stderr, /stopped before the snapshot/);
    await assertInspectorClosed(host.pid);
    assert.deepEqual(await readdir(folder), []);
    await host.answers('grown');
    const later = await capture(String(host.pid), '--out', folder);
    assert.equal(later.exitCode, 0, later.stderr);
    const [name = ''] = await snapshotsIn(folder);
    assert.equal((await readSnapshot(join(folder, name))).traces, undefined);
  }));

test('a prepared process is asked for stacks and numbers through its inspector, and refused by a signal', () =>
  withFolder(async (folder, start) => {
    const host = start({ ...growing, nodeArgs: [...freePort, '-r', preload] });
    await host.says('ready');
    for (const option of ['--stacks', '--numbers']) {
      const refused = await capture(String(host.pid), option, '--signal', 'SIGUSR2', '--out', folder);
      assertRefused(refused, new RegExp(`${option} cannot be asked for by a signal`));
    }
    assert.deepEqual(listeningPorts(host.pid), []);
    const { exitCode, stdout, stderr } = await capture(String(host.pid), '--numbers', '--out', folder);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /by the inspector on port/);
    assert.equal(await showNumbers(folder), true);
    await assertInspectorClosed(host.pid);
  }));

for (const [env, shown] of [
  [{ SNAPDIFF_NUMBERS: '1' }, true],
  [{}, false],
] as const) {
  test(`the preload writes ${shown ? 'numbers where SNAPDIFF_NUMBERS asks for them' : 'no numbers unasked'}`, () =>
    withFolder(async (folder, start) => {
      const host = start({ program: [fixture('attach-growing')], env });
      await host.says('ready');
      const { exitCode, stdout, stderr } = await capture(String(host.pid), '--out', folder);
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /by SIGUSR2/);
      assert.equal(await showNumbers(folder), shown);
    }));
}

async function showNumbers(folder: string): Promise<boolean> {
  const [name = ''] = await snapshotsIn(folder);
  const { graph, strings } = await readSnapshot(join(folder, name));
  return exposesNumbers(graph, strings);
}
