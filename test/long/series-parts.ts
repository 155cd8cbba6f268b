import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { judgeFiles } from '../support/judge-files.ts';
import { readLabelledPrograms } from '../support/labelled-programs.ts';
import { withSnapshotsOf, type Plan } from '../support/run-program.ts';
import { findWrongSubsets } from '../support/subsets.ts';

// One more snapshot makes no answer worse: of six with an idle interval among them every beginning, the
// ends and other choices are judged as well.

const plan: Plan = [1, 3, 0, 2, 5];

suite('parts of a series', { concurrency: 2 }, () => {
  for (const labelled of readLabelledPrograms().filter(({ wanted }) => wanted !== undefined)) {
    test(`no part of ${labelled.program}'s series is called the wrong thing`, () =>
      withSnapshotsOf(labelled.program, plan, async (files) => {
        assert.deepEqual(await findWrongSubsets(labelled, plan, files, judgeFiles), []);
      }));
  }
});
