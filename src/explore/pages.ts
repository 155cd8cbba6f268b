import type { Page, PageAsk } from './questions.ts';

const defaultLimit = 50;
/** Rows of an answer, whatever is asked for. */
export const maxLimit = 200;

/** Which rows a page has. `from` may be behind the last row: then it has none. */
export function pageBounds({ from = 0, limit = defaultLimit }: PageAsk, rowCount: number): PageBounds {
  return { from, limit: Math.max(0, Math.min(limit, maxLimit, rowCount - from)) };
}

interface PageBounds {
  readonly from: number;
  readonly limit: number;
}

/** A page of a list of nodes. */
export function pageOf<Row, Item extends number>(
  nodes: ArrayLike<number>,
  ask: PageAsk,
  rowOf: (item: Item) => Row,
): Page<Row> {
  const { from, limit } = pageBounds(ask, nodes.length);
  const rows: Row[] = [];
  for (let at = from; at < from + limit; at++) rows.push(rowOf(nodes[at] as Item));
  return { rows, from, rowCount: nodes.length };
}

/** Of an object that the snapshot has not. */
export function emptyPage({ from = 0 }: PageAsk): Page<never> {
  return { rows: [], from, rowCount: 0 };
}
