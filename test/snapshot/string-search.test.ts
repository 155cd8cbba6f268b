import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StringTable } from '../../src/heap/heap-graph.ts';
import type { StringIndex } from '../../src/heap/index-spaces.ts';
import { StringScanner } from '../../src/snapshot/string-table.ts';

/** A table of texts as they stand between quotes. */
function tableOf(raw: readonly string[]): Required<StringTable> {
  const scanner = new StringScanner();
  const bytes = Buffer.from(`${raw.map((text) => `"${text}"`).join(',\n')}]`);
  assert.equal(scanner.scan(bytes, 0, bytes.length), bytes.length);
  assert.ok(scanner.done);
  return scanner.table;
}

const asJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As V8 spells it: no byte that is no ASCII, and capital digits. */
const asV8 = (text: string): string =>
  asJson(text)
    .replace(/\\u([0-9a-f]{4})/g, (_, digits: string) => `\\u${digits.toUpperCase()}`)
    .replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
    );

const spelling = fc.constantFrom(asJson, asV8);
/** What escapes and the marks between texts are made of comes often. */
const unit = fc.constantFrom(
  'a',
  'b',
  'u',
  'n',
  '0',
  'E',
  '9',
  '\\',
  '"',
  ',',
  '\n',
  '\u001f',
  'é',
  '日',
  '😀',
  ' ',
);
const text = fc.string({ unit, maxLength: 12 });

function findAll(table: Required<StringTable>, wanted: string, most: number): number[] {
  const all: number[] = [];
  for (let at = 0; at < table.count;) {
    const { found, next } = table.find(wanted, at as StringIndex, most);
    assert.ok(next > at, 'it goes on');
    if (found !== undefined) all.push(found);
    at = next;
  }
  return all;
}

test('a text is found in all texts that have it, whatever JSON makes of its characters', () => {
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 8 }),
      fc.string({ unit, minLength: 1, maxLength: 3 }),
      spelling,
      fc.constantFrom(1, 50, 1e6),
      (texts, wanted, spell, most) => {
        const table = tableOf(texts.map(spell));
        const expected = [...texts.keys()].filter((index) => texts[index].includes(wanted));
        assert.deepEqual(findAll(table, wanted, most), expected);
      },
    ),
    { numRuns: 2000 },
  );
});

test('a text is found where it lies across two pages of the table', () => {
  const pageBytes = 2 ** 22;
  for (let before = 0; before < 8; before++) {
    // Each text stands behind a quote.
    const table = tableOf(['x'.repeat(pageBytes - 5 - before), 'needle', 'y']);
    assert.deepEqual(findAll(table, 'needle', 1e9), [1], `${before}`);
    assert.deepEqual(findAll(table, 'y', 1e9), [2]);
    assert.ok(table.is(1 as StringIndex, 'needle'));
  }
});

test('what is between texts is in none of them', () => {
  const table = tableOf(['a', 'b', '', 'c']);
  for (const wanted of [',', '"', '\n', '","', 'a",']) assert.deepEqual(findAll(table, wanted, 1e6), []);
});

test('a piece of a text is that of the text, also where it would cut a pair in two', () => {
  fc.assert(
    fc.property(text, spelling, fc.nat(14), fc.nat(14), (whole, spell, from, length) => {
      const table = tableOf(['before', spell(whole), 'behind']);
      assert.deepEqual(table.pieceAt(1 as StringIndex, from, length), {
        // Half a pair of UTF-8 cannot stand in a text by itself.
        text: whole.slice(from, from + length),
        length: whole.length,
      });
    }),
    { numRuns: 2000 },
  );
});

test('equal texts have one hash, and only equal ones are the same', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 6 }), (texts) => {
      const table = tableOf([...texts, ...texts].map(asV8));
      for (const [index, one] of texts.entries()) {
        const copy = (index + texts.length) as StringIndex;
        assert.equal(table.hashOf(index as StringIndex), table.hashOf(copy));
        for (const [other, another] of texts.entries()) {
          assert.equal(table.areSame(copy, other as StringIndex), one === another);
        }
      }
    }),
  );
});

test('a long text is the same as its copy and not as one that differs in its last page', () => {
  const long = 'x'.repeat(9e6);
  const table = tableOf([long, long, `${long.slice(1)}y`]);
  const [first, copy, other] = [0, 1, 2] as StringIndex[];
  assert.ok(table.areSame(first, copy));
  assert.ok(!table.areSame(first, other));
  assert.equal(table.byteLength(first), 9e6);
  assert.deepEqual(table.pieceAt(other, 9e6 - 2, 10), { text: 'xy', length: 9e6 });
});

test('a word is told without decoding, and so is a number', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.nat().map(String)), { minLength: 1 }), (texts) => {
      const table = tableOf(texts.map(asJson));
      for (const [index, one] of texts.entries()) {
        for (const word of ['', 'a', 'ab', 'table', ...(/^\w*$/.test(one) ? [one] : [])]) {
          assert.equal(table.is(index as StringIndex, word), one === word);
        }
        assert.equal(table.numberAt(index as StringIndex), /^\d+$/.test(one) ? Number(one) : NaN);
      }
    }),
  );
});
