import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkGithub } from '../../src/report/ci/check-github.ts';
import { obeyLog } from '../support/ci-formats.ts';
import { drawnCheck, drawnPass } from '../support/drawn-check.ts';
import { hostileToCi } from '../support/hostile-names.ts';

test('each failure is an annotation at its place in the repository, with path and next command', () => {
  const [leak, budget, ...more] = obeyLog(checkGithub(drawnCheck(), { root: '/repo' }));
  assert.deepEqual(leak, {
    name: 'error',
    properties: {
      file: 'src/connection.js',
      line: '12',
      col: '5',
      title: 'snapdiff: Leak: Connection',
    },
    message: [
      'Connection leaks: 5 + 5 of them stay.',
      'Held by: .Connection Connection › .Connection Connection',
      'Defined at: /repo/src/connection.js:12:5',
      'Kind of leak: listeners are added. Remove the listener.',
      '5 + 5 Connection hang on it.',
      'To ignore it: --ignore fingerprint:0123456789abcdef',
      'Next: snapdiff retainers snapshots/3.heapsnapshot Connection',
    ].join('\n'),
  });
  assert.equal(budget.properties['title'], 'snapdiff: Over budget: Connection');
  assert.deepEqual(more, []);
});

test('what has no place in the repository is an annotation without a file', () => {
  const [{ properties }] = obeyLog(checkGithub(drawnCheck({ url: 'node:events' }), { root: '/repo' }));
  assert.deepEqual(Object.keys(properties), ['title']);
});

test('a check that passes annotates nothing', () => {
  assert.equal(checkGithub(drawnPass(), { root: '/repo' }), '');
});

test('of more failures than GitHub shows the tenth says how many there are', () => {
  const report = drawnCheck();
  const failures = Array.from({ length: 25 }, () => report.failures[0]);
  const commands = obeyLog(checkGithub({ ...report, failures }, { root: '/repo' }));
  assert.equal(commands.length, 10);
  assert.equal(commands[9].message, '… and 16 more; the job summary lists them.');
  assert.equal(
    obeyLog(checkGithub({ ...report, failures: failures.slice(0, 10) }, { root: '/repo' })).length,
    10,
  );
});

test('a percent sign, a colon and a comma of a name come back whole', () => {
  const className = '100%: a, b%0A';
  const [{ properties, message }] = obeyLog(
    checkGithub(drawnCheck({ className, text: className }), { root: '/' }),
  );
  assert.equal(properties['title'], `snapdiff: Leak: ${className}`);
  assert.ok(message.startsWith(`${className} leaks`));
});

function assertOwnCommandsOnly(name: string): void {
  const report = drawnCheck({ className: name, path: name, url: `/repo/${name}.js`, text: name });
  const log = checkGithub(report, { root: '/repo' });
  const commands = obeyLog(log);
  assert.deepEqual(
    commands.map((command) => command.name),
    ['error', 'error'],
  );
  assert.equal(log.split('\n').length, 3, 'two lines and their end');
  assert.doesNotMatch(log, /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
  for (const { properties } of commands) {
    assert.deepEqual(
      Object.keys(properties).filter((key) => !['file', 'line', 'col', 'title'].includes(key)),
      [],
    );
    assert.match(properties['line'] ?? '12', /^(?:12|3)$/);
    assert.match(properties['title'], /^snapdiff: /);
  }
}

test('no name begins a command, adds a property or ends a line', () => {
  for (const name of hostileToCi.values()) assertOwnCommandsOnly(name);
});

test('no text does, whatever it is', () => {
  const part = fc.constantFrom(
    '::',
    ':',
    '##[',
    'error',
    ' ',
    '\n',
    '\r',
    '%0A',
    '%',
    ',',
    '=',
    'file',
    ']',
    '[',
    '#',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(part).map((parts) => parts.join('')),
  );
  fc.assert(fc.property(text, assertOwnCommandsOnly), { numRuns: 60 });
});
