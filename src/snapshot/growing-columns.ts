import type { Bytes } from '../base/units.ts';

/** Numbers of one field, one after the other: a typed array that can be made longer while a file is read. */
export interface GrowingColumn<T extends Uint8Array | Uint32Array> {
  values: T;
}

/** What a file of unknown length (compressed, or standard input) gets before anything was read of it. */
const blindCapacity = 1 << 16;

/**
 * How many records to make room for. All of them, when the file is long enough to hold them; else
 * few, and more as they come: a header may declare anything.
 *
 * @param declared records the header promises
 * @param fieldCount numbers in a record; each takes a digit and a separator at least
 * @param bytes length of the (uncompressed) file, undefined where nobody knows
 */
export function initialCapacity(declared: number, fieldCount: number, bytes: Bytes | undefined): number {
  return bytes === undefined
    ? Math.min(declared, blindCapacity)
    : Math.min(declared, fittingRecords(fieldCount, bytes));
}

/** The most records of `fieldCount` numbers that so many bytes can hold. */
export function fittingRecords(fieldCount: number, bytes: Bytes): number {
  return Math.ceil(bytes / (2 * fieldCount));
}

/** Makes room for `needed` records of the `declared`, at least doubling, so that growing stays linear. */
export function growColumns(
  columns: readonly GrowingColumn<Uint8Array | Uint32Array>[],
  needed: number,
  declared: number,
): void {
  for (const column of columns) {
    if (column.values.length >= needed) continue;
    const length = Math.min(declared, Math.max(needed, column.values.length * 2));
    const larger = column.values instanceof Uint8Array ? new Uint8Array(length) : new Uint32Array(length);
    larger.set(column.values);
    column.values = larger;
  }
}
