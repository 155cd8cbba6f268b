import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { assertWhole, preload, snapshotsIn, underPermissions, withFolder } from '../preload/host.ts';
import { assertRefused, capture, fixture } from './capture-cli.ts';

const [major = 0] = process.versions.node.split('.').map(Number);
test('under the permission model the preload writes whole snapshots, by a signal and for capture', () =>
  withFolder(async (folder, start) => {
    const host = start({
      nodeArgs: [...underPermissions(major, folder), `--allow-fs-write=${folder}`, '-r', preload],
      env: { SNAPDIFF_MIN_INTERVAL: '1' },
    });
    await host.says('ready');
    host.signal();
    await host.says('wrote', 'stderr');
    const [name = ''] = await snapshotsIn(folder);
    const sidecar = await assertWhole(join(folder, name));
    // /proc is not among what it may read.
    assert.equal(sidecar.sockets, null);
    await mkdir(join(folder, 'heaps'));
    const result = await capture(String(host.pid), '--out', join(folder, 'heaps'));
    assert.equal(result.exitCode, 0, result.stderr + host.stderr);
    assert.equal((await snapshotsIn(join(folder, 'heaps'))).length, 1);
  }));

test('the preload says which permission its folder lacks, at start and at the signal', () =>
  withFolder(async (folder, start) => {
    const host = start({ nodeArgs: [...underPermissions(major, folder), '-r', preload] });
    await host.says('ready');
    host.signal();
    await host.says('no snapshot: ', 'stderr');
    await host.answers();
    assert.deepEqual(host.lines.length, 2, host.stderr);
    assert.match(
      host.lines[0] ?? '',
      /^snapdiff: Node's permission model keeps this process from \/.*; allow it by --allow-fs-write=\/[^ ]*, or set SNAPDIFF_OUT$/,
    );
    assert.match(host.lines[1] ?? '', /does not let it write \/.*\.part \(--allow-fs-write\)$/);
    assertRefused(
      await capture(String(host.pid), '--out', folder),
      /wrote no snapshot: its folder \/\S+ may not be written to under its permission model \(--allow-fs-write\)\. Set SNAPDIFF_OUT to another\.$/m,
    );
  }));

test('an inspector that the permission model keeps closed is told with the options that help', () =>
  withFolder(async (folder, start) => {
    const host = start({
      nodeArgs: [...underPermissions(major, folder), '--inspect=0'],
      program: [fixture('attach-growing')],
    });
    await host.says('ready');
    const inspector = major >= 25 ? '--allow-inspector, ' : '(?:--allow-inspector, )?';
    assertRefused(
      await capture(String(host.pid)),
      new RegExp(
        `does not open its inspector, because of --(?:experimental-)?permission; no signal was sent\\. Start it with ${inspector}"-r heap-snapdiff/register" or --heapsnapshot-signal=SIGUSR2; (?:these|the latter) two need --allow-fs-write=.*, and the preload --allow-fs-read`,
      ),
    );
    assert.ok(!host.hasEnded);
  }));

test('--heapsnapshot-signal gets its signal where the folder is allowed, and none where Node would end of it', () =>
  withFolder(async (folder, start) => {
    const heaps = join(folder, 'heaps');
    await mkdir(heaps);
    for (const [place, isAllowed] of [
      ['*', true],
      [`${folder.slice(0, -2)}*`, true],
      [folder, true],
      ['.', true],
      [heaps, false],
      [`${folder}-other`, false],
    ] as const) {
      const nodeArgs = [
        ...underPermissions(major, folder),
        `--allow-fs-write=${place}`,
        '--heapsnapshot-signal=SIGUSR2',
      ];
      const host = start({ nodeArgs, program: [fixture('attach-growing')] });
      await host.says('ready');
      const result = await capture(String(host.pid), '--out', heaps);
      if (isAllowed) assert.equal(result.exitCode, 0, place + result.stderr);
      else assertRefused(result, /permission model does not let process .*so no signal was sent/);
      assert.ok(!host.hasEnded, place);
      await host.end();
    }
    assert.equal((await snapshotsIn(heaps)).length, 4);
  }));
