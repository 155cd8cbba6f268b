import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeProcess } from '../../src/preload/sidecar.cts';
import { writeSnapshot, type SnapshotWriter } from '../../src/preload/write-snapshot.cts';

const describe = (): ReturnType<typeof describeProcess> =>
  describeProcess({ writer: 'test', sockets: null, openFiles: null });

const whole = '{"snapshot":{},"strings":[]}';

/** The names in a folder after a capture into `api` in it. */
async function namesAfter(names: readonly string[], write: SnapshotWriter): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-write-'));
  try {
    for (const name of names) await writeFile(join(folder, name), '');
    try {
      writeSnapshot(join(folder, 'api'), 1, describe, write);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return [error.message.replace(folder, '…'), ...(await readdir(folder)).sort()];
    }
    return (await readdir(folder)).sort();
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a name that another process has, or is just writing, is passed over', async () => {
  const names = ['api.001.heapsnapshot', 'api.002.heapsnapshot.part'];
  assert.deepEqual(await namesAfter(names, (path) => writeFileSync(path, whole)), [
    'api.001.heapsnapshot',
    'api.002.heapsnapshot.part',
    'api.003.heapsnapshot',
    'api.003.meta.json',
  ]);
});

test('until it is whole there is no name without .part', async () => {
  let during: string[] = [];
  await namesAfter([], (path) => {
    writeFileSync(path, whole);
    during = readdirSync(join(path, '..'));
  });
  assert.deepEqual(during, ['api.001.heapsnapshot.part']);
});

test('of a writer that fails, or ends too early, nothing is left', async () => {
  const failing: SnapshotWriter = () => {
    throw new Error('ENOSPC');
  };
  assert.deepEqual(await namesAfter([], failing), ['ENOSPC']);
  for (const [text, length] of [
    ['', 0],
    [whole.slice(0, -1), 27],
    [whole.slice(0, -2), 26],
  ] as const) {
    assert.deepEqual(await namesAfter([], (path) => writeFileSync(path, text)), [
      `only ${length} bytes could be written; the disk may be full`,
    ]);
  }
});

test('white space after the end is no fault', async () => {
  const names = await namesAfter([], (path) => writeFileSync(path, `${whole.slice(0, -1)}\n}\n`));
  assert.deepEqual(names, ['api.001.heapsnapshot', 'api.001.meta.json']);
});
