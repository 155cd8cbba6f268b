import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateNeed, fitJobs } from '../../src/files/memory-need.ts';
import { SnapdiffError } from '../../src/base/errors.ts';
import type { FreeMemory } from '../../src/preload/free-memory.cts';
import { repositoryPath } from '../support/fixtures.ts';

const need = { of: (jobs: number): number => jobs * 1e9 };
const free = (bytes: number): FreeMemory => ({ bytes, boundBy: 'machine' });

function refusal(wanted: number, jobs: number | undefined, left: FreeMemory): string {
  try {
    return `${fitJobs(wanted, need, jobs === undefined ? {} : { jobs }, left)} at once`;
  } catch (error) {
    assert.ok(error instanceof SnapdiffError);
    return `${error.message}. ${error.hint}`;
  }
}

test('as many files are read at once as memory allows, if nobody said how many', () => {
  assert.equal(refusal(2, undefined, free(3e9)), '2 at once');
  assert.equal(refusal(2, undefined, free(1.5e9)), '1 at once');
});

test('two that were asked for and do not fit are refused, with what one takes', () => {
  assert.equal(
    refusal(2, 2, free(1.5e9)),
    'the comparison takes about 2.0 GB of memory, and 1.5 GB are free on this machine. ' +
      '--jobs 1 reads one file at a time and takes 1.0 GB.',
  );
});

test('what does not fit at all is refused, but not where one job was asked for', () => {
  assert.equal(
    refusal(2, undefined, { bytes: 0.5e9, boundBy: 'cgroup' }),
    'the comparison takes about 1.0 GB of memory, and 500.0 MB are free in its control group. ' +
      'Compare on a machine with more; --jobs 1 tries it all the same.',
  );
  assert.equal(refusal(1, 1, free(0.5e9)), '1 at once');
});

test('where the system does not tell what is free, nothing is refused', () => {
  assert.equal(fitJobs(2, need, {}, null), 2);
});

test('a file is asked for its counts only if it is large', async () => {
  const paths = [0, 3].map((number) =>
    repositoryPath(`fixtures/snapshots/push-daemon-leak/${number}.heapsnapshot.gz`),
  );
  assert.equal(await estimateNeed(paths, [1e6, 1e6]), undefined);
  const estimated = await estimateNeed(paths, [1e9, 1e9]);
  assert.ok(estimated);
  // Compressed: what is not nodes and edges is not known. One of them has some 50,000 nodes and 200,000 edges.
  const [one, two] = [estimated.of(1), estimated.of(2)];
  assert.ok(one > 70e6 && one < 85e6, `${one}`);
  assert.ok(two > one + 20e6 && two < one + 35e6, `${two}`);
});
