import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonText } from '../../src/report/json.ts';
import { queryText } from '../../src/cli/query-text.ts';
import { hostileToCi } from '../support/hostile-names.ts';

const result = {
  columns: ['class', 'n', 'note'],
  rows: [
    ['Foo', 1234, null],
    ['a "b", c', -5, ''],
    ['接続', 0.5, '9007199254740993'],
  ],
  omittedRowCount: 0,
};

test('a table is aligned, numbers to the right, and null is a dash', () => {
  assert.equal(
    queryText(result, 'table', 20),
    [
      'class         n  note',
      'Foo       1,234  –',
      'a "b", c     −5',
      '接続        0.5  9007199254740993',
      '',
    ].join('\n'),
  );
});

test('a table says what it leaves out, and that there is nothing', () => {
  const cut = queryText({ ...result, omittedRowCount: 40 }, 'table', 2);
  assert.match(cut, /^class.*\nFoo.*\na .*\n… 41 more rows; --top 0 lists all\n$/);
  assert.match(queryText(result, 'table', 2), /… 1 more row; /);
  assert.equal(queryText({ ...result, rows: [] }, 'table', 20), 'class  n  note\nNo rows.\n');
});

test('CSV tells null from an empty text, and JSON keeps whole numbers', () => {
  assert.equal(
    queryText(result, 'csv', 0),
    'class,n,note\nFoo,1234,\n"a ""b"", c",-5,""\n接続,0.5,9007199254740993\n',
  );
  assert.deepEqual(JSON.parse(queryText(result, 'json', 0)), [
    { class: 'Foo', n: 1234, note: null },
    { class: 'a "b", c', n: -5, note: '' },
    { class: '接続', n: 0.5, note: '9007199254740993' },
  ]);
});

test('no value moves a cursor, ends a line or turns the writing round, in any format', () => {
  const rows = [...hostileToCi.values()].map((name) => [name]);
  for (const format of ['table', 'json', 'csv'] as const) {
    const text = queryText({ columns: ['__proto__'], rows, omittedRowCount: 0 }, format, 0);
    // oxlint-disable-next-line no-control-regex -- it is what is looked for
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/u, format);
    if (format !== 'json') assert.equal(text.split('\n').length, rows.length + 2, format);
    else {
      const records = JSON.parse(text) as Record<string, string>[];
      assert.deepEqual(
        records.map((record) => Object.values(record)),
        rows,
      );
    }
  }
});

test('a list of rows is written as JSON has it, escapes included', () => {
  const rows = [
    ['é\n  \u001b', 1],
    [null, true],
  ] as const;
  const list = { columns: ['a\nb', 'n'], rows, omittedRowCount: 0 };
  const records = rows.map(([text, n]) => ({ 'a\nb': text, n }));
  assert.equal(queryText(list, 'json', 0), jsonText(records));
  assert.equal(queryText({ ...list, rows: [] }, 'json', 0), jsonText([]));
});
