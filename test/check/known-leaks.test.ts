import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparisonInput } from '../../src/check/check-input.ts';
import { overrideSettings, readSettings } from '../../src/check/settings.ts';
import { checkReporterNames } from '../../src/report/check-report.ts';
import { renderCheck } from '../../src/report/ci/check-reporters.ts';
import { checkOf, twoProcesses } from '../support/checks.ts';
import { drawnSeries } from '../support/reports.ts';

const series = comparisonInput(drawnSeries({ className: 'Connection' }));
const [{ fingerprint }] = series.suspects;
const other = 'ffffffffffffffff';

test('a known leak fails no check, and is listed with its reason', () => {
  const { passed, rule, knownLeaks, warnings } = checkOf(series, {
    knownLeaks: [{ fingerprint, reason: 'goes with the new pool', until: '2027-01-31' }],
  });
  assert.equal(passed, true);
  assert.equal(
    rule,
    'Fails on a suspect of 75 % confidence or more. 1 known leak ignored: Connection (0123456789abcdef, until 2027-01-31: goes with the new pool).',
  );
  assert.deepEqual(knownLeaks, [
    {
      fingerprint,
      reason: 'goes with the new pool',
      until: '2027-01-31',
      source: 'snapdiff.config.json: knownLeaks[0]',
      state: 'ignored',
      className: 'Connection',
      suspectRank: 1,
    },
  ]);
  assert.deepEqual(warnings, []);
});

test('a fingerprint among the ignored constructors is a known leak, in a config and as an option', () => {
  assert.equal(checkOf(series, { ignore: [`fingerprint:${fingerprint}`] }).passed, true);
  assert.equal(checkOf(series, { ignore: [`fingerprint:${other}`] }).passed, false);
  const config = readSettings({ ignore: ['Module'], knownLeaks: [other] }, 'c.json');
  const { ignore, knownLeaks } = overrideSettings(config, { ignore: [`fingerprint:${fingerprint}`] });
  assert.deepEqual(
    ignore.map(({ text }) => text),
    ['Module'],
  );
  assert.deepEqual(
    knownLeaks.map(({ source }) => source),
    [`--ignore fingerprint:${fingerprint}`, 'c.json: knownLeaks[0]'],
  );
  assert.throws(
    () => overrideSettings(config, { ignore: ['fingerprint:12'] }),
    /^SnapdiffError: --ignore fingerprint:12: "12" is not a fingerprint, write the 16 digits/,
  );
});

test('a fingerprint that is written in another way is refused, with how to write it', () => {
  assert.throws(
    () => checkOf(series, { ignore: [fingerprint] }),
    /ignore: 0123456789abcdef is the fingerprint of a suspect, and no constructor$/,
  );
  assert.throws(
    () => checkOf(series, { knownLeaks: [`fingerprint:${fingerprint}`] }),
    /knownLeaks\[0\]: "fingerprint:0123456789abcdef" is not a fingerprint, write it without "fingerprint:"/,
  );
});

test('its last day is the one it says, and from the next on it fails, and says why', () => {
  const config = { knownLeaks: [{ fingerprint, until: '2026-12-31' }] };
  assert.equal(checkOf(series, config, '2026-12-31').passed, true);
  const { passed, failures, knownLeaks, warnings } = checkOf(series, config, '2027-01-01');
  assert.equal(passed, false);
  assert.match(failures[0].message, /sure that it leaks; known until 2026-12-31, which has passed$/);
  assert.equal(knownLeaks[0].state, 'expired');
  assert.deepEqual(warnings, []);
  const twice = { knownLeaks: [...config.knownLeaks, fingerprint] };
  assert.equal(checkOf(series, twice, '2027-01-01').passed, true);
});

test('one that is known twice is listed once, as long as it is let be', async () => {
  const twice = checkOf(series, {
    knownLeaks: [{ fingerprint, until: '2027-01-31' }, { fingerprint, reason: 'kept' }, fingerprint],
  });
  assert.match(twice.rule, / 1 known leak ignored: Connection \(0123456789abcdef: kept\)\.$/);
  const later = checkOf(series, {
    knownLeaks: [
      { fingerprint, until: '2027-01-31' },
      { fingerprint, until: '2027-02-28' },
    ],
  });
  assert.match(later.rule, / 1 known leak ignored: Connection \(0123456789abcdef, until 2027-02-28\)\.$/);
  const issues = async (report: typeof twice): Promise<string[]> => {
    const list = JSON.parse(await renderCheck(report, 'gitlab', { root: '/repo' })) as {
      fingerprint: string;
    }[];
    return list.map((issue) => issue.fingerprint);
  };
  const [issue, ...others] = await issues(twice);
  assert.deepEqual(others, []);
  assert.deepEqual(await issues(later), [issue]);
});

test('one that did not show is said, and fails nothing', () => {
  const config = {
    knownLeaks: [fingerprint, { fingerprint: other, reason: 'old pool', until: '2020-01-01' }],
  };
  const { passed, warnings, knownLeaks } = checkOf(series, config);
  assert.equal(passed, true);
  assert.deepEqual(warnings, [
    'The known leak ffffffffffffffff (old pool) did not show: remove it from snapdiff.config.json: knownLeaks[1]?',
  ]);
  assert.deepEqual(
    knownLeaks.map(({ state }) => state),
    ['ignored', 'absent'],
  );
});

test('of two processes nothing is said of it', () => {
  const { warnings, knownLeaks } = checkOf(twoProcesses([]), { knownLeaks: [other] });
  assert.deepEqual([warnings, knownLeaks[0].state], [[], 'unknown']);
});

test('a budget that it breaks fails all the same', () => {
  const config = { knownLeaks: [fingerprint], budgets: { Connection: { count: 0 } } };
  assert.deepEqual(
    checkOf(series, config).failures.map(({ kind }) => kind),
    ['budget'],
  );
});

test('every reporter lists it, and a reason harms none', async () => {
  const report = checkOf(series, { knownLeaks: [{ fingerprint, reason: '\u001b[31m::error::\n](x)`' }] });
  for (const name of checkReporterNames) {
    if (name === 'html') continue;
    const text = await renderCheck(report, name, { root: '/repo' });
    assert.match(text, /known leak/i, name);
    assert.match(text, /0123456789abcdef/, name);
    assert.ok(!text.includes('\u001b'), name);
    assert.doesNotMatch(text, /^::error/m, name);
  }
});

test('each reporter says how to ignore a suspect that fails', async () => {
  const report = checkOf(series);
  for (const name of checkReporterNames) {
    // An agent is told the fingerprint, and not led to make a check pass.
    if (name === 'html' || name === 'json' || name === 'brief') continue;
    const text = await renderCheck(report, name, { root: '/repo' });
    assert.equal(text.split('fingerprint:0123456789abcdef').length, 2, name);
  }
});
