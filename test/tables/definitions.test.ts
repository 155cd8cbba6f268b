import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tables, tablesVersion } from '../../src/tables/tables.ts';
import { readPage } from '../support/pages.ts';

/** Of DuckDB, Spark, Trino and ClickHouse: a column of such a name would have to be quoted. */
const reserved = new Set(
  'all and as by case cross desc distinct else end from full group having in inner is join left like limit not null on or order outer primary references right row rows select table then to union unique user using values when where window with'.split(
    ' ',
  ),
);

test('a column has a name that no engine needs quoted, and one that means the same in every table', () => {
  const types = new Map<string, string>();
  for (const { name: table, columns } of tables) {
    assert.equal(new Set(columns.map(({ name }) => name)).size, columns.length, table);
    for (const { name, type, unit } of columns) {
      assert.match(name, /^[a-z][a-z0-9_]*$/);
      assert.ok(!reserved.has(name), name);
      // The folder of a partition says it.
      assert.notEqual(name, 'snapshot');
      const meaning = `${type} ${unit}`;
      assert.equal(types.get(name) ?? meaning, meaning, `${table}.${name}`);
      types.set(name, meaning);
    }
  }
});

test('docs/export.md lists every table and column, with its type, unit and when it is null', () => {
  const { text } = readPage('docs/export.md');
  assert.ok(text.includes(`The tables are of version ${tablesVersion}.`));
  const listed = Array.from(
    text.matchAll(/^### `(\w+)`\n\n(.*)\n\n((?:\|.*\n)+)/gm),
    ([, name, told, rows]) => ({ name, told, rows: rows?.trimEnd().split('\n') }),
  );
  const expected = tables.map(({ name, description, columns }) => ({
    name,
    told: description,
    rows: [
      '| Column | Type | Unit | Null when | Is |',
      '| --- | --- | --- | --- | --- |',
      ...columns.map((column) => {
        const { type, unit = '', nullWhen = '', description: is } = column;
        return `| \`${column.name}\` | ${type} | ${unit} | ${nullWhen} | ${is} |`;
      }),
    ],
  }));
  assert.deepEqual(listed, expected);
});
