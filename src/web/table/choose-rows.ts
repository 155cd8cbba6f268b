import type { ClassRow, Column } from './columns.ts';

/** What of the table is shown, and in which order. */
export interface Choice {
  /** Part of a constructor's name, in any case. */
  readonly query: string;
  /** Who made it; "" for all. */
  readonly origin: string;
  /** "" for all. */
  readonly behaviour: string;
  /** undefined: the report's own order. */
  readonly sort: Sort | undefined;
}

export interface Sort {
  /** A column's title, or "Constructor". */
  readonly title: string;
  readonly isDescending: boolean;
}

/** Of a name, which may be a megabyte long, no more is searched or compared. */
const maxSearched = 500;

/** @returns positions in `rows` */
export function chooseRows(
  rows: readonly ClassRow[],
  columns: readonly Column<ClassRow>[],
  { query, origin, behaviour, sort }: Choice,
): number[] {
  const wanted = query.trim().toLowerCase();
  const chosen = [...rows.keys()].filter((index) => {
    const row = rows[index];
    return (
      (wanted === '' || row.className.slice(0, maxSearched).toLowerCase().includes(wanted)) &&
      (origin === '' || row.origin === origin) &&
      (behaviour === '' || ('behaviour' in row && row.behaviour === behaviour))
    );
  });
  if (sort === undefined) return chosen;
  const column = columns.find(({ title }) => title === sort.title);
  const valueOf = column?.valueOf ?? ((row: ClassRow) => row.className.slice(0, maxSearched).toLowerCase());
  const values = new Map(chosen.map((index) => [index, valueOf(rows[index])]));
  const sign = sort.isDescending ? -1 : 1;
  // Equal ones stay in the report's order.
  return chosen.sort((a, b) => sign * compare(values.get(a), values.get(b)) || a - b);
}

function compare(a: number | string | undefined, b: number | string | undefined): number {
  if (a === b || a === undefined || b === undefined) return 0;
  return a < b ? -1 : 1;
}
