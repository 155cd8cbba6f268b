/**
 * What a value is. `int32` and `int64` are whole numbers, exact to 2^53; `timestamp` is milliseconds since 1970 in UTC; `string`
 * is text that UTF-8 can write.
 */
export type ColumnType = 'boolean' | 'double' | 'int32' | 'int64' | 'string' | 'timestamp';

/** What a number counts. `id` is V8's number of an object, no amount. */
export type ColumnUnit = 'bytes' | 'edges' | 'id' | 'objects' | 'seconds';

/** A column, as docs/export.md lists it. */
export interface ColumnDefinition {
  /** The same in every engine: lower case, and no word that SQL keeps for itself. */
  readonly name: string;
  readonly type: ColumnType;
  readonly unit?: ColumnUnit;
  /** When a row has no value in it; absent of a column that always has one. */
  readonly nullWhen?: string;
  readonly description: string;
}

/** The values of some rows: numbers of every numeric type, and of times. */
export type ColumnValues = Float64Array | readonly (boolean | number | string | null)[];

/** A column, and how it is made of what its table is made of. */
export interface Column<Source> extends ColumnDefinition {
  /** Of the rows `from ≤ row < to`, one value each. Time O(to − from). */
  readonly valuesOf: (source: Source, from: number, to: number) => ColumnValues;
}

export interface TableDefinition {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly ColumnDefinition[];
}

/** A table: its columns, and how many rows there are of a source. The names of its columns are its contract, their order is not. */
export interface Table<Source> extends TableDefinition {
  readonly columns: readonly Column<Source>[];
  readonly rowCount: (source: Source) => number;
}

/** A table with something in it, to be written some rows at a time. */
export interface TableRows {
  readonly table: TableDefinition;
  readonly rowCount: number;
  /** The values of the rows `from ≤ row < to`, one array for each column of the table, in their order. */
  readonly slice: (from: number, to: number) => readonly ColumnValues[];
}

export function rowsOf<Source>(table: Table<Source>, source: Source): TableRows {
  return {
    table,
    rowCount: table.rowCount(source),
    slice: (from, to) => table.columns.map(({ valuesOf }) => valuesOf(source, from, to)),
  };
}

/** A column of a table of few rows, which are records. */
export function columnOf<Row>(
  definition: ColumnDefinition,
  valueOf: (row: Row) => boolean | number | string | null,
): Column<readonly Row[]> {
  const isText = definition.type === 'string';
  return {
    ...definition,
    valuesOf: (rows, from, to) =>
      rows.slice(from, to).map((row) => {
        const value = valueOf(row);
        return isText && typeof value === 'string' ? wellFormed(value) : value;
      }),
  };
}

/** Half a character, which V8's strings may end in and UTF-8 cannot write, becomes U+FFFD. */
export function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
}
