import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMParser } from '@xmldom/xmldom';
import type { Element } from '@xmldom/xmldom';
import fc from 'fast-check';
import { checkJunit } from '../../src/report/ci/check-junit.ts';
import type { CheckReport } from '../../src/report/check-report.ts';
import { assertJunit } from '../support/ci-formats.ts';
import { drawnCheck, drawnPass } from '../support/drawn-check.ts';
import { assertGolden } from '../support/golden.ts';
import { hostileToCi } from '../support/hostile-names.ts';

const junit = (report: CheckReport): string => checkJunit(report, { root: '/repo' });

function elementsOf(text: string, name: string): Element[] {
  const onError = (level: string, message: string): never => assert.fail(`${level}: ${message}`);
  return Array.from(new DOMParser({ onError }).parseFromString(text, 'text/xml').getElementsByTagName(name));
}

function namesOf(text: string): string[] {
  return elementsOf(text, 'testcase').map(
    (test) => `${test.getAttribute('classname')} ${test.getAttribute('name')}`,
  );
}

test('every budget and every suspect is a test, and those that fail say why', () => {
  assertGolden('check/leak.junit.txt', junit(drawnCheck()));
  assertGolden('check/pass.junit.txt', junit(drawnPass()));
});

test('the name of a test holds no place in a list, which the next run may change', () => {
  const report = drawnPass();
  const [suspect] = drawnCheck().suspects;
  const holder = { ...suspect.holder, edge: 'variable logs Array › [3] Array › [12]' };
  assert.ok(
    namesOf(junit({ ...report, suspects: [{ ...suspect, holder }] })).includes(
      'snapdiff.suspects Connection held by variable logs Array › [#] Array › [#] Connection',
    ),
  );
});

test('what is written is valid, failed or passed', async () => {
  const report = drawnCheck();
  const growth = {
    ...report.failures[0],
    kind: 'growth' as const,
    holder: null,
    suspectRank: null,
    path: [],
    location: null,
  };
  await assertJunit(
    junit(report),
    junit(drawnPass()),
    junit({ ...drawnPass(), budgets: [], verdict: null }),
    junit({ ...report, suspects: [], budgets: [], failures: [growth, { ...growth, className: null }] }),
  );
});

test('a suspect that does not fail the check passes, with its evidence', () => {
  const text = junit({ ...drawnCheck(), failures: [] });
  assert.equal(elementsOf(text, 'failure').length, 0);
  assert.ok(namesOf(text).includes('snapdiff.suspects Connection held by .Connection Connection'));
  assert.equal(elementsOf(text, 'system-out')[0].textContent, '5 + 5 Connection hang on it.\n');
});

test('no failure is lost: one that is no suspect and no budget is a test too', () => {
  const report = drawnCheck();
  const growth = {
    ...report.failures[0],
    kind: 'growth' as const,
    holder: null,
    suspectRank: null,
    path: [],
    location: null,
  };
  const text = junit({ ...report, suspects: [], budgets: [], failures: [growth] });
  assert.deepEqual(namesOf(text), ['snapdiff.growth Growth: Connection']);
});

test('each constructor of a pattern is a test of its own', () => {
  const report = drawnCheck();
  const [budget] = report.budgets;
  const ofPattern = (className: string): typeof budget => ({
    ...budget,
    key: 'budgets./^Soc/.count',
    className,
  });
  const budgets = [ofPattern('Socket'), ofPattern('SocketPool')];
  const [, overBudget] = report.failures;
  const failures = [{ ...overBudget, className: 'SocketPool', budget: budgets[1] }];
  const text = junit({ ...report, budgets, failures, suspects: [] });
  assert.deepEqual(namesOf(text).slice(0, 2), [
    'snapdiff.budgets budgets./^Soc/.count of Socket',
    'snapdiff.budgets budgets./^Soc/.count of SocketPool',
  ]);
  const [failure, ...more] = elementsOf(text, 'failure');
  assert.equal((failure.parentNode as Element).getAttribute('name'), 'budgets./^Soc/.count of SocketPool');
  assert.deepEqual(more, []);
});

const hostileReport = (name: string): CheckReport =>
  drawnCheck({ className: name, path: name, url: `/repo/${name}.js`, text: name });

test('hostile names leave the document valid, with the tests it has', async () => {
  const texts = [...hostileToCi.values()].map((name) => junit(hostileReport(name)));
  await assertJunit(...texts);
  for (const text of texts) {
    assert.equal(elementsOf(text, 'testcase').length, 3);
    assert.equal(elementsOf(text, 'failure').length, 2);
    assert.doesNotMatch(text, /<!|(?!\n)[\p{Cc}\p{Cf}\p{Cs}]|##\[|^\s*::/mu);
  }
});

test('so does any text', async () => {
  const part = fc.constantFrom(
    '<',
    '>',
    '&',
    '"',
    "'",
    ']]>',
    '<!--',
    '-->',
    '&#0;',
    '\u0000',
    '\ufffe',
    '\n',
    '?>',
  );
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
      .map((units) => String.fromCharCode(...units)),
  );
  await assertJunit(...fc.sample(name, 60).map((text) => junit(hostileReport(text))));
});
