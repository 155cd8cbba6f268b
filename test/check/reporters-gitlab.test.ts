import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { checkGitlab } from '../../src/report/check-gitlab.ts';
import { drawnCheck, drawnPass } from '../support/drawn-check.ts';
import { hostileToCi } from '../support/hostile-names.ts';

/** What GitLab's documentation asks of a code quality report. */
const validate = new Ajv().compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', pattern: '^snapdiff/[a-z-]+$' },
      fingerprint: { type: 'string', pattern: '^[0-9a-f]{32}$' },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          // Relative, without "./".
          path: { type: 'string', pattern: '^(?![./]{0,2}/)[^\\u0000-\\u001f]+$' },
          lines: {
            type: 'object',
            required: ['begin'],
            properties: { begin: { type: 'integer', minimum: 1 } },
          },
        },
      },
    },
  },
});

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

function issuesOf(text: string): Issue[] {
  const issues: unknown = JSON.parse(text);
  assert.ok(validate(issues), JSON.stringify(validate.errors));
  return issues as Issue[];
}

test('each failure is an issue at its place, by kind of leak', () => {
  const issues = issuesOf(checkGitlab(drawnCheck(), { root: '/repo' }));
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
    const [{ location }] = issuesOf(checkGitlab(drawnCheck({ url: '', path }), { root: '/repo' }));
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
    assert.match(text, /^[\n -~]*$/);
    assert.doesNotMatch(text, /##\[/);
    const issues = issuesOf(text);
    assert.equal(issues.length, 2);
    assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, 2);
    for (const { description } of issues) assert.doesNotMatch(description, /\p{C}|(?:^| )::/u);
  };
  for (const name of hostileToCi.values()) check(name);
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), check));
});
