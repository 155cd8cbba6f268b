import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { waitUntil } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { assertWhole, hostProgram, preload, snapshotsIn, steppedClock, withFolder } from './host.ts';

const waysOfLoading: readonly [string, (folder: string) => Promise<object>][] = [
  ['-r', async () => ({ nodeArgs: ['-r', preload] })],
  ['--import', async () => ({ nodeArgs: ['--import', pathToFileURL(preload).href] })],
  ['NODE_OPTIONS', async () => ({ nodeArgs: [], env: { NODE_OPTIONS: `-r ${preload}` } })],
  [
    'import in code, by the name of the package',
    async (folder) => {
      await mkdir(join(folder, 'node_modules'));
      await promisify(execFile)('ln', [
        '-s',
        repositoryPath('.'),
        join(folder, 'node_modules/heap-snapdiff'),
      ]);
      const program = join(folder, 'app.mjs');
      await writeFile(
        program,
        `import 'heap-snapdiff/register'; import ${JSON.stringify(pathToFileURL(hostProgram).href)};`,
      );
      return { nodeArgs: [], program: [program] };
    },
  ],
  [
    '-r and --import at once',
    async () => ({ nodeArgs: ['-r', preload, '--import', pathToFileURL(preload).href] }),
  ],
];

for (const [way, options] of waysOfLoading) {
  test(`a signal writes one whole snapshot and its sidecar: loaded by ${way}`, () =>
    withFolder(async (folder, start) => {
      const host = start(await options(folder));
      await host.says('ready');
      host.signal();
      await host.says('wrote', 'stderr');
      await host.answers();
      const [name = '', ...others] = await snapshotsIn(folder);
      assert.deepEqual(others, []);
      assert.match(
        name,
        new RegExp(`^(?:preload-host|app)\\.${host.pid}\\.\\d{8}T\\d{6}Z\\.001\\.heapsnapshot$`),
      );
      const sidecar = await assertWhole(join(folder, name));
      assert.equal(sidecar.pid, host.pid);
      assert.equal(sidecar.writer, 'v8.writeHeapSnapshot');
      assert.equal(host.lines.length, 1, host.stderr);
    }));
}

test('a sidecar tells of memory, handles and sockets, and nothing of arguments or the environment', () =>
  withFolder(async (folder, start) => {
    const host = start({
      program: [hostProgram, '--busy', '1'],
      env: { TOKEN: 'hunter2-in-the-environment', SNAPDIFF_NAME: 'api/../v1 €' },
    });
    await host.says('free again');
    host.signal();
    await host.says('wrote', 'stderr');
    const [name = ''] = await snapshotsIn(folder);
    assert.match(name, /^api-v1\.\d+\./);
    const sidecar = await assertWhole(join(folder, name));
    assert.equal(sidecar.schemaVersion, 1);
    assert.equal(sidecar.argv0, 'node');
    assert.equal(sidecar.nodeVersion, process.versions.node);
    assert.equal(sidecar.threadId, 0);
    assert.ok(sidecar.captureMs !== null && sidecar.captureMs > 10);
    assert.ok(sidecar.memoryUsage.rss > 1e7 && sidecar.heapStatistics.used_heap_size > 1e6);
    assert.ok(sidecar.heapSpaceStatistics.some(({ space_name }) => space_name === 'old_space'));
    assert.ok(sidecar.activeResources && Object.keys(sidecar.activeResources).length > 0);
    assert.ok(sidecar.openFiles !== null && sidecar.openFiles > 10);
    const text = await readFile(join(folder, name.replace('heapsnapshot', 'meta.json')), 'utf8');
    assert.doesNotMatch(text, /hunter2|--busy|preload-host/);
  }));

test("the program's own handler of the signal runs too", () =>
  withFolder(async (folder, start) => {
    const host = start({ program: [hostProgram, '--own-handler'] });
    await host.says('ready');
    host.signal();
    await host.says('own handler');
    assert.equal((await snapshotsIn(folder)).length, 1);
  }));

test('another signal can be named, and the inspector keeps its own', () =>
  withFolder(async (folder, start) => {
    const host = start({ env: { SNAPDIFF_SIGNAL: 'hup' } });
    const refused = start({ env: { SNAPDIFF_SIGNAL: 'SIGUSR1' } });
    await host.says('ready');
    await refused.says('ready');
    host.signal('SIGHUP');
    await host.says('wrote', 'stderr');
    assert.equal((await snapshotsIn(folder)).length, 1);
    assert.deepEqual(refused.lines, [
      "snapdiff: SNAPDIFF_SIGNAL=SIGUSR1 is the inspector's; SIGUSR2 is used",
    ]);
  }));

test('three signals in a burst are one snapshot, a later one is told when it may come', () =>
  withFolder(async (folder, start) => {
    const host = start({ nodeArgs: [...steppedClock, '-r', preload] });
    await host.says('ready');
    for (let count = 0; count < 3; count++) host.signal();
    await host.says('wrote', 'stderr');
    await host.answers();
    assert.equal(host.lines.length, 1, host.stderr);
    await host.later();
    host.signal();
    await host.says('the next is possible in 28 s (SNAPDIFF_MIN_INTERVAL)', 'stderr');
    assert.equal((await snapshotsIn(folder)).length, 1);
  }));

test('a process keeps the number of snapshots that is allowed, and says so before it would write one more', () =>
  withFolder(async (folder, start) => {
    const host = start({
      nodeArgs: [...steppedClock, '-r', preload],
      env: { SNAPDIFF_MIN_INTERVAL: '0', SNAPDIFF_MAX_FILES: '2' },
    });
    await host.says('ready');
    for (const said of ['.001.', '.002.', '2 of this process are in']) {
      host.signal();
      await host.says(said, 'stderr');
      await host.later();
    }
    assert.equal((await snapshotsIn(folder)).length, 2);
  }));

test('a program that goes to another folder still writes into the one it was started in', () =>
  withFolder(async (folder, start) => {
    const host = start({ program: [hostProgram, '--chdir', '/'] });
    await host.says('ready');
    host.signal();
    await host.says('wrote', 'stderr');
    assert.equal((await snapshotsIn(folder)).length, 1);
  }));

test('a busy event loop is no reason to lose the signal', () =>
  withFolder(async (folder, start) => {
    const host = start({ program: [hostProgram, '--busy', '600'] });
    await host.says('ready');
    host.signal();
    await host.says('wrote', 'stderr');
    await host.says('free again');
    await assertWhole(join(folder, (await snapshotsIn(folder))[0] ?? ''));
  }));

test('worker threads live on, with the preload in each', () =>
  withFolder(async (folder, start) => {
    const program = [repositoryPath('fixtures/programs/capture/preload-workers.cjs')];
    const host = start({ nodeArgs: [], env: { NODE_OPTIONS: `-r ${preload}` }, program });
    await host.says('ready');
    host.signal();
    await host.says('wrote', 'stderr');
    await host.answers('pong 2');
    assert.equal((await snapshotsIn(folder)).length, 1);
    assert.equal(host.lines.length, 1, host.stderr);
  }));

test('the workers of a cluster write into one folder, each its own file', () =>
  withFolder(async (folder, start) => {
    const host = start({ program: [repositoryPath('fixtures/programs/capture/preload-cluster.cjs')] });
    await host.says(/ready .*\n/);
    const pids = /ready (.*)/.exec(host.stdout)?.[1]?.split(' ').map(Number) ?? [];
    for (const pid of pids) process.kill(pid, 'SIGUSR2');
    await host.says(/(?:wrote[^]*){3}/, 'stderr');
    const names = await snapshotsIn(folder);
    assert.equal(names.length, 3);
    for (const name of names) await assertWhole(join(folder, name));
  }));

test('under nodemon the signal stays nodemon’s, that is said, and restarting works', () =>
  withFolder(async (folder, start) => {
    const nodemon = join(folder, 'nodemon.js');
    // What nodemon does to restart: SIGUSR2 to what its shell has started, and then it waits for the end.
    await writeFile(
      nodemon,
      `const { execFileSync, spawn } = require('node:child_process');
       const shell = spawn('sh', ['-c', process.argv.slice(2).join(' ') + '; echo ended $?'], { stdio: ['pipe', 'inherit', 'inherit'] });
       process.stdin.on('data', () => execFileSync('pkill', ['-USR2', '-P', String(shell.pid)]));
       shell.on('exit', () => process.exit());`,
    );
    const program = [nodemon, process.execPath, '-r', preload, hostProgram];
    const host = start({ nodeArgs: ['-r', preload], program });
    await host.says('ready');
    assert.equal(host.lines.length, 1, host.stderr);
    assert.match(host.stderr, /^snapdiff: nodemon restarts with SIGUSR2, .*nodemon --signal SIGTERM/);
    await host.answers('ended 140');
    assert.deepEqual(await snapshotsIn(folder), []);
  }));

test('with --heapsnapshot-signal for the same signal, only Node writes', () =>
  withFolder(async (folder, start) => {
    const host = start({ nodeArgs: ['--heapsnapshot-signal=SIGUSR2', '-r', preload] });
    await host.says('ready');
    assert.match(host.stderr, /leave out that option/);
    host.signal();
    await waitUntil('Node writes', async () => (await snapshotsIn(folder)).length > 0);
    await host.answers();
    assert.equal(host.lines.length, 1);
  }));

test('the preload does not keep a program alive, and loads before it only what takes the signal', () =>
  withFolder(async (folder, start) => {
    const program = join(folder, 'loaded.cjs');
    await writeFile(
      program,
      `require(${JSON.stringify(preload)});
       console.log(Object.keys(require.cache).map((file) => require('node:path').basename(file)).sort().join(' '));`,
    );
    const host = start({ nodeArgs: [], program: [program] });
    assert.equal(await host.hasClosed(), 0);
    // How long that takes: scripts/bench/preload.ts.
    assert.equal(
      host.stdout,
      'duration.cjs loaded.cjs nodemon.cjs notice.cjs on-signal.cjs register.cjs say.cjs settings.cjs\n',
    );
  }));

test('a folder that cannot be written is said at the start and at the signal, and the program lives', () =>
  withFolder(async (folder, start) => {
    const missing = start({ env: { SNAPDIFF_OUT: 'missing' } });
    await missing.says('ready');
    assert.match(missing.stderr, /missing is not a folder, .*create it, or set SNAPDIFF_OUT/);
    missing.signal();
    await missing.says(/no snapshot: ENOENT/, 'stderr');
    await missing.answers();
    assert.equal(missing.lines.length, 2);
    // Nothing was captured, so there is nothing to wait for.
    await mkdir(join(folder, 'missing'));
    missing.signal();
    await missing.says('wrote', 'stderr');
    await rm(join(folder, 'missing'), { recursive: true });
    if (process.getuid?.() !== 0) {
      await chmod(folder, 0o500);
      const denied = start();
      await denied.says('ready');
      denied.signal();
      await denied.says(/no snapshot: EACCES/, 'stderr');
      await denied.answers();
      await chmod(folder, 0o700);
    }
    assert.deepEqual(await readdir(folder), []);
  }));
