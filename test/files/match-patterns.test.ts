import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from '../../src/check/settings.ts';
import { matchPatterns } from '../../src/files/match-patterns.ts';

/** An expression that tries each way to part the letters before it gives up: 2^40 of them. */
const endless = '/^(a+)+$/';
const hostile = `${'a'.repeat(40)}!`;

function inputOf(...names: readonly string[]): Parameters<typeof matchPatterns>[1] {
  const classes = names.map((className) => ({ className }));
  return { classes, suspects: [] } as unknown as Parameters<typeof matchPatterns>[1];
}

test('expressions match what they matched before, and names stay names', () => {
  const settings = readSettings(
    { ignore: ['/^Test/i', 'Module'], budgets: { '/Socket$/': { count: 0 }, 'A/b/': { count: 1 } } },
    'options',
  );
  const names = ['TestCase', 'tester', 'Module', 'TCPSocket', 'Socket', 'Sockets', 'A/b/', 'a'];
  const { ignore, budgets } = matchPatterns(settings, inputOf(...names));
  const patterns = [...ignore, ...budgets.map(({ target }) => target)];
  assert.deepEqual(
    patterns.map((pattern) => names.filter((name) => pattern?.matches(name))),
    [['TestCase', 'tester'], ['Module'], ['TCPSocket', 'Socket'], ['A/b/']],
  );
  assert.deepEqual(
    patterns.map((pattern) => pattern?.text),
    ['/^Test/i', 'Module', '/Socket$/', 'A/b/'],
  );
});

for (const [config, place] of [
  [{ ignore: ['/^Ok$/', endless] }, 'ignore'],
  [{ budgets: { [endless]: { count: 0 } } }, 'a budget of snapdiff.config.json'],
] as const) {
  test(`an expression of ${place} that does not end is stopped, with its name and the constructor's`, () => {
    const settings = readSettings(config, 'snapdiff.config.json');
    assert.throws(() => matchPatterns(settings, inputOf('Ok', 'aaa', hostile, 'Other'), 500), {
      name: 'SnapdiffError',
      message: `the expression ${endless} of ${place} was stopped after 0.5 s, at the constructor ${'a'.repeat(40)}…`,
      hint: /^[A-Z].*\.$/,
    });
  });
}
