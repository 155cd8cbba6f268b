import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparisonInput } from '../../src/check/check-input.ts';
import type { CheckConfig } from '../../src/check/settings.ts';
import { SnapdiffError } from '../../src/base/errors.ts';
import { checkOf, inputClass, drawnCheck, twoProcesses } from '../support/checks.ts';
import { drawnGrowth, drawnSeries } from '../support/reports.ts';

const connection = inputClass('Connection', [5, 500, 5000], [20, 2000, 90_000]);
const series = comparisonInput(drawnSeries());

test('without a config a suspect that is sure fails the check, and says who holds it', () => {
  const { passed, failures, rule, next } = checkOf(series);
  assert.equal(passed, false);
  assert.equal(rule, 'Fails on a suspect of 75 % confidence or more.');
  assert.deepEqual(
    failures.map(({ kind, className, message, confidence, budget }) => [
      kind,
      className,
      message,
      confidence,
      budget,
    ]),
    [
      [
        'suspect',
        'Connection',
        'Connection: 10 new objects stay under .Connection Connection @42 (5 → 10 → 15 in all), 100.0 kB; 75 % sure that it leaks',
        0.75,
        null,
      ],
    ],
  );
  assert.equal(failures[0].path.length, 2);
  assert.equal(
    next,
    'snapdiff retainers snapshots/0.heapsnapshot --class Connection --new-since snapshots/0.heapsnapshot',
  );
});

test('one thing that grows is told by its bytes: there is nothing to count', () => {
  assert.equal(
    checkOf(comparisonInput(drawnGrowth())).failures[0].message,
    'Array: it grew by 100.0 kB under variable logs Array › [3] Array @42; 75 % sure that it leaks',
  );
});

test('a suspect of a pair fails by its confidence, and nobody says that it leaks', () => {
  const { snapshots, suspects } = drawnSeries();
  const pair = suspects.map((suspect) => ({ ...suspect, heldCounts: [10] }));
  const { failures } = checkOf(
    comparisonInput({ ...drawnSeries(), snapshots: snapshots.slice(0, 2), suspects: pair }),
  );
  assert.match(
    failures[0].message,
    /, 100\.0 kB; 75 % confidence, but 2 snapshots cannot tell a leak from a warm-up$/,
  );
});

test('a suspect that is less sure than asked for does not fail, and is still told', () => {
  const { passed, failures, suspects } = checkOf(series, { minConfidence: 0.8 });
  assert.deepEqual([passed, failures.length, suspects.length], [true, 0, 1]);
});

test('what the verdict of a series calls a leak fails, though a pair with that confidence would not', () => {
  const [suspect] = series.suspects;
  const suspects = [{ ...suspect, confidence: 0.68 }];
  const leak = { result: 'leak', confidence: 0.68, reason: 'x', reasonParts: ['x'] } as const;
  const open = { ...leak, result: 'inconclusive' } as const;
  assert.equal(checkOf({ ...series, suspects, verdict: leak }).passed, false);
  assert.equal(checkOf({ ...series, suspects, verdict: open }).passed, true);
  assert.equal(checkOf({ ...series, suspects, verdict: leak }, { minConfidence: 0.7 }).passed, true);
});

test('a pair fails on what a series without a leak fails on', () => {
  const [suspect] = series.suspects;
  const verdict = { result: 'inconclusive', confidence: 0.7, reason: 'x', reasonParts: ['x'] } as const;
  const passes = (confidence: number): boolean =>
    checkOf({ ...series, mode: 'pair', verdict, suspects: [{ ...suspect, confidence }] }).passed;
  assert.deepEqual([passes(0.74), passes(0.75)], [true, false]);
});

test('an ignored constructor fails neither as a suspect nor by a pattern, but by its own budget', () => {
  assert.equal(checkOf(series, { ignore: ['Connection'] }).passed, true);
  assert.equal(checkOf(series, { ignore: ['/^Conn/'] }).passed, true);
  const { rule } = checkOf(series, { ignore: ['Module', '/^Conn/'] });
  assert.equal(rule, 'Fails on a suspect of 75 % confidence or more. Ignored: /^Conn/.');
  const pattern = { budgets: { '/Conn/': { count: 0 } }, ignore: ['Connection'] };
  assert.equal(checkOf(series, pattern).passed, true);
  const own = { budgets: { Connection: { count: 0 } }, ignore: ['Connection'] };
  assert.deepEqual(
    checkOf(series, own).failures.map(({ kind }) => kind),
    ['budget'],
  );
});

test('a budget broken says by how much, of what, and which key of which file allows less', () => {
  const comparison = twoProcesses([connection], [1_000_000, 1_090_000]);
  const budgets = { total: '+5%', Connection: { count: 0, self: '1 kB', retained: '+1 MB' } };
  const { failures, budgets: results } = checkOf(comparison, { budgets });
  assert.deepEqual(
    failures.map(({ message }) => message),
    [
      'Connection: 15 more objects (5 → 20), 15 over the 0 that budgets.Connection.count in snapdiff.config.json allows',
      'Connection: 1.5 kB more in the objects themselves (500 B → 2.0 kB), 500 B over the 1.0 kB that budgets.Connection.self in snapdiff.config.json allows',
      'the heap: 90.0 kB more (1.0 MB → 1.1 MB), 40.0 kB over the +5% (50.0 kB) that budgets.total in snapdiff.config.json allows',
    ],
  );
  assert.deepEqual(
    results.map(({ key, limit, actual, overBy, passed }) => [key, limit, actual, overBy, passed]),
    [
      ['budgets.total', 50_000, 90_000, 40_000, false],
      ['budgets.Connection.count', 0, 15, 15, false],
      ['budgets.Connection.self', 1000, 1500, 500, false],
      ['budgets.Connection.retained', 1_000_000, 85_000, 0, true],
    ],
  );
});

test('amounts that rounding would make alike are written out', () => {
  const comparison = twoProcesses([], [1_000_000, 11_000_001]);
  const [failure] = checkOf(comparison, { budgets: { total: '10 MB' } }).failures;
  assert.equal(
    failure.message,
    'the heap: 10,000,001 B more (1,000,000 B → 11,000,001 B), 1 B over the 10,000,000 B that budgets.total in snapdiff.config.json allows',
  );
});

test('growth that is exactly the limit is within it, and shrinking always is', () => {
  const comparison = twoProcesses([connection, inputClass('Less', [20, 0, 0], [5, 0, 0])]);
  const passes = (budgets: NonNullable<CheckConfig['budgets']>): boolean =>
    checkOf(comparison, { budgets, failOn: 'budget' }).passed;
  assert.equal(passes({ Connection: { count: 15 } }), true);
  assert.equal(passes({ Connection: { count: 14 } }), false);
  assert.equal(passes({ Connection: { count: '300%' } }), true);
  assert.equal(passes({ Connection: { count: '299%' } }), false);
  assert.equal(passes({ Less: { count: 0 } }), true);
});

test('a pattern limits each constructor by itself: all that break it are told, or the nearest to it', () => {
  const classes = [
    inputClass('SocketA', [1, 0, 0], [9, 0, 0]),
    inputClass('SocketB', [1, 0, 0], [5, 0, 0]),
    inputClass('SocketC', [1, 0, 0], [2, 0, 0]),
    inputClass('Other', [1, 0, 0], [99, 0, 0]),
  ];
  const of = (count: number): unknown[] =>
    checkOf(twoProcesses(classes), { budgets: { '/^Socket/': { count } }, failOn: 'budget' }).budgets.map(
      ({ className, overBy }) => [className, overBy],
    );
  assert.deepEqual(of(3), [
    ['SocketA', 5],
    ['SocketB', 1],
  ]);
  assert.deepEqual(of(10), [['SocketA', 0]]);
});

test('a misspelt name is refused, in a budget and in ignore, with the one that is meant', () => {
  const budgets = { Conection: { count: 0 } };
  assert.throws(() => checkOf(twoProcesses([connection]), { budgets }), {
    name: 'SnapdiffError',
    message:
      'snapdiff.config.json: budgets.Conection.count: there is no constructor Conection, but Connection',
    hint: 'Correct it; if Conection is meant, and none is to come, write "/^Conection$/".',
  });
  for (const near of ['Conneciton', 'Connections', 'onnection']) {
    assert.throws(
      () => checkOf(twoProcesses([connection]), { budgets: { [near]: { count: 0 } } }),
      /but Connection$/,
    );
  }
  assert.throws(
    () => checkOf(twoProcesses([connection]), { ignore: ['connection'] }),
    /^SnapdiffError: snapdiff\.config\.json: ignore: there is no constructor connection, but Connection$/,
  );
  for (const right of ['Connection', '/^Conection$/', 'Connector', 'Socket', 'Con']) {
    const config = { budgets: { [right]: { count: 99 } }, failOn: 'budget' } as const;
    assert.equal(checkOf(twoProcesses([connection]), config).passed, true);
  }
});

test('a budget for nobody is kept, with a warning', () => {
  const budgets = { Connector: { count: 0 }, '/^Nobody/': { count: 0 } };
  const judged = checkOf(twoProcesses([connection]), { budgets, failOn: 'budget' });
  const { passed, warnings, budgets: results } = judged;
  assert.equal(passed, true);
  assert.deepEqual(warnings, [
    "The budget's Connector is a constructor that no snapshot has an object of; there is Connection.",
    "The budget's /^Nobody/ matches no constructor.",
  ]);
  assert.deepEqual(
    results.map(({ className, passed: kept }) => [className, kept]),
    [
      ['Connector', true],
      [null, true],
    ],
  );
});

test('two processes without budgets fail on a heap 10 % larger', () => {
  assert.equal(checkOf(twoProcesses([], [1_000_000, 1_100_000])).passed, true);
  const { failures, rule, budgets } = checkOf(twoProcesses([], [1_000_000, 1_100_001]));
  assert.deepEqual(
    failures.map(({ kind, className, next }) => [kind, className, next]),
    [['budget', null, 'snapdiff one.heapsnapshot two.heapsnapshot']],
  );
  assert.match(
    rule,
    /^No budgets were given: fails if the heap grew by more than 10 %, or a constructor has 2 /,
  );
  assert.deepEqual(
    budgets.map(({ source }) => source),
    ['default'],
  );
});

test('two processes without budgets fail on a constructor that doubled, with those that came with it', () => {
  const companion = inputClass('Endpoint', [1, 0, 0], [16, 0, 10]);
  const { failures } = checkOf(twoProcesses([connection, companion]));
  assert.deepEqual(
    failures.map(({ kind, message, next }) => [kind, message, next]),
    [
      [
        'growth',
        'Connection: 15 more objects (5 → 20), which retain 85.0 kB more; as many more of Endpoint',
        'snapdiff retainers two.heapsnapshot --class Connection',
      ],
    ],
  );
});

test('not every constructor that grew is a regression of two processes', () => {
  const passes = (...of: Parameters<typeof inputClass>): boolean =>
    checkOf(twoProcesses([inputClass(...of)])).passed;
  assert.equal(passes('Connection', [20, 0, 5000], [39, 0, 90_000]), true, 'it has not doubled');
  assert.equal(passes('Connection', [1, 0, 5000], [10, 0, 90_000]), true, 'there are only 9 more');
  assert.equal(passes('Connection', [5, 0, 5000], [50, 0, 5999]), true, 'they retain next to nothing');
  assert.equal(passes('(code)', [5, 0, 5000], [50, 0, 90_000], 'engine'), true, "it is one of V8's groups");
  assert.equal(passes('{a, b}', [5, 0, 5000], [50, 0, 90_000], 'shape'), true, 'it is a shape');
  assert.equal(passes('Proxy', [5, 0, 5000], [50, 0, 90_000], 'builtin'), true, "it is JavaScript's own");
  assert.equal(passes('Proxy', [5, 0, 5000], [50, 0, 90_000], 'program'), false, "it is the program's");
  assert.equal(passes('Connection', [5, 0, 5000], [50, 0, 90_000]), false);
});

test('with nothing to judge by it is an error, not a pass', () => {
  const rejects = (config: object, message: RegExp): void => {
    assert.throws(
      () => checkOf(twoProcesses([connection]), config),
      (error) => error instanceof SnapdiffError && message.test(error.message) && error.hint !== undefined,
    );
  };
  rejects({ failOn: 'suspects' }, /suspects.*need snapshots of one process, and these are two/);
  rejects({ failOn: 'budget' }, /there are no budgets/);
});

test('what has more of its own is listed before what only holds more', () => {
  const { classes } = checkOf(
    twoProcesses([
      inputClass('global', [3, 100, 4e6], [3, 100, 7.1e6]),
      inputClass('Map', [9, 500, 2e6], [9, 500, 2.3e6]),
      inputClass('Session', [5, 500, 5000], [6, 600, 300_000]),
      inputClass('Buffer', [5, 500, 5000], [5, 900, 6000]),
    ]),
  );
  assert.deepEqual(
    classes.map(({ className }) => className),
    ['Session', 'Buffer', 'global', 'Map'],
  );
});

test('beside budgets two processes are still held to the default rule, unless failOn turns it off', () => {
  const leaked = [
    inputClass('Session', [5, 0, 5000], [1505, 0, 90_000]),
    inputClass('Socket', [5, 0, 5000], [50, 0, 90_000]),
  ];
  const failuresOf = (config: CheckConfig, growth = 1.2): unknown[] =>
    checkOf(twoProcesses(leaked, [1_000_000, 1_000_000 * growth]), config).failures.map(
      ({ kind, className }) => [kind, className],
    );
  const all = [
    ['growth', 'Session'],
    ['growth', 'Socket'],
    ['budget', null],
  ];
  assert.deepEqual(failuresOf({ budgets: { Seat: { count: 0 } } }), all);
  assert.deepEqual(failuresOf({ budgets: { Seat: { count: 0 } }, failOn: 'both' }), all);
  assert.deepEqual(failuresOf({ budgets: { total: '+10%' } }), all);
  assert.deepEqual(failuresOf({ budgets: { Seat: { count: 0 } }, failOn: 'budget' }), []);
  assert.deepEqual(failuresOf({ budgets: { Seat: { count: 0 } }, ignore: ['/^S/'] }), [['budget', null]]);
  const own = { total: '+50%', Session: { count: 2000 }, '/^Sock/': { count: '+1000%' } };
  assert.deepEqual(failuresOf({ budgets: own }), [], 'what has a budget of its own is held to that');
  assert.deepEqual(failuresOf({ budgets: { Session: { count: 9 } } }, 1), [
    ['growth', 'Socket'],
    ['budget', 'Session'],
  ]);
});

test('the rule says what beside the budgets fails a check of two processes', () => {
  const ruleOf = (budgets: NonNullable<CheckConfig['budgets']>): string =>
    checkOf(twoProcesses([connection]), { budgets }).rule;
  const growth = 'has 2 times as many objects or more, 10 more at least, and retains 0.1 % of the heap more.';
  assert.equal(
    ruleOf({ Seat: { count: 0 } }),
    `Fails on a budget exceeded, or if the heap grew by more than 10 %, or a constructor without a budget ${growth}`,
  );
  assert.equal(ruleOf({ total: '+5%' }), `Fails on a budget exceeded, or if a constructor ${growth}`);
});

test('failOn chooses: suspects only, budgets only', () => {
  const budgets = { Connection: { count: 0 } };
  const kinds = (failOn: 'suspects' | 'budget' | 'both'): string[] =>
    checkOf(series, { budgets, failOn }).failures.map(({ kind }) => kind);
  assert.deepEqual(kinds('suspects'), ['suspect']);
  assert.deepEqual(kinds('budget'), ['budget']);
  assert.deepEqual(kinds('both'), ['suspect', 'budget']);
});

test('a budget on a suspect has its holder, path and place', () => {
  const { failures } = drawnCheck();
  const budget = failures.find(({ kind }) => kind === 'budget');
  assert.equal(budget?.holder?.nodeId, 42);
  assert.equal(budget?.path.length, 2);
  assert.equal(budget?.location?.line, 11);
});

test('the next command survives a shell, whatever the constructor is called', () => {
  const nextOf = (className: string): string | null =>
    checkOf(twoProcesses([inputClass(className, [5, 0, 5000], [50, 0, 90_000])])).next;
  assert.equal(nextOf("It's; rm -rf"), "snapdiff retainers two.heapsnapshot --class 'It'\\''s; rm -rf'");
  assert.equal(nextOf('--help'), 'snapdiff retainers two.heapsnapshot --class=--help');
  assert.equal(nextOf('a\nb'), 'snapdiff summary two.heapsnapshot');
  assert.equal(nextOf('\u001b[2J'), 'snapdiff summary two.heapsnapshot');
});
