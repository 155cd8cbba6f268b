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

type Judged = Awaited<ReturnType<typeof judgeFiles>>;

/** @param counts before each snapshot there were so many more, or so many at once */
async function judge(what: string, counts: readonly number[]): Promise<Judged> {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-in-flight-'));
  try {
    const program = repositoryPath('fixtures/programs/in-flight.cjs');
    const args = ['--expose-gc', program, folder, what, ...counts.map(String)];
    await runProcess(process.execPath, args, { env: {} });
    return await judgeFiles(counts.map((_, i) => join(folder, `${i}.heapsnapshot`)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const suspectsWith = async (what: string): Promise<readonly JudgedSuspect[]> =>
  (await judge(what, what === 'queues' ? [0, 60] : [10, 60])).suspects;

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

suite('four snapshots of a real program under rising load', () => {
  const rising = [10, 50, 20, 90];

  test('are open while its clients are still connected, and say what would decide', async () => {
    const verdict = await judge('clients', rising);
    assert.equal(verdict.result, 'inconclusive');
    assert.match(verdict.reason, /Client stay .* with as few clients connected as at first would decide/);
  });

  test('are no leak where requests keep their connections', async () => {
    const verdict = await judge('requests', rising);
    assert.notEqual(verdict.result, 'leak', verdict.reason);
  });

  for (const what of ['clients-gone', 'connections', 'requests-kept']) {
    test(`are a leak of ${what}`, async () => {
      const verdict = await judge(what, rising);
      assert.equal(verdict.result, 'leak', verdict.reason);
      assert.equal(verdict.suspects[0]?.className, 'Client');
    });
  }
});
