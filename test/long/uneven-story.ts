import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { repositoryPath } from '../support/fixtures.ts';
import { judgeFiles } from '../support/judge-files.ts';
import { wordsOf } from '../support/labelled-programs.ts';

// The push daemon as production saw it: ten snapshots with very different numbers of pushes between them.

/** Runs the daemon and gives its ten snapshots to `use`. Takes about four seconds and 100 MB of disk. */
async function withStory(
  options: readonly string[],
  use: (files: readonly string[]) => Promise<void>,
): Promise<void> {
  const program = repositoryPath('fixtures/programs/push-daemon-uneven/push-daemon-uneven.cjs');
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-story-'));
  try {
    await promisify(execFile)(process.execPath, ['--expose-gc', program, folder, ...options], {
      env: {},
      timeout: 120_000,
    });
    await use(Array.from({ length: 10 }, (_, index) => join(folder, `${index}.heapsnapshot`)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('ten snapshots under uneven load: Connection leaks, held by open sockets', () =>
  withStory([], async (files) => {
    const { result, reason, suspects } = await judgeFiles(files);
    assert.equal(result, 'leak', reason);
    const [first] = suspects;
    assert.ok(first);
    assert.equal(first.className, 'Connection');
    assert.match(wordsOf(first), /Socket/);
  }));

test('the same load over one connection is no leak, for all that is in the fourth snapshot only', () =>
  withStory(['--shared'], async (files) => {
    const { result, reason } = await judgeFiles(files);
    assert.notEqual(result, 'leak', reason);
  }));
