import assert from 'node:assert/strict';
import type { FileHandle } from 'node:fs/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SnapdiffError } from '../../src/base/errors.ts';
import { PartFiles } from '../../src/export/part-files.ts';
import { filesBelow } from '../support/read-parquet.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-part-files-'));
after(() => rmSync(folder, { recursive: true }));

const saying =
  (text: string) =>
  async (file: FileHandle): Promise<void> => {
    await file.writeFile(text);
  };

test('of two that overtake each other, one has all of its files', async () => {
  const [one, other] = [new PartFiles(false), new PartFiles(false)];
  const [x, y] = [join(folder, 'x'), join(folder, 'y')];
  await one.add(x, saying('one'));
  await other.add(x, saying('other'));
  await other.add(y, saying('other'));
  await one.add(y, saying('one'));
  await one.publish();
  await assert.rejects(other.publish(), (error) => {
    assert.ok(error instanceof SnapdiffError);
    assert.match(error.message, /x\/part-0\.parquet: went away while it was written$/);
    return true;
  });
  await other.discard();
  assert.deepEqual(
    Array.from(filesBelow(folder), ([path, bytes]) => [path, bytes.toString()]),
    [
      ['x/part-0.parquet', 'one'],
      ['y/part-0.parquet', 'one'],
    ],
  );
});
