import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { compareFiles } from '../../src/files/compare-files.ts';
import { redactFile } from '../../src/files/redact-file.ts';
import { repositoryPath } from '../support/fixtures.ts';

// The push daemon's four snapshots in other choices, and as copies without their strings.

const leak = [0, 1, 2, 3].map((number) =>
  repositoryPath(`fixtures/snapshots/push-daemon-leak/${number}.heapsnapshot.gz`),
);

test('the first three say so too; the last three, which only double it, name it and leave it open', async () => {
  for (const [files, result] of [
    [leak.slice(0, 3), 'leak'],
    [leak.slice(1), 'inconclusive'],
  ] as const) {
    const { verdict, suspects } = await compareFiles(files);
    assert.deepEqual([verdict.result, suspects[0].holder.className], [result, 'TimersList']);
  }
});

test('three with one left out between them are two uneven intervals, and of two the second may be no half', async () => {
  for (const [left, said, result] of [
    [1, '10 + 5', 'inconclusive'],
    [2, '5 + 10', 'leak'],
  ] as const) {
    const { verdict } = await compareFiles(leak.filter((_, index) => index !== left));
    assert.equal(verdict.result, result, verdict.reason);
    assert.ok(verdict.reason.startsWith(`${said} Connection stay under timers of 60000 ms `), verdict.reason);
  }
});

test('a series of copies leaks as the originals do, told in the same words', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'snapdiff-copies-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const copies = leak.map((_, number) => join(folder, `${number}.heapsnapshot`));
  for (const [number, file] of leak.entries()) await redactFile(file, copies[number] ?? '');
  const [expected, actual] = [await compareFiles(leak), await compareFiles(copies)];
  assert.equal(actual.verdict.result, 'leak');
  assert.deepEqual(
    [actual.verdict, actual.suspects, actual.growth, actual.classes, actual.totals],
    [expected.verdict, expected.suspects, expected.growth, expected.classes, expected.totals],
  );
});
