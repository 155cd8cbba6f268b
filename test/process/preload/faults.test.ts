import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { waitUntil } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import {
  assertWhole,
  bash,
  canMount,
  preload,
  snapshotsIn,
  steppedClock,
  withFolder,
  withMounts,
  type Host,
} from './host.ts';

const heapdumpFolder = async (folder: string, source: string): Promise<void> => {
  await mkdir(join(folder, 'node_modules/heapdump'), { recursive: true });
  await writeFile(join(folder, 'node_modules/heapdump/index.js'), source);
};

async function assertRefused(host: Host, folder: string, line: RegExp): Promise<void> {
  await host.says('ready');
  host.signal();
  await host.says(line, 'stderr');
  await host.answers();
  assert.equal(host.lines.length, 1, host.stderr);
  assert.deepEqual(await readdir(folder), []);
}

test('a file that may not grow is said in one line, and nothing is left of it', () =>
  withFolder(async (folder, start) => {
    // In KiB; a heap of Node alone makes 4 MB.
    await assertRefused(start({ launcher: bash('ulimit -f 1000') }), folder, /no snapshot: .*(?:EFBIG|disk)/);
  }));

test('a full disk is said in one line, and nothing is left on it', { skip: !canMount }, () =>
  withFolder(async (folder, start) => {
    const host = start({
      launcher: withMounts(`mount -t tmpfs -o size=2m none ${folder}`),
      env: { SNAPDIFF_OUT: folder },
    });
    await assertRefused(host, `/proc/${host.pid}/root${folder}`, /no snapshot: .*(?:ENOSPC|disk)/);
  }),
);

test('a disk that cannot be written is said in one line', { skip: !canMount }, () =>
  withFolder(async (folder, start) => {
    const host = start({
      launcher: withMounts(`mount -t tmpfs -o ro none ${folder}`),
      env: { SNAPDIFF_OUT: folder },
    });
    await assertRefused(host, folder, /no snapshot: EROFS/);
  }),
);

test('without the memory for it there is no capture, unless it is forced', { skip: !canMount }, () =>
  withFolder(async (folder, start) => {
    const launcher = withMounts(
      `mount -t tmpfs none /mnt && printf 'MemAvailable: 20000 kB\\n' >/mnt/meminfo && mount --bind /mnt/meminfo /proc/meminfo`,
    );
    await assertRefused(
      start({ launcher }),
      folder,
      /no snapshot: one of \d\.\d MB of heap may take \d+\.\d MB of memory and 20\.5 MB are free on this machine, .*SNAPDIFF_FORCE=1/,
    );
    const forced = start({ launcher, env: { SNAPDIFF_FORCE: '1' } });
    await forced.says('ready');
    forced.signal();
    await forced.says('wrote', 'stderr');
  }),
);

test('killed at any moment of a capture, it leaves no broken file without .part', () =>
  withFolder(async (folder, start) => {
    /** Kills one as soon as it has written so much; nothing is written while V8 walks the heap, which takes longest. */
    const killed = async (bytes: number): Promise<void> => {
      const host = start({ program: [repositoryPath('fixtures/programs/capture/attach-growing.cjs'), '3'] });
      await host.says('ready');
      host.signal();
      const written = async (): Promise<number> => {
        const name = (await readdir(folder)).find((name) => name.includes(`.${host.pid}.`));
        const file = name === undefined ? undefined : await stat(join(folder, name)).catch(() => undefined);
        // It got its name, or its sidecar, between two looks: too late to disturb it.
        return name === undefined ? -1 : name.endsWith('.part') ? (file?.size ?? Infinity) : Infinity;
      };
      await waitUntil(`${bytes} bytes are written`, async () => (await written()) >= bytes);
      await host.end();
    };
    for (const megabytes of [0, 1, 2, 3, 4, 5]) await killed(megabytes * 1e6);
    const names = await readdir(folder);
    assert.ok(
      names.some((name) => name.endsWith('.heapsnapshot.part')),
      'none was cut short',
    );
    for (const name of await snapshotsIn(folder)) await assertWhole(join(folder, name));
    for (const name of names.filter((name) => name.endsWith('.meta.json'))) {
      JSON.parse(await readFile(join(folder, name), 'utf8'));
    }
  }));

const absences: readonly [string, string | undefined, RegExp][] = [
  ['not installed', undefined, /heapdump is not installed: run "npm install heapdump"/],
  [
    'installed but not built, as npm 12 and pnpm do',
    "require('./build/Debug/addon')",
    /heapdump is installed but was not built: run "npm install-scripts approve heapdump && npm rebuild" \(npm 12\), .*pnpm approve-builds/,
  ],
  [
    'built for another Node',
    "throw Object.assign(new Error('The module was compiled against a different Node.js version'), { code: 'ERR_DLOPEN_FAILED' })",
    /heapdump was built for another Node than v\d+.*: run "npm rebuild heapdump"/,
  ],
];

for (const [absence, source, advice] of absences) {
  test(`heapdump ${absence}: one line of advice, and Node's own writer writes`, () =>
    withFolder(async (folder, start) => {
      if (source !== undefined) await heapdumpFolder(folder, source);
      const host = start({ env: { SNAPDIFF_WRITER: 'heapdump' } });
      await host.says(advice, 'stderr');
      await host.says('ready');
      host.signal();
      await host.says('wrote', 'stderr');
      assert.equal(host.lines.length, 2, host.stderr);
      const sidecar = await assertWhole(join(folder, (await snapshotsIn(folder))[0] ?? ''));
      assert.equal(sidecar.writer, 'v8.writeHeapSnapshot');
    }));
}

test('heapdump writes when it is asked for, and not by its own handler as well', () =>
  withFolder(async (folder, start) => {
    await heapdumpFolder(
      folder,
      `const { writeHeapSnapshot } = require('node:v8');
       exports.writeSnapshot = (path) => !!writeHeapSnapshot(path);
       if (process.env.NODE_HEAPDUMP_OPTIONS !== 'nosignal') process.on('SIGUSR2', () => exports.writeSnapshot('twice.heapsnapshot'));`,
    );
    const host = start({ env: { SNAPDIFF_WRITER: 'heapdump' } });
    await host.says('ready');
    host.signal();
    await host.says('wrote', 'stderr');
    await host.answers();
    const [name = '', ...others] = await snapshotsIn(folder);
    assert.deepEqual(others, []);
    assert.equal((await assertWhole(join(folder, name))).writer, 'heapdump');
  }));

test('a writer that says nothing of a full disk, as heapdump, is not believed', () =>
  withFolder(async (folder, start) => {
    await heapdumpFolder(
      folder,
      'exports.writeSnapshot = (path) => { require(\'node:fs\').writeFileSync(path, \'{"snapshot":{},"nodes":[1,2\'); return true; }',
    );
    const host = start({ env: { SNAPDIFF_WRITER: 'heapdump' } });
    await host.says('ready');
    host.signal();
    await host.says(/no snapshot: only \d+ bytes could be written; the disk may be full/, 'stderr');
    assert.deepEqual(await readdir(folder), ['node_modules']);
  }));

test('a capture that failed may be repeated before the minimum interval is over', () =>
  withFolder(async (folder, start) => {
    await heapdumpFolder(
      folder,
      `let isSecond = false;
       exports.writeSnapshot = (path) => {
         if (!isSecond) { isSecond = true; throw new Error('not yet'); }
         require('node:v8').writeHeapSnapshot(path);
       };`,
    );
    const nodeArgs = [...steppedClock, '-r', preload];
    const host = start({ nodeArgs, env: { SNAPDIFF_WRITER: 'heapdump', SNAPDIFF_MIN_INTERVAL: '1h' } });
    await host.says('ready');
    host.signal();
    await host.says('no snapshot: not yet', 'stderr');
    await host.later();
    host.signal();
    await host.says('wrote', 'stderr');
    await host.later();
    host.signal();
    await host.says('SNAPDIFF_MIN_INTERVAL', 'stderr');
    assert.equal((await snapshotsIn(folder)).length, 1);
  }));

test('with nobody to read its stderr, the program lives and captures', () =>
  withFolder(async (folder, start) => {
    const host = start({ launcher: ['bash', '--norc', '-c', 'exec "$0" "$@" 2> >(:)'] });
    await host.says('ready');
    host.signal();
    await waitUntil('it is written', async () => (await snapshotsIn(folder)).length > 0);
    await host.answers();
  }));

test('where it can leave no notice of itself the preload says nothing, works, and keeps no program alive', () =>
  withFolder(async (_folder, start) => {
    const host = start({
      nodeArgs: ['-r', preload, '-e'],
      program: [
        "console.log(process.listenerCount('SIGUSR2'), require('fs').readdirSync('/dev/shm').join())",
      ],
      launcher: bash('ulimit -f 0'),
    });
    assert.equal(await host.hasClosed(), 0, host.stderr);
    assert.match(host.stdout, /^1 (?!.*snapdiff-register)/);
    assert.equal(host.stderr, '');
  }));
