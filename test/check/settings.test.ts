import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { overrideSettings, readSettings, type CheckFlags } from '../../src/check/settings.ts';
import { SnapdiffError } from '../../src/base/errors.ts';
import { repositoryPath } from '../support/fixtures.ts';

const source = 'snapdiff.config.json';

function faultOf(config: unknown): string {
  try {
    readSettings(config, source);
  } catch (error) {
    assert.ok(error instanceof SnapdiffError, String(error));
    assert.doesNotMatch(error.message, /\n/);
    assert.match(error.hint ?? 'no hint', /^[a-zA-Z].+\.$/);
    return error.message;
  }
  return 'no fault';
}

function flagFaultOf(flags: CheckFlags): string {
  try {
    overrideSettings(readSettings({}, source), flags);
  } catch (error) {
    assert.ok(error instanceof SnapdiffError, String(error));
    return error.message;
  }
  return 'no fault';
}

test('a config of every key is read as written', () => {
  const settings = readSettings(
    {
      $schema: 'x',
      budgets: {
        total: '+5%',
        Connection: { count: 0, self: '10 kB', retained: '+1 MB' },
        '/^Socket/i': { count: 3 },
      },
      failOn: 'both',
      ignore: ['Module', '/^Test/'],
      minConfidence: 0.9,
    },
    source,
  );
  assert.deepEqual(
    settings.budgets.map(({ key, source: from, target, measure, amount }) => [
      key,
      from,
      target?.text ?? null,
      measure,
      amount.value,
      amount.unit,
    ]),
    [
      ['budgets.total', source, null, 'retained', 5, 'percent'],
      ['budgets.Connection.count', source, 'Connection', 'count', 0, 'number'],
      ['budgets.Connection.self', source, 'Connection', 'self', 10_000, 'bytes'],
      ['budgets.Connection.retained', source, 'Connection', 'retained', 1_000_000, 'bytes'],
      ['budgets./^Socket/i.count', source, '/^Socket/i', 'count', 3, 'number'],
    ],
  );
  assert.equal(settings.failOn, 'both');
  assert.equal(settings.minConfidence, 0.9);
  assert.deepEqual(
    ['Module', 'TestCase', 'Modules', 'Other'].map((name) => settings.ignore.some((of) => of.matches(name))),
    [true, true, false, false],
  );
  const total = readSettings({ budgets: { total: { retained: '1 MB', count: '5%' } } }, source);
  assert.deepEqual(
    total.budgets.map(({ key }) => key),
    ['budgets.total.retained', 'budgets.total.count'],
  );
});

const goodConfigs: readonly unknown[] = [
  {},
  { $schema: './node_modules/heap-snapdiff/schema/config.schema.json' },
  { budgets: {} },
  { budgets: { total: 0 } },
  { budgets: { total: { retained: '1 MiB', count: '+5 %' } } },
  { budgets: { total: '+0.5 TiB' } },
  { budgets: { 'a b': { count: '1,000' }, '/^Socket/i': { self: '+1.5 KB', retained: 1.5 } } },
  { failOn: 'suspects', ignore: ['Module', '/^Test/'], minConfidence: 1 },
  { ignore: ['fingerprint:0123456789abcdef'], knownLeaks: [] },
  { knownLeaks: ['0123456789abcdef', { fingerprint: '0123456789abcdef', reason: '', until: '2028-02-29' }] },
];

const aKnownLeak = '{ "fingerprint": "0123456789abcdef", "reason": "…", "until": "2027-01-31" }';

/** Config, and what is said of it behind the file's name. */
const faults: readonly (readonly [config: unknown, message: string])[] = [
  [[], '[] is not an object, write { "budgets": { … } }'],
  ['x', '"x" is not an object, write { "budgets": { … } }'],
  [{ budget: {} }, 'budget: unknown key, write budgets'],
  [{ failon: 'both' }, 'failon: unknown key, write failOn'],
  [
    { colour: true },
    'colour: unknown key, write one of $schema, budgets, failOn, ignore, knownLeaks, minConfidence',
  ],
  [{ $schema: 5 }, '$schema: 5 is not a path, write the path of config.schema.json'],
  [{ budgets: 5 }, 'budgets: 5 is not an object, write { "total": "+5%", "Connection": { "count": 0 } }'],
  [
    { budgets: { total: 'much' } },
    'budgets.total: "much" is not a growth of a size, write "+5%", "+10 MB" or a number of bytes, 0 or more',
  ],
  [
    { budgets: { total: -5 } },
    'budgets.total: -5 is not a growth of a size, write "+5%", "+10 MB" or a number of bytes, 0 or more',
  ],
  [{ budgets: { total: { self: 5 } } }, 'budgets.total.self: unknown key, write one of retained, count'],
  [{ budgets: { total: {} } }, 'budgets.total: it limits nothing, write "+5%" or { "retained": "+10 MB" }'],
  [{ budgets: { Connection: {} } }, 'budgets.Connection: it limits nothing, write { "count": 0 }'],
  [{ budgets: { Connection: 0 } }, 'budgets.Connection: 0 is not an object, write { "count": 0 }'],
  [{ budgets: { Connection: { counts: 0 } } }, 'budgets.Connection.counts: unknown key, write count'],
  [
    { budgets: { Connection: { count: '+1 MB' } } },
    'budgets.Connection.count: "+1 MB" is not a growth of a count, write a whole number of objects, 0 or more, or "+5%"',
  ],
  [
    { budgets: { Connection: { count: 1.5 } } },
    'budgets.Connection.count: 1.5 is not a growth of a count, write a whole number of objects, 0 or more, or "+5%"',
  ],
  [
    { budgets: { '/(/': { count: 0 } } },
    'budgets./(/: Invalid regular expression: /(/: Unterminated group, what stands between slashes is a regular expression',
  ],
  [{ failOn: 'everything' }, 'failOn: "everything" is not known, write "suspects", "budget" or "both"'],
  [{ ignore: 'Module' }, 'ignore: "Module" is not a list, write ["Module", "/^Test/"]'],
  [{ ignore: ['Module', 5] }, 'ignore[1]: 5 is not a name, write "Module" or "/^Test/"'],
  [{ ignore: [''] }, 'ignore[0]: "" is not a name, write "Module" or "/^Test/"'],
  [{ knownLeaks: 'all' }, `knownLeaks: "all" is not a list, write [${aKnownLeak}]`],
  [{ knownLeaks: [5] }, `knownLeaks[0]: 5 is not an object, write ${aKnownLeak}`],
  [
    { knownLeaks: ['0123'] },
    'knownLeaks[0]: "0123" is not a fingerprint, write the 16 digits that the report says',
  ],
  [
    { knownLeaks: [{ reason: 'later' }] },
    'knownLeaks[0].fingerprint: nothing is not a fingerprint, write the 16 digits that the report says',
  ],
  [
    { knownLeaks: [{ fingerprint: '0123456789ABCDEF' }] },
    'knownLeaks[0].fingerprint: "0123456789ABCDEF" is not a fingerprint, write the 16 digits that the report says',
  ],
  [
    { knownLeaks: ['0123456789abcdef', { fingerprint: '0123456789abcdef', untill: '2027-01-31' }] },
    'knownLeaks[1].untill: unknown key, write until',
  ],
  [
    { knownLeaks: [{ fingerprint: '0123456789abcdef', reason: 5 }] },
    'knownLeaks[0].reason: 5 is not a text, write why the leak is let be',
  ],
  [
    { knownLeaks: [{ fingerprint: '0123456789abcdef', until: 'May 2027' }] },
    'knownLeaks[0].until: "May 2027" is not a day, write it as "2027-01-31"',
  ],
  [{ minConfidence: 75 }, 'minConfidence: 75 is not a confidence, write a number from 0 to 1, as 0.75'],
  [{ minConfidence: '75%' }, 'minConfidence: "75%" is not a confidence, write a number from 0 to 1, as 0.75'],
];

for (const [config, message] of faults) {
  test(`${JSON.stringify(config)} is refused, and told at its key`, () => {
    assert.equal(faultOf(config), `${source}: ${message}`);
  });
}

/** What a pattern of JSON Schema cannot say: whether a text is a regular expression. */
const isExpression = (config: unknown): boolean => JSON.stringify(config).includes('/(/');

test('the schema that editors complete by takes and refuses the same configs', () => {
  const text = readFileSync(repositoryPath('schema/config.schema.json'), 'utf8');
  const takes = new Ajv().compile(JSON.parse(text) as object);
  for (const config of goodConfigs) {
    assert.equal(faultOf(config), 'no fault', JSON.stringify(config));
    assert.ok(takes(config), JSON.stringify([config, takes.errors]));
  }
  for (const [config] of faults) {
    if (!isExpression(config)) assert.equal(takes(config), false, JSON.stringify(config));
  }
  const amount = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.stringMatching(/^ ?[+-]?[\d,]{1,5}(\.\d{1,2})? ?([kKmMgGtT]?i?[bB]|%)?$/),
  );
  fc.assert(
    fc.property(amount, fc.constantFrom('count', 'self', 'retained'), (value, measure) => {
      for (const config of [{ budgets: { A: { [measure]: value } } }, { budgets: { total: value } }]) {
        assert.equal(takes(config), faultOf(config) === 'no fault', JSON.stringify(config));
      }
    }),
  );
});

test('the example of the guide is a config', () => {
  const guide = readFileSync(repositoryPath('docs/ci.md'), 'utf8');
  const [, example = ''] = /^```json\n([^]*?)```/m.exec(guide) ?? [];
  assert.equal(faultOf(JSON.parse(example)), 'no fault');
  assert.equal(readSettings(JSON.parse(example), source).budgets.length, 4);
});

test('whatever a config is, it is read, or refused in one line', () => {
  fc.assert(fc.property(fc.jsonValue(), (config) => void faultOf(config)));
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (budgets) => void faultOf({ budgets })));
});

test('a budget of the command line replaces the one of its key, and only that', () => {
  const settings = readSettings(
    {
      budgets: { total: '+5%', Connection: { count: 0, retained: '1 kB' } },
      ignore: ['A'],
      failOn: 'budget',
    },
    source,
  );
  const { budgets, ignore, failOn } = overrideSettings(settings, {
    budgets: ['Connection.count=5', 'a.b=c.count=1', 'Connection.count=7', '/^S.k=/.retained=+1 MB'],
    total: '+10%',
    ignore: ['B'],
    failOn: 'both',
  });
  assert.deepEqual(
    budgets.map(({ key, source: from, amount }) => [key, from, amount.text]),
    [
      ['budgets.Connection.retained', source, '1 kB'],
      ['budgets.Connection.count', '--budget', '7'],
      ['budgets.a.b=c.count', '--budget', '1'],
      ['budgets./^S.k=/.retained', '--budget', '+1 MB'],
      ['budgets.total', '--total', '+10%'],
    ],
  );
  assert.deepEqual([ignore.map(({ text }) => text), failOn], [['B'], 'both']);
  assert.equal(overrideSettings(settings, {}).budgets.length, 3);
  const total = readSettings({ budgets: { total: { retained: 5, count: 5 } } }, source);
  assert.deepEqual(
    overrideSettings(total, { total: '1 MB' }).budgets.map(({ key }) => key),
    ['budgets.total.count', 'budgets.total'],
  );
});

test('an option that makes no sense is refused and named', () => {
  const retained = 'write "+5%", "+10 MB" or a number of bytes, 0 or more';
  assert.deepEqual(
    [
      flagFaultOf({ budgets: ['Connection'] }),
      flagFaultOf({ budgets: ['Connection.counts=0'] }),
      flagFaultOf({ budgets: ['Connection.count=x'] }),
      flagFaultOf({ budgets: ['total.self=1'] }),
      flagFaultOf({ budgets: ['/(/.count=1'] }),
      flagFaultOf({ total: 'x' }),
      flagFaultOf({ minConfidence: 'a' }),
      flagFaultOf({ minConfidence: ' ' }),
      flagFaultOf({ minConfidence: '75' }),
      flagFaultOf({ ignore: ['/[/'] }),
    ],
    [
      '--budget Connection: is not a budget, write --budget Connection.count=0, or .self= or .retained=',
      '--budget Connection.counts=0: there is no measure counts, write .count=',
      '--budget Connection.count=x: "x" is not a growth of a count, write a whole number of objects, 0 or more, or "+5%"',
      '--budget total.self=1: the heap has no self size, write total.retained= or --total',
      '--budget /(/.count=1: Invalid regular expression: /(/: Unterminated group, what stands between slashes is a regular expression',
      `--total: "x" is not a growth of a size, ${retained}`,
      '--min-confidence: "a" is not a confidence, write a number from 0 to 1, as 0.75',
      '--min-confidence: " " is not a confidence, write a number from 0 to 1, as 0.75',
      '--min-confidence: 75 is not a confidence, write a number from 0 to 1, as 0.75',
      '--ignore /[/: Invalid regular expression: /[/: Unterminated character class, what stands between slashes is a regular expression',
    ],
  );
});
