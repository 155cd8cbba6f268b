import assert from 'node:assert/strict';
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeSidecar } from '../../src/capture/target-sidecar.ts';

test('a sidecar is a file of its own, whatever link somebody has put in its place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'snapdiff-sidecar-'));
  try {
    const [snapshot, others] = [join(folder, 'a.heapsnapshot'), join(folder, 'others')];
    writeFileSync(snapshot, '');
    writeFileSync(others, 'as it was');
    symlinkSync(others, join(folder, 'a.meta.json.part'));
    const path = await writeSidecar(snapshot, { pid: 7 });
    assert.equal(readFileSync(others, 'utf8'), 'as it was');
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { pid: 7 });
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder).sort(), ['a.heapsnapshot', 'a.meta.json', 'others']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
