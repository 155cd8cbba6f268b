import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { snapshotBytes } from '../../support/draw-heap.ts';
import { DrawnProcess } from '../../support/draw-series.ts';
import { runCli } from '../../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-endless-'));
after(() => rmSync(folder, { recursive: true }));

test('an expression that never ends is stopped, and said by its name', async () => {
  const drawn = new DrawnProcess();
  drawn.put('app', 'odd', `${'a'.repeat(40)}b`);
  const file = join(folder, 'odd.heapsnapshot');
  drawn.takeSnapshot();
  await writeFile(file, snapshotBytes(drawn.snapshots[0] ?? assert.fail()));
  const { exitCode, stdout, stderr } = await runCli(['check', file, file, '--ignore', '/^(a+)+$/']);
  assert.deepEqual([exitCode, stdout], [2, '']);
  assert.match(
    stderr,
    /^snapdiff: the expression \/\^\(a\+\)\+\$\/ of ignore was stopped after 2 s, [^\n]*\n$/,
  );
});
