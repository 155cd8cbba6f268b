import assert from 'node:assert/strict';
import { rmdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import process from 'node:process';
import { after, test } from 'node:test';
import { checkDisk } from '../../../src/capture/disk-check.ts';
import { bash, makeMemoryGroup, preload, withFolder } from '../preload/host.ts';
import { checkMemory, guessHeap } from '../../../src/capture/memory-check.ts';
import { assertRefused, capture, freePort } from './capture-cli.ts';

const group = makeMemoryGroup(40e6);
after(() => {
  if (group !== undefined) rmdirSync(group);
});

test(
  'in a control group without the room for it neither the preload nor capture takes a snapshot',
  { skip: group === undefined },
  () =>
    withFolder(async (folder, start) => {
      const launcher = bash(`echo $$ >${group}/cgroup.procs`);
      const host = start({ nodeArgs: [...freePort, '-r', preload], launcher });
      await host.says('ready');
      host.signal();
      await host.says(/no snapshot: .* are free in its control group/, 'stderr');
      assertRefused(
        // By the inspector.
        await capture(String(host.pid), '--gc', '--out', folder),
        /^snapdiff: process \d+ has about [\d.]+ MB of heap: .* are free in its control group, so it could be killed\. .*--force/,
      );
      await host.answers();
      assert.deepEqual(await readdir(folder), []);
    }),
);

test('a capture that cannot fit is refused with the figures', () => {
  assert.throws(
    () => checkMemory(process.pid, 1e13, '24.1.0'),
    /about 10\.0 TB of heap: a snapshot may take 100\.0 TB of memory and .* are free/,
  );
  checkMemory(process.pid, 1, '24.1.0');
  checkMemory(process.pid, undefined, undefined);
});

test('a heap that only the memory of its process tells of is guessed from above', () => {
  // Resident memory and used heap, measured.
  for (const [rss, heap] of [
    [41e6, 3e6],
    [183e6, 100e6],
    [215e6, 100e6],
  ] as const)
    assert.ok(guessHeap(rss) >= heap);
});

test('a file that cannot fit is refused with the figures', async () => {
  await assert.rejects(
    checkDisk(tmpdir(), 'there', 1e15),
    /about 1,000\.0 TB of heap may take 2,200\.0 TB of disk, and .* are free in there/,
  );
  await checkDisk(tmpdir(), 'there', 1);
  await checkDisk(tmpdir(), 'there', undefined);
  await checkDisk('/no/such/folder', 'there', 1e15);
});
