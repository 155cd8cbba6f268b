import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkGitlab } from '../../src/report/ci/check-gitlab.ts';
import { codeQualityIssues } from '../support/ci-formats.ts';
import { drawnCheck, drawnPass } from '../support/drawn-check.ts';
import { hostileToCi } from '../support/hostile-names.ts';

test('each failure is an issue at its place, by kind of leak', () => {
  const issues = codeQualityIssues(checkGitlab(drawnCheck(), { root: '/repo' }));
  assert.deepEqual(
    issues.map(({ check_name, severity, location }) => ({ check_name, severity, location })),
    [
      {
        check_name: 'snapdiff/listeners',
        severity: 'critical',
        location: { path: 'src/connection.js', lines: { begin: 12 } },
      },
      {
        check_name: 'snapdiff/budget',
        severity: 'major',
        location: { path: 'src/connection.js', lines: { begin: 12 } },
      },
    ],
  );
  assert.match(issues[0].description, /^Connection leaks: .* \| Held by: /);
});

test('what has no place in the source stands at the snapshot it was found in', () => {
  for (const [path, expected] of [
    ['/repo/out/3.heapsnapshot', 'out/3.heapsnapshot'],
    ['/elsewhere/3.heapsnapshot', '3.heapsnapshot'],
    ['', 'heap'],
  ]) {
    const [{ location }] = codeQualityIssues(checkGitlab(drawnCheck({ url: '', path }), { root: '/repo' }));
    assert.deepEqual(location, { path: expected, lines: { begin: 1 } });
  }
});

test('a check that passes has no issue', () => {
  assert.equal(checkGitlab(drawnPass(), { root: '/repo' }), '[]\n');
});

test('hostile names leave a valid report in plain ASCII', () => {
  const check = (name: string): void => {
    const text = checkGitlab(drawnCheck({ className: name, path: name, url: name, text: name }), {
      root: '/repo',
    });
    assert.doesNotMatch(text, /##\[/);
    const issues = codeQualityIssues(text);
    assert.equal(issues.length, 2);
    assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, 2);
    for (const { description } of issues) assert.doesNotMatch(description, /\p{C}|(?:^| )::/u);
  };
  for (const name of hostileToCi.values()) check(name);
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), check), { numRuns: 50 });
});
