import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { waitUntil } from '../../support/child-processes.ts';
import { snapshotBytes } from '../../support/draw-heap.ts';
import { RunningCli } from '../capture/capture-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-interrupted-'));
after(() => rmSync(folder, { recursive: true }));

test('a redact that is interrupted leaves no part of a copy', async () => {
  const original = join(folder, 'large.heapsnapshot');
  const small = snapshotBytes('\n  root -> a\n  a: string "a"\n').toString('utf8');
  // Strings that nothing refers to, enough of them that writing takes a while.
  const text = `,"${'a'.repeat(1 << 20)}"`;
  writeFileSync(
    original,
    small.replace(/\]\}\s*$/, () => `${text.repeat(200)}]}`),
  );
  const cli = new RunningCli(['redact', original, join(folder, 'copy.heapsnapshot.gz')]);
  const isWriting = (): boolean => readdirSync(folder).some((name) => name.endsWith('.part'));
  await waitUntil('a part is written', isWriting, () =>
    cli.child.exitCode === null ? undefined : `it has ended, and said:\n${cli.stdout}${cli.stderr}`,
  );
  cli.child.kill('SIGINT');
  const { exitCode } = await cli.end();
  assert.deepEqual([exitCode, cli.stderr], [130, 'snapdiff: stopped by SIGINT; no copy was written\n']);
  assert.deepEqual(readdirSync(folder), ['large.heapsnapshot']);
});
