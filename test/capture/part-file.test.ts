import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { PartFile, chooseFile } from '../../src/capture/part-file.ts';

test('what another capture is writing is not written over: another name is taken, or it is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-part-'));
  try {
    const options = { name: 'api', pid: 7, force: true };
    const first = await chooseFile(folder, options);
    const file = await PartFile.create(first);
    assert.notEqual(await chooseFile(folder, options), first);
    const message = /\.part is there: another capture writes it, or left it behind$/;
    await assert.rejects(PartFile.create(first), message);
    await file.discard();
    assert.deepEqual(await readdir(folder), []);

    const named = join(folder, 'named.heapsnapshot');
    await writeFile(`${named}.part`, 'half');
    await assert.rejects(chooseFile(named, options), message);
    assert.deepEqual(await readdir(folder), ['named.heapsnapshot.part']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('two that look at once whether a folder can be written to do not meet', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-part-'));
  try {
    const pids = [1, 2, 3, 4, 5];
    const chosen = await Promise.all(
      pids.map((pid) => chooseFile(folder, { name: 'api', pid, force: false })),
    );
    assert.equal(new Set(chosen).size, pids.length);
    assert.deepEqual(await readdir(folder), []);
  } finally {
    await rm(folder, { recursive: true });
  }
});
