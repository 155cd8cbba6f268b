import type { Bytes } from '../base/units.ts';

type ColumnArray = Uint8Array | Uint32Array | Float64Array;

/** Numbers of one field, one after the other: a typed array that can be made longer while a file is read. */
export interface GrowingColumn<T extends ColumnArray> {
  values: T;
}

/** What a file of unknown length (compressed, or standard input) gets before anything was read of it. */
const blindCapacity = 1 << 16;

/**
 * How many records to make room for. All of them, when the file is long enough to hold them; else
 * few, and more as they come: a header may declare anything.
 *
 * @param declared records the header promises; undefined where it promises none
 * @param fieldCount numbers in a record; each takes a digit and a separator at least
 * @param bytes length of the (uncompressed) file, undefined where nobody knows
 */
export function initialCapacity(
  declared: number | undefined,
  fieldCount: number,
  bytes: Bytes | undefined,
): number {
  if (declared === undefined) return blindCapacity;
  return bytes === undefined
    ? Math.min(declared, blindCapacity)
    : Math.min(declared, fittingRecords(fieldCount, bytes));
}

/** The most records of `fieldCount` numbers that so many bytes can hold. */
export function fittingRecords(fieldCount: number, bytes: Bytes): number {
  return Math.ceil(bytes / (2 * fieldCount));
}

/** Makes room for `needed` records of the `declared`, if any are, at least doubling, so that growing stays linear. */
export function growColumns(
  columns: readonly GrowingColumn<ColumnArray>[],
  needed: number,
  declared: number | undefined,
): void {
  for (const column of columns) {
    if (column.values.length >= needed) continue;
    const length = Math.min(declared ?? Infinity, Math.max(needed, column.values.length * 2));
    const larger = emptyLike(column.values, length);
    larger.set(column.values);
    column.values = larger;
  }
}

/** Cuts off what was made ready and not used; copies nothing where nothing is left over. */
export function fitColumns(columns: readonly GrowingColumn<ColumnArray>[], length: number): void {
  for (const column of columns) {
    if (column.values.length > length) column.values = column.values.slice(0, length);
  }
}

function emptyLike(column: ColumnArray, length: number): ColumnArray {
  if (column instanceof Uint8Array) return new Uint8Array(length);
  return column instanceof Uint32Array ? new Uint32Array(length) : new Float64Array(length);
}
