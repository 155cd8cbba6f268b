import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { compareFiles } from '../../src/files/compare-files.ts';
import { collectGarbage } from '../support/collect-garbage.ts';
import { repositoryPath } from '../support/fixtures.ts';

// In a process of its own: what other tests keep makes each collection slow, and what V8 frees late of theirs would be counted.

const files = [0, 1, 2, 3].map((index) =>
  repositoryPath(`fixtures/snapshots/push-daemon-leak/${index}.heapsnapshot.gz`),
);

test('of a file its classes, its census and two bits an object are kept: no graph lives on into the next', async () => {
  const atFirst = arrayBytes();
  const kept: number[] = [];
  let calls = 0;
  await compareFiles(files, {
    freeMemory: (age) => {
      // Before each file, and when it has been read.
      if (age === 'old' && calls++ % 2 === 0) kept.push(arrayBytes() - atFirst);
    },
  });
  assert.equal(kept.length, files.length);
  // Three censuses take 2.5 MB here, the columns of one snapshot alone 4 MB. V8 frees arrays beside the
  // program, now and then late; a graph that lives on would be there every time, and another with each file.
  const usual = kept.toSorted((a, b) => a - b)[Math.floor(kept.length / 2)];
  assert.ok(usual < 3_500_000, kept.join(', '));
  assert.ok(Math.max(...kept) > 50_000, 'the ids are in these bytes');
});

/** Bytes of all typed arrays that are alive. */
function arrayBytes(): number {
  // V8 gives the memory of arrays back beside the program; a later collection waits for it.
  for (let turn = 0; turn < 4; turn++) collectGarbage();
  return process.memoryUsage().arrayBuffers;
}
