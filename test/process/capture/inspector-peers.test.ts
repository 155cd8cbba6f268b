import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import process from 'node:process';
import { test } from 'node:test';
import { canMount, snapshotsIn, withFolder } from '../preload/host.ts';
import { childEnvironment } from '../../support/child-environment.ts';
import { startProcess, waitUntil } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { runShell } from '../../support/run-cli.ts';
import { assertRefused, capture, readJson } from './capture-cli.ts';
import { withFakeInspector } from './fake-inspector.ts';

test('a list of targets that holds anything is read for what is one', () =>
  withFakeInspector({ list: [null, 7, 'x', {}, { webSocketDebuggerUrl: 3 }] }, async (port) => {
    assertRefused(await capture('--port', port), /has nothing to capture\n$/);
  }));

for (const greeting of ['hello', 'null', '"{}"']) {
  test(`a peer that says ${greeting} speaks no protocol, and is left`, () =>
    withFolder((folder) =>
      withFakeInspector({ greeting }, async (port) => {
        assertRefused(
          await capture('--port', port, '--target', '1', '--out', folder),
          /^snapdiff: the (connection to the inspector has ended|target ended the connection)[^\n]*\n$/,
        );
        assert.deepEqual(await readdir(folder), []);
      }),
    ));
}

for (const value of [null, true, 'x', [], [1e308, '\u001b[31m24'], { heapStatistics: null }]) {
  test(`a peer that says it is Node, and then only ${JSON.stringify(value)}, is not believed`, () =>
    withFolder((folder) =>
      withFakeInspector({ value }, async (port) => {
        const out = `${folder}/a.heapsnapshot`;
        const { exitCode, stderr } = await capture('--port', port, '--target', '1', '--out', out);
        assert.equal(exitCode, 0, stderr);
        assert.match(stderr, /^snapdiff: the target has one worker, [^\n]*\n$/);
        assert.ok(!stderr.includes('\u001b'), stderr);
        const sidecar = readJson(`${folder}/a.meta.json`);
        assert.equal(sidecar['writer'], 'inspector');
      }),
    ));
}

test('a file that cannot grow while it is received is said in one line, and nothing is left of it', () =>
  withFolder((folder) =>
    withFakeInspector({ chunks: ['{', 'x'.repeat(1e6), ']}'] }, async (port) => {
      const take = `$SNAPDIFF capture --port ${port} --target 1 --out`;
      const limited = await runShell(`ulimit -f 16; exec ${take} ${folder}`);
      assertRefused(limited, /: the file gets larger than this user may write\. Nothing was left there\./);
      assert.deepEqual(await readdir(folder), []);
      if (!canMount) return;
      await mkdir(`${folder}/small`);
      const full = await runShell(
        `exec unshare -rm bash -c 'mount -t tmpfs -o size=64k none ${folder}/small; ${take} ${folder}/small; echo $? $(ls -A ${folder}/small)'`,
      );
      assert.match(full.stderr, /: the disk is full\. Nothing was left there\./);
      assert.equal(full.stdout, '2\n');
    }),
  ));

const hasScript = spawnSync('script', ['--version']).status === 0;

test(
  'a terminal is asked which of several targets is meant, and shown how far it is',
  { skip: !hasScript },
  () => {
    let goOn = (): void => {};
    const halfDone = new Promise<void>((resolve) => (goOn = resolve));
    return withFolder((folder) =>
      withFakeInspector({ halfDone }, async (port) => {
        const line = `${process.execPath} ${repositoryPath('dist/cli/main.js')} capture --port ${port} --out ${folder}`;
        const child = startProcess('script', ['-qec', line, '/dev/null'], {
          env: { ...childEnvironment(), TERM: 'xterm' },
          stdio: ['pipe', 'pipe', 'ignore'],
        });
        let stdout = '';
        child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
        child.stdin?.write('2\n');
        await waitUntil('the bar is drawn', () => stdout.includes(' 50 %'));
        goOn();
        await once(child, 'close');
        assert.equal(child.exitCode, 0, stdout);
        assert.match(
          stdout,
          /1 page https:\/\/example\.org\/A\r\n2 page https:\/\/example\.org\/B\r\n.*Which one\? /s,
        );
        assert.match(stdout, /\[=+-+\] {2}50 % {2}taking example-org/);
        const [name = '', ...others] = await snapshotsIn(folder);
        assert.match(name, /^example-org\./);
        assert.deepEqual(others, []);
      }),
    );
  },
);

test('time that was given and is over ends it', () =>
  withFolder((folder) =>
    withFakeInspector({ halfDone: new Promise(() => {}) }, async (port) => {
      assertRefused(
        await capture('--port', port, '--target', '1', '--out', folder, '--timeout', '1s'),
        /^snapdiff: no snapshot within 1 s; nothing of it was kept/,
      );
      assert.deepEqual(await readdir(folder), []);
    }),
  ));

for (const [method, option, line] of [
  [
    'takeHeapSnapshot',
    '--gc',
    /Snapshot' wasn't found\. Its engine may not be V8\. In Bun, .*generateHeapSnapshot/,
  ],
  ['startTrackingHeapObjects', '--stacks', /Objects' wasn't found\. Without --stacks it may/],
] as const) {
  test(`a target without ${method} is told in one line that says what to do`, () =>
    withFolder((folder) =>
      withFakeInspector({ refused: `HeapProfiler.${method}` }, async (port) => {
        const args = ['--port', port, '--target', '1', '--out', folder, option];
        const { exitCode, stdout, stderr } = await capture(...args);
        assert.deepEqual([exitCode, stdout], [2, '']);
        // Before it is asked for stacks, what they cost is said.
        const said = stderr.trimEnd().split('\n');
        assert.equal(said.length, option === '--stacks' ? 2 : 1, stderr);
        assert.match(said.at(-1) ?? '', line);
        assert.deepEqual(await readdir(folder), []);
      }),
    ));
}
