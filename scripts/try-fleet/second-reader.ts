import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { npmInstall, REPO } from '../fixtures/runtimes.ts';
import { readParquet, type ParquetRow } from '../../test/support/read-parquet.ts';

interface ArrowColumn {
  get(row: number): unknown;
}
interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChild(name: string): ArrowColumn;
}
interface ParquetWasm {
  readonly readParquet: (bytes: Uint8Array) => { intoIPCStream(): Uint8Array };
}

/** Apache Arrow's implementation in Rust, compiled to WebAssembly: nothing of it is hyparquet's or DuckDB's. Installed once into .cache/. */
export function loadSecondReader(): (path: string) => ParquetRow[] {
  const folder = join(REPO, '.cache', 'parquet-wasm');
  const require = createRequire(join(folder, 'package.json'));
  try {
    require.resolve('parquet-wasm/node');
  } catch {
    npmInstall(folder, ['parquet-wasm@0.8.0', 'apache-arrow@21.1.0']);
  }
  const { readParquet: read } = require('parquet-wasm/node') as ParquetWasm;
  const { tableFromIPC } = require('apache-arrow') as {
    readonly tableFromIPC: (bytes: Uint8Array) => ArrowTable;
  };
  return (path) => {
    const table = tableFromIPC(read(Uint8Array.from(readFileSync(path))).intoIPCStream());
    const columns = table.schema.fields.map(({ name }) => ({ name, column: table.getChild(name) }));
    return Array.from({ length: table.numRows }, (_, row) =>
      Object.fromEntries(columns.map(({ name, column }) => [name, plain(column.get(row))])),
    );
  };
}

function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : (value ?? null);
}

/** @returns how many values were the same */
export async function compareReaders(path: string, second: (path: string) => ParquetRow[]): Promise<number> {
  const [ours, theirs] = [await readParquet(path), second(path)];
  assert.equal(theirs.length, ours.length, path);
  let count = 0;
  for (const [index, row] of ours.entries()) {
    const other = theirs[index] ?? {};
    const names = Object.keys(row);
    count += names.length;
    // To compare millions by `deepEqual` takes longer than to read them.
    for (const name of names)
      if (row[name] !== other[name]) assert.deepEqual(other, row, `${path}: row ${index}`);
  }
  return count;
}
