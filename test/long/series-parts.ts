import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { judgeFiles } from '../support/judge-files.ts';
import { readLabelledPrograms } from '../support/labelled-programs.ts';
import { withSnapshotsOf, type Plan } from '../support/run-program.ts';
import { findWrongSubsets } from '../support/subsets.ts';

// One more snapshot makes no answer worse: of six with an idle interval among them every beginning, the
// ends and other choices are judged as well.

const plan: Plan = [1, 3, 0, 2, 5];

/** All of them would take longer than CI has; these cover the forms of leaks, and what looks most like one. */
const programs: ReadonlySet<string> = new Set([
  'map-cache', // a leak in a collection
  'emitter-listeners', // … by listeners
  'timeouts', // … held by Node's timers
  'linked-list', // … of which each object holds the next
  'text-log', // … of one text that grows
  'immutable-state', // … whose holder is replaced by a bigger one
  'lru-in-churn', // healthy: a full cache of which the oldest go
  'cache-warming-up', // … a cache on its way to its limit
  'queue-up-and-down', // … as long as the load is high
  'memoised-constants', // … made once and kept
]);

suite('parts of a series', { concurrency: 2 }, () => {
  const chosen = readLabelledPrograms().filter(({ program }) => programs.has(program));
  test('every program chosen is there, and says what its parts must not be called', () => {
    assert.equal(chosen.filter(({ wanted }) => wanted !== undefined).length, programs.size);
  });
  for (const labelled of chosen) {
    test(`no part of ${labelled.program}'s series is called the wrong thing`, () =>
      withSnapshotsOf(labelled.program, plan, async (files) => {
        assert.deepEqual(await findWrongSubsets(labelled, plan, files, judgeFiles), []);
      }));
  }
});
