import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readTimeline } from '../../../src/timeline/read-timeline.ts';
import { triage } from '../../../src/timeline/triage.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { startProgram } from './start-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-programs-'));
after(() => rmSync(folder, { recursive: true }));

const programs = [
  'js-leak',
  'held-buffers',
  'large-objects',
  'native-leak',
  'fragments',
  'flat',
  'warm-up',
  'waves',
  'light-load',
  'leak-under-garbage',
];

// Each says its right answer at its top. Four at a time: they sleep four fifths of it.
describe('programs of each kind, sampled by themselves, are judged right', { concurrency: 4 }, () => {
  for (const program of programs) {
    test(program, async () => {
      const path = join(folder, `${program}.csv`);
      const { ended, errors } = startProgram(program, {
        seconds: 4,
        flags: ['--expose-gc'],
        env: { SNAPDIFF_TIMELINE: path, SNAPDIFF_TIMELINE_INTERVAL: '80ms' },
      });
      assert.equal(await ended, 0);
      assert.equal(errors(), '');
      const source = readFileSync(repositoryPath(`fixtures/programs/timeline/${program}.cjs`), 'utf8');
      const [, answer] = /^\/\/ Right answer: (\S+)$/m.exec(source) ?? [];
      const { runs } = await readTimeline(path);
      const verdict = triage(runs[0]);
      assert.equal(verdict.result, answer, verdict.evidence.join('\n'));
      assert.equal(runs[0].context.node, process.versions.node);
    });
  }
});

test('a timeline that cannot be written, or is set wrongly, is one line and the program runs', async () => {
  const { ended, errors } = startProgram('flat', {
    seconds: 0.3,
    env: { SNAPDIFF_TIMELINE: '/proc/none/x.csv', SNAPDIFF_TIMELINE_INTERVAL: '20ms' },
  });
  assert.equal(await ended, 0);
  assert.match(errors(), /^snapdiff: timeline: ENOENT[^\n]*\n$/);
  const other = startProgram('flat', {
    seconds: 0.1,
    env: { SNAPDIFF_TIMELINE: 'x.txt', SNAPDIFF_TIMELINE_INTERVAL: 'soon' },
  });
  assert.equal(await other.ended, 0);
  assert.match(
    other.errors(),
    /^snapdiff: timeline: .*x\.txt: a timeline is called \.csv, \.jsonl or \.ndjson\n$/,
  );
});
