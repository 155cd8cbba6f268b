import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { snapshotBytes } from '../../support/draw-heap.ts';
import { DrawnProcess } from '../../support/draw-series.ts';
import { runCli } from '../../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-endless-'));
after(() => rmSync(folder, { recursive: true }));

const drawn = new DrawnProcess();
drawn.put('app', 'odd', `${'a'.repeat(40)}b`);
drawn.takeSnapshot();
const file = join(folder, 'odd.heapsnapshot');
before(() => writeFile(file, snapshotBytes(drawn.snapshots[0] ?? assert.fail())));

for (const [place, ...args] of [
  ['ignore', 'check', file, file, '--ignore'],
  ['--filter', 'summary', file, '--filter'],
] as const) {
  test(`an expression of ${place} that never ends is stopped, and said by its name`, async () => {
    const { exitCode, stdout, stderr } = await runCli([...args, '/^(a+)+$/']);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.equal(
      stderr,
      `snapdiff: the expression /^(a+)+$/ of ${place} was stopped after 2 s, at the constructor ${'a'.repeat(40)}…. Write it without repetitions inside repetitions, as in (a+)+.\n`,
    );
  });
}
