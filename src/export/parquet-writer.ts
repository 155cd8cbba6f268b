import type { FileHandle } from 'node:fs/promises';
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter, type ColumnSource } from 'hyparquet-writer';
import type { ColumnDefinition, ColumnType, ColumnValues, TableRows } from '../tables/table.ts';

/**
 * Rows that are in memory at once, and that a reader skips or takes together. Half of what DuckDB takes by itself: some 20 MB while
 * they are written.
 */
export const rowGroupSize = 65_536;

/** Texts about the whole file, which stand at its end. */
export type FileFacts = Readonly<Record<string, string>>;

/**
 * Writes a table as one Parquet file, a row group at a time. The same rows give the same bytes on every machine: it compresses with
 * Snappy in JavaScript, as the output of zlib differs between processors and versions.
 *
 * @param onRows told how many rows are written, before each group; what it throws ends the writing
 * @throws what the file throws
 */
export async function writeParquet(
  file: FileHandle,
  { table, rowCount, slice }: TableRows,
  facts: FileFacts,
  onRows: (done: number) => void = () => {},
): Promise<void> {
  const { columns } = table;
  const bytes = new HandleWriter(file);
  const told = Object.entries(facts).map(([key, value]) => ({ key, value }));
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [{ name: 'root', num_children: columns.length }, ...columns.map(schemaOf)],
    createdBy: 'snapdiff',
    ...(told.length > 0 && { kvMetadata: told }),
  });
  const isLong = rowCount > rowGroupSize;
  for (let from = 0; from < rowCount; from += rowGroupSize) {
    onRows(from);
    const to = Math.min(from + rowGroupSize, rowCount);
    const columnData = slice(from, to).map((values, index) => sourceOf(columns[index], values, isLong));
    await writer.write({ columnData, rowGroupSize });
  }
  await writer.finish();
  if (rowCount === 0) mendEmptyList(bytes);
  await bytes.flush();
}

/** In Thrift's compact protocol: field 3, how many rows, is 0; field 4, the row groups, is a list; and it has no element, of no type. */
const emptyList = [0x16, 0x00, 0x19, 0x00] as const;
const ofStructs = 0x0c;

/**
 * The list of row groups is empty in a file without rows. The writer takes the type of a list from its first element, so that this one has
 * none, and Arrow's reader in Rust refuses the file. All of it is still in memory.
 */
function mendEmptyList({ buffer, index }: HandleWriter): void {
  const bytes = Buffer.from(buffer, 0, index);
  const at = bytes.lastIndexOf(Uint8Array.from(emptyList));
  if (at >= 0) bytes[at + emptyList.length - 1] = ofStructs;
}

/** Takes what is written of a row group to the file, and starts anew. */
class HandleWriter extends ByteWriter {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    super(1 << 20);
    this.#file = file;
  }

  async flush(): Promise<void> {
    // What a write does not take, as on a disk that fills, is written again, which succeeds or says why not.
    for (let from = 0; from < this.index;) {
      const { bytesWritten } = await this.#file.write(new Uint8Array(this.buffer, from, this.index - from));
      from += bytesWritten;
    }
    this.index = 0;
  }
}

const physicalTypes: Readonly<Record<ColumnType, Pick<SchemaElement, 'type' | 'converted_type'>>> = {
  boolean: { type: 'BOOLEAN' },
  double: { type: 'DOUBLE' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  timestamp: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

function schemaOf({ name, type, nullWhen }: ColumnDefinition): SchemaElement {
  return {
    name,
    ...physicalTypes[type],
    repetition_type: nullWhen === undefined ? 'REQUIRED' : 'OPTIONAL',
  };
}

function sourceOf(
  { name, type, unit }: ColumnDefinition,
  values: ColumnValues,
  isLong: boolean,
): ColumnSource {
  const data = type === 'int64' || type === 'timestamp' ? bigIntegers(values) : numbersOf(type, values);
  // Ids rise, and few come twice: their differences take a fifth of the bytes. A list of them has no use for a dictionary.
  const encoding = unit === 'id' && ({ encoding: 'DELTA_BINARY_PACKED' } as const);
  // By its least and greatest text a reader leaves out a file; of groups of one heap, each has all names.
  const statistics = !(isLong && (type === 'string' || type === 'boolean'));
  return { name, data, statistics, ...encoding };
}

function numbersOf(type: ColumnType, values: ColumnValues): ColumnSource['data'] {
  if (type === 'int32' && values instanceof Float64Array) return Int32Array.from(values);
  return values as ColumnSource['data'];
}

function bigIntegers(values: ColumnValues): ColumnSource['data'] {
  if (!(values instanceof Float64Array)) {
    return values.map((value) => (value === null ? null : BigInt(value as number)));
  }
  const wide = new BigInt64Array(values.length);
  for (let row = 0; row < wide.length; row++) wide[row] = BigInt(values[row]);
  return wide;
}
