import type { ClassRow, Column } from './columns.ts';

/** Rows that are looked at: those that come first are the largest. */
const looked = 500;

/**
 * The grid's columns, wide enough for what is in them: measured by characters, as digits are of one width, so that nothing
 * moves when rows come into sight.
 */
export function columnTracks(rows: readonly ClassRow[], columns: readonly Column<ClassRow>[]): string {
  const widths = columns.map(({ title, textOf }) =>
    rows.slice(0, looked).reduce((most, row) => Math.max(most, textOf(row).length), title.length + 2),
  );
  return ['minmax(var(--name-width), 1fr)', ...widths.map((width) => `calc(${width}ch + 1.25rem)`)].join(' ');
}
