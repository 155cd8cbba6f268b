import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileVersion, strictFileVersion } from '../../src/files/file-version.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-version-'));
after(() => rmSync(folder, { recursive: true }));

test('for who can read it again, a file that is written in place is another version, though its size and its time are the same', async () => {
  const path = join(folder, 'x');
  const time = new Date('2026-01-01');
  writeFileSync(path, 'one');
  utimesSync(path, time, time);
  const before = await strictFileVersion(path);
  assert.equal(await strictFileVersion(path), before);
  // A kernel's clock of files may tick only some times a second.
  let now = before;
  for (let attempt = 0; attempt < 5000 && now === before; attempt++) {
    writeFileSync(path, 'two');
    utimesSync(path, time, time);
    now = await strictFileVersion(path);
  }
  assert.notEqual(now, before);
  assert.equal(await strictFileVersion(join(folder, 'gone')), '');
});

test('a file that is moved away and back, or gets another mode, is the same', async () => {
  const path = join(folder, 'y');
  writeFileSync(path, 'one');
  const before = await fileVersion(path);
  renameSync(path, `${path}.away`);
  assert.equal(await fileVersion(path), '');
  renameSync(`${path}.away`, path);
  chmodSync(path, 0o600);
  assert.equal(await fileVersion(path), before);
  writeFileSync(path, 'three');
  assert.notEqual(await fileVersion(path), before);
});
