import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listeningPorts } from '../../../src/capture/processes.ts';
import { waitUntil } from '../../support/child-processes.ts';
import { assertWhole, snapshotsIn, withFolder, type Host } from '../preload/host.ts';
import {
  RunningCli,
  assertInspectorClosed,
  assertRefused,
  capture,
  fixture,
  freePort,
  idsOf,
  readJson,
} from './capture-cli.ts';

/** Whether a signal was sent and not yet taken. */
function isPending(pid: number, signal: number): boolean {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, pending = '0'] = /^ShdPnd:\s*(\w+)$/m.exec(status) ?? [];
  return ((BigInt(`0x${pending}`) >> BigInt(signal - 1)) & 1n) === 1n;
}

/** Until the snapshot is on its way, which takes seconds of a heap of 20 MB. */
async function begun(host: Host, folder: string): Promise<void> {
  await host.says('Debugger attached', 'stderr');
  const isPart = (name: string): boolean => name.endsWith('.heapsnapshot.part');
  await waitUntil('the file is begun', async () => (await readdir(folder)).some(isPart));
}

const growing = { nodeArgs: freePort, program: [fixture('attach-growing')] };

test('an unprepared process is captured through an inspector that is closed again', () =>
  withFolder(async (folder, start) => {
    const host = start(growing);
    await host.says('ready');
    const { exitCode, stdout, stderr } = await capture(String(host.pid), '--out', folder);
    assert.equal(exitCode, 0, stderr);
    const [name = ''] = await snapshotsIn(folder);
    assert.match(name, new RegExp(`^attach-growing\\.${host.pid}\\.\\d{8}T\\d{6}Z\\.001\\.heapsnapshot$`));
    const path = join(folder, name);
    assert.match(
      stdout,
      /\.heapsnapshot {2}[\d.]+ MB in [\d.]+ s, by the inspector on port \d+, opened by SIGUSR1/,
    );
    assert.match(stdout, /\nNext: snapdiff summary .*capture \d+ --count 2 --every 10m\n$/);
    const sidecar = await assertWhole(path);
    assert.equal(sidecar.pid, host.pid);
    assert.equal(sidecar.writer, 'inspector');
    assert.ok(sidecar.sockets?.tcp.some(({ state }) => state === 'LISTEN'));
    assert.equal((await idsOf(path, 'Connection')).size, 500);
    await assertInspectorClosed(host.pid);
    await host.answers('grown');
    assert.deepEqual(
      (await readdir(folder)).filter((entry) => entry.endsWith('.part')),
      [],
    );
  }));

test('objects keep their ids through a series, whose next step is the comparison', () =>
  withFolder(async (folder, start) => {
    const host = start(growing);
    await host.says('ready');
    const cli = new RunningCli([
      'capture',
      String(host.pid),
      '--out',
      folder,
      '--count',
      '2',
      '--every',
      '1s',
      '--gc',
    ]);
    await cli.says('.heapsnapshot');
    await host.answers('grown');
    assert.equal((await cli.end()).exitCode, 0, cli.stderr);
    const [first = '', second = ''] = await snapshotsIn(folder);
    assert.ok(
      cli.stdout.endsWith(`Next: snapdiff ${join(folder, first)} ${join(folder, second)}\n`),
      cli.stdout,
    );
    const before = await idsOf(join(folder, first), 'Connection');
    const after = await idsOf(join(folder, second), 'Connection');
    assert.equal(after.size, 550);
    assert.equal([...before].filter((id) => after.has(id)).length, 500);
    await assertInspectorClosed(host.pid);
  }));

test('an inspector that was open stays open', () =>
  withFolder(async (folder, start) => {
    const host = start({ ...growing, nodeArgs: ['--inspect=0'] });
    await host.says('ready');
    const ports = listeningPorts(host.pid);
    const { exitCode, stdout, stderr } = await capture(String(host.pid), '--out', folder, '--json');
    assert.equal(exitCode, 0, stderr);
    const result = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual(Object.keys(result), [
      'schemaVersion',
      'kind',
      'path',
      'bytes',
      'captureMs',
      'pid',
      'way',
      'keepsIds',
      'sidecar',
    ]);
    assert.match(String(result['way']), /which was open/);
    assert.equal(ports.length, 1);
    assert.deepEqual(listeningPorts(host.pid), ports);
    // The same by its port, as in a container behind a tunnel.
    const byPort = await capture('--port', String(ports[0]), '--out', folder);
    assert.equal(byPort.exitCode, 0, byPort.stderr);
    assert.equal((await snapshotsIn(folder)).length, 2);
    assert.deepEqual(listeningPorts(host.pid), ports);
  }));

test('an inspector that an earlier signal opened on a free port is found, and no second one is sent', () =>
  withFolder(async (folder, start) => {
    const host = start(growing);
    await host.says('ready');
    host.signal('SIGUSR1');
    await host.says('Debugger listening', 'stderr');
    const ports = listeningPorts(host.pid);
    const { exitCode, stdout, stderr } = await capture(String(host.pid), '--out', folder);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, new RegExp(`by the inspector on port ${ports[0]}, which was open\n`));
    assert.deepEqual(listeningPorts(host.pid), ports);
  }));

test('a busy event loop is not waited for', () =>
  withFolder(async (folder, start) => {
    const host = start({ nodeArgs: freePort, program: [fixture('attach-busy'), '30'] });
    await host.says('ready');
    const { exitCode, stderr } = await capture(String(host.pid), '--out', folder);
    assert.equal(exitCode, 0, stderr);
    const [name = ''] = await snapshotsIn(folder);
    assert.equal((await assertWhole(join(folder, name))).writer, 'v8.writeHeapSnapshot');
    await assertInspectorClosed(host.pid);
  }));

test('a process that is blocked in native code is waited for, and after that its inspector is closed', () =>
  withFolder(async (folder, start) => {
    const blocked =
      "console.log('ready'); require('child_process').execSync('until [ -e go ]; do sleep 0.1; done'); setInterval(() => {}, 1e6)";
    const host = start({ nodeArgs: [...freePort, '-e'], program: [blocked] });
    await host.says('ready');
    const out = join(folder, 'out');
    await mkdir(out);
    const cli = new RunningCli(['capture', String(host.pid), '--out', out, '--timeout', '2s']);
    await cli.says('waiting 30 s', 'stderr');
    await writeFile(join(folder, 'go'), '');
    assert.equal((await cli.end()).exitCode, 2);
    assert.equal(cli.stdout, '');
    assert.match(
      cli.stderr,
      /^snapdiff: waiting 30 s for process \d+ to run, to close the inspector that opens then\. .*_debugEnd.*\nsnapdiff: no snapshot within 2 s; [^\n]*\n$/,
    );
    assert.match(host.stderr, /Debugger attached/);
    assert.deepEqual(await readdir(out), []);
    assert.deepEqual(listeningPorts(host.pid), []);
    assert.ok(!host.hasEnded);
  }));

test('who captures the main thread is told of workers, and how long a large heap takes', () =>
  withFolder(async (folder, start) => {
    // One array of numbers: a large heap that is quickly written.
    const program = `new (require('worker_threads').Worker)('setInterval(() => {}, 1000)', { eval: true });
      globalThis.kept = new Array(15e6).fill(0.5); console.log('ready'); setInterval(() => {}, 1000)`;
    const host = start({ nodeArgs: freePort, program: ['-e', program] });
    await host.says('ready');
    const out = join(folder, 'main.heapsnapshot');
    const { exitCode, stderr } = await capture(String(host.pid), '--out', out, '--force');
    assert.equal(exitCode, 0, stderr);
    const [estimate, workers, ...others] = stderr.split('\n');
    assert.match(
      estimate,
      /^snapdiff: process \d+ has about \d+\.\d MB of heap: a snapshot may stop it for \d+ s, and longer on a busy machine$/,
    );
    assert.match(
      workers ?? '',
      /^snapdiff: process \d+ has one worker, whose heap is not in its snapshots; --worker captures one: 1$/,
    );
    assert.deepEqual(
      others.filter((line) => !line.includes(' s so far')),
      [''],
    );
    await assertInspectorClosed(host.pid);
  }));

test('a worker is captured by its thread id; a wrong one lists them; the worker lives', () =>
  withFolder(async (folder, start) => {
    const host = start({ nodeArgs: freePort, program: [fixture('attach-workers')] });
    await host.says('ready 1');
    assertRefused(
      await capture(String(host.pid), '--out', folder, '--worker', '7'),
      /^snapdiff: there is no worker 7 in that process\. Its workers are 1 \(.*attach-workers\.cjs\)\.\n$/,
    );
    const { exitCode, stdout, stderr } = await capture(String(host.pid), '--out', folder, '--worker', '1');
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /: snapdiff capture \d+ --worker 1 --count 2 --every 10m\n$/);
    const [name = ''] = await snapshotsIn(folder);
    const path = join(folder, name);
    assert.match(name, /^attach-workers-worker-1\./);
    assert.equal((await assertWhole(path)).threadId, 1);
    assert.equal((await idsOf(path, 'OnlyInWorker')).size, 100);
    await assertInspectorClosed(host.pid);
    await host.answers();
  }));

test('a port that is taken is said with who has it, and the process lives', () =>
  withFolder(async (folder, start) => {
    const holder = createServer().listen(0, '127.0.0.1');
    try {
      await new Promise((resolve) => holder.once('listening', resolve));
      const { port } = holder.address() as AddressInfo;
      const host = start({ ...growing, nodeArgs: [`--inspect-port=${port}`] });
      await host.says('ready');
      assertRefused(
        await capture(String(host.pid), '--out', folder),
        new RegExp(
          `cannot open its inspector: port ${port} is held by process ${process.pid} \\(.*inspect-port=0`,
        ),
      );
      await host.answers('grown');
      assert.deepEqual(await readdir(folder), []);
    } finally {
      holder.close();
    }
  }));

test('a port that is taken on another address only is not taken', () =>
  withFolder(async (folder, start) => {
    const holder = createServer().listen(0, '127.0.0.2');
    try {
      await new Promise((resolve) => holder.once('listening', resolve));
      const { port } = holder.address() as AddressInfo;
      const host = start({ ...growing, nodeArgs: [`--inspect-port=${port}`] });
      await host.says('ready');
      const { exitCode, stdout, stderr } = await capture(String(host.pid), '--out', folder);
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, new RegExp(`by the inspector on port ${port}, opened by SIGUSR1`));
    } finally {
      holder.close();
    }
  }));

test('Ctrl-C leaves no file and no open inspector, in the middle of a snapshot as well', () =>
  withFolder(async (folder, start) => {
    const host = start({ ...growing, program: [fixture('attach-growing'), '20'] });
    await host.says('ready');
    const cli = new RunningCli(['capture', String(host.pid), '--out', folder]);
    await begun(host, folder);
    cli.child.kill('SIGINT');
    // npx hands on what the terminal has sent to all: as soon as the first is taken, or it would be one with that.
    while (isPending(cli.child.pid ?? 0, constants.signals.SIGINT));
    cli.child.kill('SIGINT');
    assert.equal((await cli.end()).exitCode, 130, cli.stderr);
    assert.match(cli.stderr, /snapdiff: stopped by SIGINT; nothing of the snapshot was kept\n/);
    assert.equal(cli.stdout, '');
    assert.deepEqual(await readdir(folder), []);
    await assertInspectorClosed(host.pid);
    await host.answers('grown');
  }));

test('Ctrl-C between two snapshots keeps the whole ones', () =>
  withFolder(async (folder, start) => {
    const host = start(growing);
    await host.says('ready');
    const cli = new RunningCli([
      'capture',
      String(host.pid),
      '--out',
      folder,
      '--count',
      '3',
      '--every',
      '1h',
    ]);
    await cli.says('.heapsnapshot');
    cli.child.kill('SIGTERM');
    assert.equal((await cli.end()).exitCode, 143);
    assert.match(cli.stderr, /stopped after 1 of 3 snapshots, which are whole\n$/);
    assert.equal((await snapshotsIn(folder)).length, 1);
    await assertInspectorClosed(host.pid);
  }));

test('a process that is killed in the middle leaves no file, and one line', () =>
  withFolder(async (folder, start) => {
    const host = start({ ...growing, program: [fixture('attach-growing'), '20'] });
    await host.says('ready');
    const cli = new RunningCli(['capture', String(host.pid), '--out', folder]);
    await begun(host, folder);
    host.signal('SIGKILL');
    assert.equal((await cli.end()).exitCode, 2);
    assert.match(
      cli.stderr,
      /^snapdiff: process \d+ ended before its snapshot was whole; nothing of it was kept\. It may have come to its end by itself; if .* code 137, memory ran out.*\n$/,
    );
    assert.deepEqual(await readdir(folder), []);
  }));

test('a program that comes to its end is not kept from it by a series', () =>
  withFolder(async (folder, start) => {
    const host = start({
      nodeArgs: [...freePort, '-e'],
      program: ["process.stdin.once('data', () => process.stdin.destroy()); console.log('ready')"],
    });
    await host.says('ready');
    const cli = new RunningCli([
      'capture',
      String(host.pid),
      '--out',
      folder,
      '--count',
      '2',
      '--every',
      '1h',
    ]);
    await cli.says('.heapsnapshot');
    host.send('the end');
    assert.equal((await cli.end()).exitCode, 2);
    assert.match(cli.stderr, /ended after 1 of 2 snapshots, which are whole\n$/);
    assert.equal(await host.hasClosed(), 0);
  }));

test('a place that cannot be written to is refused before anything is asked of the process', () =>
  withFolder(async (folder, start) => {
    const host = start(growing);
    await host.says('ready');
    const there = join(folder, 'there.heapsnapshot');
    await writeFile(there, 'x');
    const pid = String(host.pid);
    assertRefused(await capture(pid, '--out', there), /there\.heapsnapshot is there already\. .*--force/);
    assertRefused(await capture(pid, '--out', join(folder, 'no/x')), /no: no such directory/);
    assertRefused(await capture(pid, '--out', '/proc'), /\/proc: cannot be written to \(E/);
    assertRefused(
      await capture(pid, '--out', join(folder, 'new'), '--count', '2'),
      /is one file, but --count is 2/,
    );
    assert.equal(host.stderr, '');
    const { exitCode, stderr } = await capture(pid, '--out', there, '--force');
    assert.equal(exitCode, 0, stderr);
    await assertWhole(there);
    assert.equal(readJson(join(folder, 'there.meta.json'))['pid'], host.pid);
  }));
