// `snapdiff capture <pid>` on a process of a Node: each way into it, and that it is left as it was found.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { listeningPorts } from '../../src/capture/processes.ts';
import {
  assertInspectorClosed,
  assertRefused,
  capture,
  fixture,
  freePort,
  idsOf,
} from '../../test/process/capture/capture-cli.ts';
import {
  assertWhole,
  preload,
  snapshotsIn,
  underPermissions,
  withFolder,
  type HostOptions,
} from '../../test/process/preload/host.ts';
import type { Check, NodeUnderTest } from './check.ts';

interface Expected {
  readonly way: RegExp;
  readonly writer: string;
  readonly args?: readonly string[];
}

/** One whole snapshot by that way; the program lives and its inspector is as it was. */
async function captures(
  node: NodeUnderTest,
  { way, writer, args = [] }: Expected,
  options: Partial<HostOptions>,
  prepare?: (folder: string) => Promise<void>,
): Promise<string> {
  let time = '';
  await withFolder(async (folder, start) => {
    await prepare?.(folder);
    const host = start({ node: node.path, ...options });
    await host.says('ready');
    const ports = listeningPorts(host.pid).length;
    const result = await capture(String(host.pid), '--out', folder, '--json', ...args);
    assert.equal(result.exitCode, 0, result.stderr + host.stderr);
    const { way: said, captureMs } = JSON.parse(result.stdout) as { way: string; captureMs: number };
    assert.match(said, way);
    const names = await snapshotsIn(folder);
    assert.equal(names.length, 1);
    const sidecar = await assertWhole(join(folder, names[0] ?? ''));
    assert.equal(sidecar.writer, writer);
    if (ports === 0) await assertInspectorClosed(host.pid);
    else assert.equal(listeningPorts(host.pid).length, ports);
    assert.ok(!host.hasEnded);
    time = `${captureMs} ms`;
  });
  return time;
}

const growing = { nodeArgs: freePort, program: [fixture('attach-growing')] };
const busy = { nodeArgs: freePort, program: [fixture('attach-busy'), '60'] };
const opened = /opened by SIGUSR1 and closed again/;

export const attachChecks: readonly Check[] = [
  {
    name: 'attach: SIGUSR1 and the inspector',
    run: (node) => captures(node, { way: opened, writer: 'inspector' }, growing),
  },
  {
    name: 'attach: an ES module',
    run: (node) =>
      captures(
        node,
        { way: opened, writer: 'inspector' },
        {
          nodeArgs: [...freePort, '--input-type=module', '-e'],
          program: ["console.log('ready'); setInterval(() => {}, 1000)"],
        },
      ),
  },
  {
    name: 'attach: an inspector that is open',
    run: (node) =>
      captures(
        node,
        { way: /which was open/, writer: 'inspector' },
        { ...growing, nodeArgs: ['--inspect=0'] },
      ),
  },
  {
    name: 'attach: a busy event loop',
    run: (node) => captures(node, { way: opened, writer: 'v8.writeHeapSnapshot' }, busy),
  },
  {
    name: 'attach: a worker',
    run: (node) =>
      captures(
        node,
        { way: opened, writer: 'inspector', args: ['--worker', '1'] },
        { nodeArgs: freePort, program: [fixture('attach-workers')] },
      ),
  },
  {
    name: 'attach: by the preload',
    run: (node) =>
      captures(
        node,
        { way: /heap-snapdiff\/register writes/, writer: 'v8.writeHeapSnapshot' },
        { nodeArgs: ['-r', preload] },
      ),
  },
  {
    name: 'attach: by --heapsnapshot-signal',
    run: (node) =>
      captures(
        node,
        { way: /--heapsnapshot-signal writes/, writer: '--heapsnapshot-signal' },
        { ...growing, nodeArgs: ['--heapsnapshot-signal=SIGUSR2', '--diagnostic-dir=.'] },
      ),
  },
  {
    name: 'attach: by heapdump',
    run: async (node) => {
      const { heapdumpFolder } = node;
      if (heapdumpFolder === null) return 'no c++';
      return captures(
        node,
        { way: /heapdump writes/, writer: 'heapdump' },
        { ...growing, nodeArgs: ['-r', 'heapdump'] },
        (folder) => symlink(join(heapdumpFolder, 'node_modules'), join(folder, 'node_modules')),
      );
    },
  },
  {
    name: 'attach: ids through a series',
    run: (node) =>
      withFolder(async (folder, start) => {
        const host = start({ node: node.path, ...growing });
        await host.says('ready');
        const result = await capture(String(host.pid), '--out', folder, '--count', '2', '--every', '100ms');
        assert.equal(result.exitCode, 0, result.stderr);
        const [first, second] = await Promise.all(
          (await snapshotsIn(folder)).map((name) => idsOf(join(folder, name), 'Connection')),
        );
        assert.deepEqual(second, first);
      }),
  },
  {
    name: 'attach: blocked in native code for longer than it is looked at closely',
    run: (node) =>
      captures(
        node,
        { way: opened, writer: 'inspector' },
        {
          nodeArgs: [...freePort, '-e'],
          program: [
            "console.log('ready'); require('child_process').execSync('sleep 9'); setInterval(() => {}, 1e6)",
          ],
        },
      ),
  },
  {
    name: "attach: a handler of SIGUSR1 of the program's own",
    run: (node) =>
      withFolder(async (_folder, start) => {
        const server = "require('http').createServer(() => console.log('asked')).listen(0)";
        // Work in other threads, too, where Node has a name for the one that counts.
        const work = node.major >= 24 ? "setInterval(() => require('fs').stat('.', () => {}), 10);" : '';
        const program = `process.on('SIGUSR1', () => {}); ${server}; ${work} console.log('ready')`;
        // Of no free port, for which its own would be asked.
        const nodeArgs = ['--inspect-port=39229', '-e'];
        const host = start({ node: node.path, nodeArgs, program: [program] });
        await host.says('ready');
        assertRefused(
          await capture(String(host.pid)),
          /did not open its inspector within 6 s of SIGUSR1, for which it has a handler of its own/,
        );
        assert.equal(host.stdout, 'ready\n');
        assert.ok(!host.hasEnded);
      }),
  },
  {
    name: 'attach: the permission model',
    run: async (node) => {
      if (node.major < 20) return 'no option';
      const known = spawnSync(node.path, ['--allow-inspector', '--version']).status === 0;
      await withFolder(async (folder, start) => {
        const nodeArgs = underPermissions(node.major, folder);
        const host = start({ node: node.path, ...growing, nodeArgs });
        await host.says('ready');
        const { stderr } = await capture(String(host.pid));
        assert.match(stderr, /because of --\S*permission; no signal was sent/);
        assert.equal(stderr.includes('--allow-inspector'), known, stderr);
        assert.ok(!host.hasEnded);
        await host.end();
        const signal = [...nodeArgs, '--allow-fs-write=*', '--heapsnapshot-signal=SIGUSR2'];
        const options = { ...growing, nodeArgs: signal };
        await captures(
          node,
          { way: /--heapsnapshot-signal writes/, writer: '--heapsnapshot-signal' },
          options,
        );
        if (!known) return;
        const allowed = { ...growing, nodeArgs: [...nodeArgs, ...freePort, '--allow-inspector'] };
        await captures(node, { way: opened, writer: 'inspector' }, allowed);
      });
      return known ? 'and opened' : undefined;
    },
  },
  {
    name: 'attach: --disable-sigusr1',
    run: async (node) => {
      if (node.major < 22) return 'no option';
      await withFolder(async (_folder, start) => {
        const host = start({ node: node.path, ...growing, nodeArgs: ['--disable-sigusr1'] });
        await host.says('ready');
        assertRefused(await capture(String(host.pid)), /--disable-sigusr1\); no signal was sent/);
        assert.ok(!host.hasEnded);
      });
      return undefined;
    },
  },
];
