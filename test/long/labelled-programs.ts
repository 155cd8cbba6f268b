import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { suite, test } from 'node:test';
import { compareFiles } from '../../src/compare-files.ts';
import { repositoryPath } from '../support/fixtures.ts';
import { withSnapshotsOf } from '../support/run-program.ts';

// Each program of fixtures/programs/leaks says in its head comment whether it leaks, what, and what
// the path to it must name. Each is run here, four snapshots long, and judged.

interface Answer {
  readonly program: string;
  /** undefined for a healthy program. */
  readonly leak:
    | { readonly className: string; readonly path: string; readonly kind: string | undefined }
    | undefined;
}

const answers = readdirSync(repositoryPath('fixtures/programs/leaks'))
  .toSorted()
  .map((file): Answer => {
    const source = readFileSync(repositoryPath(`fixtures/programs/leaks/${file}`), 'utf8');
    const match =
      /^\/\/ Right answer: (?:no leak|leak of (?<className>.+), path: (?<path>[^,\n]+)(?:, kind: (?<kind>.+))?)$/m.exec(
        source,
      );
    assert.ok(match, `${file} does not say its right answer`);
    const { className, path, kind } = match.groups ?? {};
    return {
      program: basename(file, '.cjs'),
      leak: className === undefined || path === undefined ? undefined : { className, path, kind },
    };
  });

suite('labelled programs', { concurrency: 2 }, () => {
  for (const { program, leak } of answers) {
    const sentence = leak
      ? `${program} leaks ${leak.className}, and the path to it names "${leak.path}"`
      : `${program} is not said to leak`;
    test(sentence, () =>
      withSnapshotsOf(program, async (files) => {
        const { verdict, suspects } = await compareFiles(files);
        const pair = await compareFiles([files[0] ?? '', files.at(-1) ?? '']);
        assert.notEqual(pair.verdict.result, 'leak', 'of two snapshots nobody can say so');
        if (!leak) {
          assert.notEqual(verdict.result, 'leak', verdict.reason);
          // What its work moves in and out is not what stays.
          assert.ok(pair.suspects.every(({ confidence }) => confidence <= 0.5));
          return;
        }
        assert.equal(pair.verdict.result, 'inconclusive');
        assert.equal(pair.suspects[0]?.className, leak.className);
        assert.equal(pair.suspects[0].holder.edge, suspects[0]?.holder.edge);
        assert.equal(verdict.result, 'leak', verdict.reason);
        const [{ className, path, rule }] = suspects;
        assert.equal(className, leak.className);
        assert.equal(rule?.id, leak.kind);
        const words = path.map(({ text, label }) => `${label} ${text}`).join(' › ');
        assert.ok(words.includes(leak.path), words);
      }),
    );
  }
});

test('there are programs enough of either kind', () => {
  assert.ok(answers.filter(({ leak }) => leak).length >= 12);
  assert.ok(answers.filter(({ leak }) => !leak).length >= 8);
});
