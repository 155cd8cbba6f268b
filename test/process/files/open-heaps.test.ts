import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { OpenHeaps, type OpenHeapsOptions } from '../../../src/files/open-heaps.ts';
import type { ExploredObject } from '../../../src/explore/questions.ts';
import { repositoryPath } from '../../support/fixtures.ts';

const paths = [0, 3].map((number) =>
  repositoryPath(`fixtures/snapshots/push-daemon-leak/${number}.heapsnapshot.gz`),
);

/** Heaps that are closed with the test. */
function openHeaps(context: TestContext, options: OpenHeapsOptions = {}, files = paths): OpenHeaps {
  const heaps = new OpenHeaps(files, options);
  context.after(() => heaps.close());
  return heaps;
}

const root = { question: 'object', id: 'root' };

test('a snapshot is opened by its first question', async (context) => {
  const heaps = openHeaps(context);
  const answer = (await heaps.ask(1, root)) as ExploredObject;
  assert.equal(answer.kind, 'synthetic');
  assert.ok(answer.dominatedCount > 0);
  assert.deepEqual(
    heaps.snapshots.map(({ state }) => state.state),
    ['waiting', 'ready'],
  );
});
