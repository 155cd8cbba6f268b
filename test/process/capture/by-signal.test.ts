import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { waitUntil } from '../../support/child-processes.ts';
import {
  assertWhole,
  canMount,
  preload,
  snapshotsIn,
  steppedClock,
  withFolder,
  withMounts,
} from '../preload/host.ts';
import { RunningCli, assertRefused, capture, fixture, freePort, idsOf, readJson } from './capture-cli.ts';

test('the preload writes, without an inspector, and its sidecar comes along', () =>
  withFolder(async (folder, start) => {
    await Promise.all(['there', 'out'].map((name) => mkdir(join(folder, name))));
    const host = start({
      nodeArgs: [...steppedClock, '-r', preload],
      program: [fixture('attach-growing')],
      env: { SNAPDIFF_OUT: join(folder, 'there'), SNAPDIFF_MIN_INTERVAL: '0' },
    });
    await host.says('ready');
    const out = join(folder, 'out');
    const first = await capture(String(host.pid), '--out', out);
    assert.equal(first.exitCode, 0, first.stderr);
    assert.match(first.stdout, /by SIGUSR2, on which heap-snapdiff\/register writes\n/);
    await host.answers('grown');
    // A second call, some time later: objects keep their ids, as no inspector's session has ended between.
    await host.later();
    const second = await capture(String(host.pid), '--out', out);
    assert.equal(second.exitCode, 0, second.stderr);
    const paths = (await snapshotsIn(out)).map((name) => join(out, name));
    assert.equal(paths.length, 2);
    assert.equal((await assertWhole(paths[0] ?? '')).writer, 'v8.writeHeapSnapshot');
    const [before, after] = await Promise.all(paths.map((path) => idsOf(path, 'Connection')));
    assert.equal(after?.size, 550);
    assert.equal([...(before ?? [])].filter((id) => after?.has(id)).length, 500);
    assert.deepEqual(await readdir(join(folder, 'there')), []);
    assert.doesNotMatch(host.stderr, /Debugger/);
  }));

test('a preload that was imported in code is recognised, with the settings that were made there', () =>
  withFolder(async (folder, start) => {
    await writeFile(
      join(folder, 'app.cjs'),
      `process.env.SNAPDIFF_SIGNAL = 'SIGHUP';
      require(${JSON.stringify(preload)});
      process.chdir('/');
      console.log('ready');
      setInterval(() => {}, 1e6);`,
    );
    const host = start({ nodeArgs: freePort, program: ['app.cjs'] });
    await host.says('ready');
    const out = join(folder, 'by-notice.heapsnapshot');
    const { exitCode, stdout, stderr } = await capture(String(host.pid), '--out', out);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /by SIGHUP, on which heap-snapdiff\/register writes\n/);
    // It was written where the program was started, and not where it has gone since.
    assert.match(host.stderr, new RegExp(`^snapdiff: wrote ${folder}/app\\.[^\n]*\n$`));
    assert.deepEqual(await snapshotsIn(folder), ['by-notice.heapsnapshot']);
  }));

test('a series that the preload would not write to its end is refused before its first snapshot', () =>
  withFolder(async (folder, start) => {
    const series = (pid: number, interval: string): ReturnType<typeof capture> =>
      capture(String(pid), '--out', folder, '--count', '2', '--every', interval);
    const host = start({ env: { SNAPDIFF_MIN_INTERVAL: '2m' } });
    await host.says('ready');
    assertRefused(
      await series(host.pid, '60s'),
      /writes no second snapshot within 120 s of the first, and --every is 60 s\. Pass --every 120s or more, or start/,
    );
    assert.equal(host.stderr, '');

    const quick = start({ env: { SNAPDIFF_MIN_INTERVAL: '0' } });
    await quick.says('ready');
    assertRefused(await series(quick.pid, '500ms'), /no second snapshot within 1 s of the first/);
    const { exitCode, stderr } = await series(quick.pid, '1s');
    assert.equal(exitCode, 0, stderr);
    assert.equal((await snapshotsIn(folder)).length, 2);
  }));

test('what the preload refuses is said with where the reason stands', () =>
  withFolder(async (folder, start) => {
    const host = start({ env: { SNAPDIFF_MAX_FILES: '0' } });
    await host.says('ready');
    assertRefused(
      await capture(String(host.pid), '--out', folder),
      /got SIGUSR2 and wrote no snapshot into .*Its standard error says why: .* If it says nothing it is blocked/,
    );
    await host.answers();
  }));

test(
  'of a folder that is seen to be read-only, gone or no folder that is said, and no other reason',
  { skip: !canMount },
  () =>
    withFolder(async (folder, start) => {
      const gone = join(folder, 'gone');
      const file = join(folder, 'file');
      await writeFile(file, '');
      const readOnly = join(folder, 'read-only');
      await mkdir(readOnly);
      const cases = [
        [readOnly, 'is on a file system that is read-only'],
        [gone, 'does not exist'],
        [file, 'is not a folder'],
      ] as const;
      const launcher = withMounts(`mount -t tmpfs -o ro none ${readOnly}`);
      // Each is waited for some seconds.
      await Promise.all(
        cases.map(async ([out, why]) => {
          const host = start({ launcher, env: { SNAPDIFF_OUT: out } });
          await host.says('ready');
          const line = `wrote no snapshot: its folder ${out} ${why}\\. Set SNAPDIFF_OUT to another\\.\n$`;
          assertRefused(await capture(String(host.pid), '--out', folder), new RegExp(line));
          await host.answers();
        }),
      );
    }),
);

test("--heapsnapshot-signal writes into Node's diagnostic directory", () =>
  withFolder(async (folder, start) => {
    await mkdir(join(folder, 'diagnostic'));
    const host = start({
      nodeArgs: ['--heapsnapshot-signal=SIGUSR2', `--diagnostic-dir=${join(folder, 'diagnostic')}`],
      program: [fixture('attach-growing')],
    });
    await host.says('ready');
    const out = join(folder, 'flag.heapsnapshot');
    const { exitCode, stdout, stderr } = await capture(String(host.pid), '--out', out);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /by SIGUSR2, on which --heapsnapshot-signal writes/);
    assert.equal((await idsOf(out, 'Connection')).size, 500);
    const sidecar = readJson(join(folder, 'flag.meta.json'));
    assert.equal(sidecar['writer'], '--heapsnapshot-signal');
    assert.equal(sidecar['pid'], host.pid);
    assert.deepEqual(await readdir(join(folder, 'diagnostic')), []);
    await host.answers('grown');
  }));

test('killed while it writes by a flag, a process leaves nothing under a name of a whole one', () =>
  withFolder(async (folder, start) => {
    const host = start({
      nodeArgs: ['--heapsnapshot-signal=SIGUSR2'],
      program: [fixture('attach-growing'), '20'],
    });
    await host.says('ready');
    const cli = new RunningCli(['capture', String(host.pid), '--out', join(folder, 'x.heapsnapshot')]);
    await waitUntil('it has begun', async () =>
      (await readdir(folder)).some((name) => name.startsWith('Heap.')),
    );
    host.signal('SIGKILL');
    assert.equal((await cli.end()).exitCode, 2, cli.stdout);
    assert.match(
      cli.stderr,
      /^snapdiff: process \d+ ended while it wrote its snapshot; nothing of it was kept\..*\n$/,
    );
    assert.deepEqual(await readdir(folder), []);
  }));

test("a handler of the program's own is not taken for a known one, and is used by the user's word", () =>
  withFolder(async (folder, start) => {
    const host = start({ nodeArgs: freePort, program: [fixture('attach-handlers')] });
    await host.says('ready');
    const out = join(folder, 'by-word.heapsnapshot');
    const byWord = await capture(String(host.pid), '--signal', 'USR2', '--out', out);
    assert.equal(byWord.exitCode, 0, byWord.stderr);
    assert.match(byWord.stdout, /by SIGUSR2, on which its own handler writes/);
    assert.deepEqual(await snapshotsIn(folder), ['by-word.heapsnapshot']);
    const unasked = await capture(String(host.pid), '--out', join(folder, 'unasked.heapsnapshot'));
    assert.match(unasked.stdout, /opened by SIGUSR1/);
    assertRefused(
      await capture(String(host.pid), '--signal', 'SIGHUP'),
      /does not catch SIGHUP, and would die of it/,
    );
    await host.answers();
  }));

test('--heapsnapshot-signal where nothing can be written: no signal is sent, as Node would end of it', () =>
  withFolder(async (_folder, start) => {
    const host = start({ nodeArgs: ['--heapsnapshot-signal=SIGUSR2'], cwd: '/proc' });
    await host.says('ready');
    const { exitCode, stderr } = await capture(String(host.pid));
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /^snapdiff: process \d+ cannot write a snapshot to its folder; [^\n]*--diagnostic-dir[^\n]*\n$/,
    );
    await host.answers();
  }));

test(
  '--heapsnapshot-signal where there is no room for the file: no signal is sent, as Node would end of it',
  { skip: !canMount },
  () =>
    withFolder(async (folder, start) => {
      await mkdir(join(folder, 'small'));
      const small = join(folder, 'small');
      const host = start({
        nodeArgs: ['--heapsnapshot-signal=SIGUSR2'],
        program: [fixture('attach-growing')],
        launcher: withMounts(`mount -t tmpfs -o size=1m none ${small} && cd ${small}`),
      });
      await host.says('ready');
      assertRefused(
        await capture(String(host.pid), '--out', folder),
        /may take [\d.]+ MB of disk, and 1\.0 MB are free in the folder of process \d+\. Make room/,
      );
      await host.answers('grown');
    }),
);
