import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { makeFolder } from '../../src/files/make-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-folders-'));
after(() => rmSync(folder, { recursive: true }));

test('a folder is made with all above it, and found where it is, by many at once', async () => {
  const path = join(folder, 'a', 'b', 'c');
  await Promise.all([path, join(folder, 'a', 'b'), path, join(folder, 'a', 'd')].map(makeFolder));
  for (const made of [path, join(folder, 'a', 'd')]) assert.ok(statSync(made).isDirectory());
  await makeFolder(path);
});

test('below a file there is none', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await assert.rejects(makeFolder(join(file, 'x')), { code: 'ENOTDIR' });
  await assert.rejects(makeFolder(file), { code: 'EEXIST' });
});

test(
  'where no folder can be made it is said, and not tried for ever',
  { skip: process.platform !== 'linux' },
  async () => {
    await assert.rejects(makeFolder('/proc/x/y'), /^SnapdiffError: \/proc\/x: no folder can be made there$/);
  },
);
