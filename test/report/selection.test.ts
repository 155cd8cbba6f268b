import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SnapdiffError } from '../../src/base/errors.ts';
import { checkSelection } from '../../src/report/select/selection.ts';
import { comparisonColumns, makeComparisonReport } from '../../src/report/comparison-report.ts';
import { makeSummaryReport, summaryColumns } from '../../src/report/summary-report.ts';
import type { ComparisonSelection } from '../../src/report/comparison-report.ts';
import type { SummaryColumn } from '../../src/report/summary-report.ts';
import { comparedClass, classSummary, drawnPair, drawnSummary, totals } from '../support/reports.ts';

const classes = [
  comparedClass({ className: 'Steady', baseline: totals(1, 8, 8), current: totals(1, 8, 9000) }),
  comparedClass({ className: 'Grown', added: [5, 50], current: totals(5, 50, 500) }),
  comparedClass({ className: 'Gone', removed: [7, 70], baseline: totals(7, 70, 700) }),
  comparedClass({
    className: 'Swapped',
    added: [9, 90],
    removed: [8, 80],
    baseline: totals(8, 80, 80),
    current: totals(9, 90, 90),
  }),
  comparedClass({
    className: 'Resized',
    resized: 30,
    baseline: totals(1, 10, 10),
    current: totals(1, 40, 40),
  }),
];

const listed = (selection: ComparisonSelection, drawn = classes): string[] =>
  makeComparisonReport(drawnPair(drawn), selection).classes.map(({ className }) => className);

test('a class with nothing added, removed or resized is left out, whatever it retains', () => {
  assert.deepEqual(listed({}), ['Grown', 'Resized', 'Swapped', 'Gone']);
});

test('all lists the unchanged classes too', () => {
  assert.deepEqual(listed({ all: true }), ['Steady', 'Grown', 'Resized', 'Swapped', 'Gone']);
});

const orders = {
  className: ['Gone', 'Grown', 'Resized', 'Steady', 'Swapped'],
  addedCount: ['Swapped', 'Grown', 'Gone', 'Resized', 'Steady'],
  removedCount: ['Swapped', 'Gone', 'Grown', 'Resized', 'Steady'],
  countDelta: ['Grown', 'Swapped', 'Resized', 'Steady', 'Gone'],
  addedSize: ['Swapped', 'Grown', 'Gone', 'Resized', 'Steady'],
  removedSize: ['Swapped', 'Gone', 'Grown', 'Resized', 'Steady'],
  sizeDelta: ['Grown', 'Swapped', 'Resized', 'Steady', 'Gone'],
  resizedSize: ['Resized', 'Gone', 'Grown', 'Steady', 'Swapped'],
  retainedSize: ['Steady', 'Grown', 'Swapped', 'Resized', 'Gone'],
  retainedSizeDelta: ['Steady', 'Grown', 'Resized', 'Swapped', 'Gone'],
};

for (const column of comparisonColumns) {
  test(`a comparison sorted by ${column} has the biggest first, or A before Z`, () => {
    assert.deepEqual(listed({ sort: column, all: true }), orders[column]);
  });
}

test('equal classes are in the order of their names by code unit, then of their keys', () => {
  const place = (scriptId: number): { scriptId: number; line: number; column: number } => ({
    scriptId,
    line: 0,
    column: 0,
  });
  const equal = [
    comparedClass({ className: 'b', added: [1, 1] }),
    comparedClass({ className: 'ä', added: [1, 1] }),
    comparedClass({ className: 'a', location: place(2), added: [1, 1] }),
    comparedClass({ className: 'a', location: place(1), added: [1, 1] }),
    comparedClass({ className: 'B', added: [1, 1] }),
  ];
  const keys = makeComparisonReport(drawnPair(equal)).classes.map(({ key }) => key);
  assert.deepEqual(keys, [',B', '1,0,0,a', '2,0,0,a', ',b', ',ä']);
});

test('a summary is sorted by each of its columns; what has no distance counts as the nearest', () => {
  const summary = drawnSummary([
    classSummary('Near', totals(1, 30, 10, 1)),
    classSummary('Far', totals(3, 10, 20, 9)),
    classSummary('Engine', totals(2, 20, 30, 100_000_001)),
  ]);
  const order = (sort: SummaryColumn): string =>
    makeSummaryReport(summary, { sort })
      .classes.map(({ className }) => className)
      .join(' ');
  assert.equal(order('className'), 'Engine Far Near');
  assert.equal(order('count'), 'Far Engine Near');
  assert.equal(order('distance'), 'Far Near Engine');
  assert.equal(order('selfSize'), 'Near Engine Far');
  assert.equal(order('retainedSize'), 'Engine Far Near');
});

test('top keeps the first and counts the rest; 0 keeps all', () => {
  const report = makeComparisonReport(drawnPair(classes), { top: 1 });
  assert.deepEqual([report.classes.length, report.omittedClassCount], [1, 3]);
  const whole = makeComparisonReport(drawnPair(classes), { top: 0 });
  assert.deepEqual([whole.classes.length, whole.omittedClassCount], [4, 0]);
});

test('totals are those of all classes, whatever is listed', () => {
  const diff = drawnPair(classes);
  assert.deepEqual(makeComparisonReport(diff, { top: 1, filter: 'gone' }).totals, diff.totals);
});

test('filter text is found in either case and as it stands', () => {
  const named = ['Foo.bar', 'fooXbar', '(string)', 'a\\b'].map((className) =>
    comparedClass({ className, added: [1, 1] }),
  );
  assert.deepEqual(listed({ filter: 'FOO.B' }, named), ['Foo.bar']);
  assert.deepEqual(listed({ filter: '(STR' }, named), ['(string)']);
  assert.deepEqual(listed({ filter: 'a\\b' }, named), ['a\\b']);
  assert.deepEqual(listed({ filter: 'none' }, named), []);
});

test('filter between slashes is a regular expression with its flags', () => {
  assert.deepEqual(listed({ filter: '/^g/' }), []);
  assert.deepEqual(listed({ filter: '/^g/i' }), ['Grown', 'Gone']);
  assert.deepEqual(
    listed({ filter: '/n/gy' }),
    ['Grown', 'Gone'],
    'g and y carry no state from class to class',
  );
});

test('a selection that makes no sense is an error that says what would', () => {
  const errorOf = (
    selection: { sort?: string; top?: number; filter?: string },
    columns: readonly string[],
  ): string => {
    try {
      checkSelection(selection, columns);
    } catch (error) {
      assert.ok(error instanceof SnapdiffError);
      return `${error.message} | ${error.hint}`;
    }
    return 'accepted';
  };
  assert.match(
    errorOf({ sort: '__proto__' }, comparisonColumns),
    /__proto__.*Sort by one of className, addedCount/,
  );
  assert.match(errorOf({ sort: 'addedCount' }, summaryColumns), /Sort by one of className, count/);
  assert.match(errorOf({ filter: '/(/' }, comparisonColumns), /Unterminated group/);
  assert.match(errorOf({ filter: '/usr/lib' }, comparisonColumns), /Invalid flags.*as it stands/);
  for (const top of [-1, 1.5, Number.NaN, Infinity])
    assert.match(errorOf({ top }, comparisonColumns), /whole number/);
  assert.equal(errorOf({ sort: 'count', top: 0, filter: '/a/' }, summaryColumns), 'accepted');
});
