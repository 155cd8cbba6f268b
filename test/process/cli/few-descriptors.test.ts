import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runShell } from '../../support/run-cli.ts';

const files = [0, 1, 2]
  .map((index) => `fixtures/snapshots/push-daemon-leak/${index}.heapsnapshot.gz`)
  .join(' ');

// Node needs about 20 itself. From there on they run out while modules are loaded, then while files are read, then never.
for (const limit of [22, 28, 36, 44, 48, 50, 52, 54, 56, 60]) {
  test(`with ${limit} file descriptors there is a report, or a line and exit code 2`, async () => {
    const { exitCode, stdout, stderr } = await runShell(`ulimit -n ${limit}; $SNAPDIFF ${files}`);
    if (exitCode === 0) {
      assert.match(stdout, /^leak/);
      assert.equal(stderr, '');
    } else {
      assert.equal(exitCode, 2);
      assert.match(stderr, /^snapdiff: [^\n]*too few file descriptors[^\n]*ulimit -n 1024\.?\n$/);
    }
  });
}

test('with 22 file descriptors there is no report, so the line above is a real one', async () => {
  const { exitCode, stdout } = await runShell(`ulimit -n 22; $SNAPDIFF check ${files}`);
  assert.deepEqual([exitCode, stdout], [2, '']);
});
