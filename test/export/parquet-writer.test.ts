import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { rowGroupSize, writeParquet } from '../../src/export/parquet-writer.ts';
import { columnOf, rowsOf, type Table, type TableRows } from '../../src/tables/table.ts';
import { hostileToCi } from '../support/hostile-names.ts';
import { readParquet, readParquetMetadata } from '../support/read-parquet.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-parquet-'));
after(() => rmSync(folder, { recursive: true }));

async function write(name: string, rows: TableRows, onRows?: (done: number) => void): Promise<string> {
  const path = join(folder, name);
  const file = await open(path, 'w');
  try {
    await writeParquet(file, rows, { 'snapdiff.table': rows.table.name }, onRows);
  } finally {
    await file.close();
  }
  return path;
}

interface Row {
  readonly big: number;
  readonly small: number | null;
  readonly share: number | null;
  readonly isIt: boolean;
  readonly name: string | null;
  readonly time: number | null;
}

const nullable = { nullWhen: 'it is', description: '' };
const table: Table<readonly Row[]> = {
  name: 'of every type',
  description: '',
  rowCount: (rows) => rows.length,
  columns: [
    columnOf({ name: 'big', type: 'int64', unit: 'id', description: '' }, ({ big }) => big),
    columnOf({ name: 'small', type: 'int32', ...nullable }, ({ small }) => small),
    columnOf({ name: 'share', type: 'double', ...nullable }, ({ share }) => share),
    columnOf({ name: 'is_it', type: 'boolean', description: '' }, ({ isIt }) => isIt),
    columnOf({ name: 'name', type: 'string', ...nullable }, ({ name }) => name),
    columnOf({ name: 'time', type: 'timestamp', ...nullable }, ({ time }) => time),
  ],
};

const hostile = [...hostileToCi.values(), "it's", 'a "b"', 'nul \u0000 nul', 'tab\tand\nline'];
const drawn: Row[] = hostile.map((name, index) => ({
  big: index === 0 ? Number.MAX_SAFE_INTEGER : 2 ** 32 + index,
  small: index % 2 === 0 ? null : -index,
  share: index % 3 === 0 ? null : index / 7,
  isIt: index % 2 === 0,
  name: index === 1 ? null : name,
  time: index % 5 === 0 ? null : Date.UTC(2026, 10, index),
}));

test('values of every type come back as they were, nulls and hostile names too', async () => {
  const path = await write('types.parquet', rowsOf(table, drawn));
  const expected = drawn.map(({ big, small, share, isIt, name, time }) => {
    const text = name?.replaceAll(/\p{Surrogate}/gu, '\ufffd') ?? null;
    return { big, small, share, is_it: isIt, name: text, time };
  });
  assert.deepEqual(await readParquet(path), expected);
  assert.deepEqual(readParquetMetadata(path).key_value_metadata, [
    { key: 'snapdiff.table', value: 'of every type' },
  ]);
});

test('a table without rows is a file with its columns', async () => {
  const path = await write('empty.parquet', rowsOf(table, []));
  const { schema, num_rows: rowCount } = readParquetMetadata(path);
  assert.deepEqual(
    [rowCount, schema.slice(1).map(({ name }) => name)],
    [0n, table.columns.map(({ name }) => name)],
  );
  assert.deepEqual(await readParquet(path), []);
  // scripts/try-fleet.ts reads one by a reader that refuses a list of bytes here.
  assert.ok(readFileSync(path).includes(Buffer.of(0x16, 0x00, 0x19, 0x0c)));
});

/** A column of so many rows, made when they are asked for. */
function counting(rowCount: number, asked: number[]): TableRows {
  return {
    table: { name: 'n', description: '', columns: [{ name: 'n', type: 'int64', description: '' }] },
    rowCount,
    slice: (from, to) => {
      asked.push(to - from);
      return [Float64Array.from({ length: to - from }, (_, index) => from + index)];
    },
  };
}

test('rows are made a group at a time, and the groups are one table', async () => {
  const asked: number[] = [];
  const told: number[] = [];
  const rowCount = 2 * rowGroupSize + 10;
  const path = await write('groups.parquet', counting(rowCount, asked), (done) => told.push(done));
  assert.deepEqual(asked, [rowGroupSize, rowGroupSize, 10]);
  assert.deepEqual(told, [0, rowGroupSize, 2 * rowGroupSize]);
  const groups = readParquetMetadata(path).row_groups.map(({ num_rows: count }) => Number(count));
  assert.deepEqual(groups, asked);
  const rows = await readParquet(path);
  assert.equal(rows.length, rowCount);
  assert.ok(rows.every(({ n }, index) => n === index));
});

test('the same rows give the same bytes', async () => {
  const paths = [await write('a', rowsOf(table, drawn)), await write('b', rowsOf(table, drawn))];
  const [first, second] = paths.map((path) => readFileSync(path));
  assert.ok(first && second && first.equals(second));
});
