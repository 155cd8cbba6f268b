import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limitOf, misfit, parseAmount } from '../../src/check/amount.ts';
import { formatBytes, formatCount } from '../../src/base/units.ts';

test('amounts are read as people write them', () => {
  const read = (text: unknown): unknown => {
    const amount = parseAmount(text);
    return amount && [amount.value, amount.unit];
  };
  assert.deepEqual(read(0), [0, 'number']);
  assert.deepEqual(read(12.5), [12.5, 'number']);
  assert.deepEqual(read('10'), [10, 'number']);
  assert.deepEqual(read('+10'), [10, 'number']);
  assert.deepEqual(read('1,234'), [1234, 'number']);
  assert.deepEqual(read('+5%'), [5, 'percent']);
  assert.deepEqual(read(' + 2.5 % '), [2.5, 'percent']);
  assert.deepEqual(read('+10 MB'), [10_000_000, 'bytes']);
  assert.deepEqual(read('10kb'), [10_000, 'bytes']);
  assert.deepEqual(read('1.5 GB'), [1_500_000_000, 'bytes']);
  assert.deepEqual(read('1 MiB'), [1_048_576, 'bytes']);
  assert.deepEqual(read('7 B'), [7, 'bytes']);
});

test('what is no amount is none: negative, empty, in another unit, with a number too many', () => {
  const none = [
    -1,
    Number.NaN,
    Infinity,
    '-5%',
    '',
    ' ',
    '%',
    'MB',
    '5 %%',
    '10 m',
    '1,23',
    '1.2.3',
    '1e3',
    '0x10',
    '5 per cent',
    '1 2',
    null,
    undefined,
    true,
    {},
    [5],
    `${'9'.repeat(400)}`,
  ];
  for (const value of none) assert.equal(parseAmount(value), undefined, JSON.stringify(value));
});

test('what a report prints is an amount again, near the one it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 45 }), (bytes) => {
      const amount = parseAmount(formatBytes(bytes));
      assert.equal(amount?.unit, 'bytes');
      // Rounded to a tenth of its unit.
      assert.ok(Math.abs(amount.value - bytes) <= Math.max(1, bytes * 0.06), `${bytes}: ${amount.value}`);
      assert.equal(parseAmount(formatCount(bytes))?.value, bytes);
    }),
  );
});

test('a text without a figure is never an amount, and no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const amount = parseAmount(text);
      if (!/\d/.test(text)) assert.equal(amount, undefined);
      if (amount) assert.ok(amount.value >= 0 && Number.isFinite(amount.value));
    }),
  );
});

test('a count takes whole numbers and shares, a size also bytes', () => {
  const fits = (text: string, measure: 'count' | 'self' | 'retained'): boolean =>
    misfit(parseAmount(text), measure) === undefined;
  assert.deepEqual(
    ['0', '10', '5%', '1.5', '1 MB', 'x'].map((text) => fits(text, 'count')),
    [true, true, true, false, false, false],
  );
  assert.deepEqual(
    ['0', '10', '5%', '1.5', '1 MB', 'x'].map((text) => fits(text, 'retained')),
    [true, true, true, true, true, false],
  );
});

test('a share is of what there was, so of nothing it allows nothing; limits are whole', () => {
  const limit = (text: string, baseline: number): number | undefined => {
    const amount = parseAmount(text);
    return amount && limitOf(amount, baseline);
  };
  assert.equal(limit('5%', 200), 10);
  assert.equal(limit('5%', 0), 0);
  assert.equal(limit('5%', 19), 0);
  assert.equal(limit('10 kB', 5), 10_000);
  assert.equal(limit('3', 5), 3);
});
