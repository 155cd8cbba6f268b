import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { suite, test } from 'node:test';
import { judgeFiles, type JudgedSuspect } from '../../support/judge-files.ts';
import { runProcess } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';

// What Node's own objects look like on the Node that runs this, beside the drawn ones of test/compare.

async function suspectsWith(what: string): Promise<readonly JudgedSuspect[]> {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-in-flight-'));
  try {
    const program = repositoryPath('fixtures/programs/in-flight.cjs');
    await runProcess(process.execPath, ['--expose-gc', program, folder, what], { env: {} });
    const files = ['0', '1'].map((name) => join(folder, `${name}.heapsnapshot`));
    const { suspects } = await judgeFiles(files);
    return suspects;
  } finally {
    await rm(folder, { recursive: true });
  }
}

suite('two snapshots of a real program', () => {
  for (const what of ['clients', 'requests', 'queues']) {
    test(`suspect nobody of ${what} that are in flight or pooled`, async () => {
      const suspects = await suspectsWith(what);
      assert.deepEqual(
        suspects.map(({ className, path }) => `${className} by ${path.map(({ text }) => text).join()}`),
        [],
      );
    });
  }

  for (const what of ['clients-gone', 'connections', 'requests-kept']) {
    test(`suspect the leak of ${what} first, and it is likely`, async () => {
      const [first] = await suspectsWith(what);
      assert.ok(first);
      assert.equal(first.className, 'Client');
      assert.ok(first.confidence >= 0.75, String(first.confidence));
    });
  }
});
