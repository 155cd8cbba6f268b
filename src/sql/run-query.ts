import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { SnapdiffError } from '../base/errors.ts';

/** A value of a row: a whole number above 2^53, a time and what else has no form of its own in JSON is text. */
export type QueryValue = boolean | number | string | null;

export interface QueryResult {
  /** Names of the columns, no two alike. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly QueryValue[])[];
  /** Rows that are not among them. */
  readonly omittedRowCount: number;
}

export interface QueryOptions {
  /** Values of `$name` in the query. */
  readonly values?: Readonly<Record<string, string>>;
  /** Rows that are kept; the others are counted. */
  readonly maxRows: number;
  readonly signal?: AbortSignal;
}

/**
 * What a statement has to be: anything else would change or write something, also `explain analyze copy … to …`, which runs what it
 * explains. By DuckDB's number.
 */
const selectStatement = 1;

/** Bytes that rows may take that are kept, about: 64 a row, 8 a value, and 24 more of a text and its length. All objects of 150 MB have room. */
const maxSize = 512e6;

/**
 * Runs one query, and reads its rows a chunk at a time.
 *
 * @throws SnapdiffError for what is no query, with where DuckDB stopped; the signal's reason where it ended the query
 */
export async function runQuery(
  connection: DuckDBConnection,
  sql: string,
  { values = {}, maxRows, signal }: QueryOptions,
): Promise<QueryResult> {
  signal?.throwIfAborted();
  const stop = (): void => connection.interrupt();
  signal?.addEventListener('abort', stop);
  try {
    const statement = await prepareOnly(connection, sql);
    if (Object.keys(values).length > 0) statement.bind({ ...values });
    return await readRows(await statement.stream(), maxRows, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw explain(error);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

async function prepareOnly(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) {
    throw new SnapdiffError(`a query is one statement, here are ${statements.count}`, {
      hint: /\bpivot\b/i.test(sql)
        ? "A pivot is one where its values are named: pivot classes on kind in ('array', 'map') …"
        : 'Call snapdiff sql once for each.',
    });
  }
  const statement = await statements.prepare(0);
  const type: number = statement.statementType;
  if (type !== selectStatement) {
    throw new SnapdiffError('the statement is no query', {
      hint: 'The tables are read only: write a select, or with … select.',
    });
  }
  return statement;
}

async function readRows(
  result: DuckDBResult,
  maxRows: number,
  signal: AbortSignal | undefined,
): Promise<QueryResult> {
  const rows: QueryValue[][] = [];
  let [count, size] = [0, 0];
  for (;;) {
    const chunk = await result.fetchChunk();
    signal?.throwIfAborted();
    if (!chunk || chunk.rowCount === 0) break;
    count += chunk.rowCount;
    const room = maxRows - rows.length;
    if (room <= 0) continue;
    for (const row of chunk.getRows().slice(0, room)) {
      const values = row.map(plainValue);
      size += 64;
      for (const value of values) size += typeof value === 'string' ? 32 + value.length : 8;
      rows.push(values);
    }
    if (size > maxSize) throw tooLarge();
  }
  return { columns: result.deduplicatedColumnNames(), rows, omittedRowCount: count - rows.length };
}

/** Of an answer that memory, or one text, does not hold. */
export function tooLarge(cause?: unknown): SnapdiffError {
  return new SnapdiffError('the answer is too large', {
    cause,
    hint: 'Ask for sums or fewer columns, add a limit, or export the snapshots and ask them by duckdb itself.',
  });
}

function plainValue(value: DuckDBValue): QueryValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') {
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
      ? Number(value)
      : String(value);
  }
  // A decimal, as 1.5 is to DuckDB: a number where its digits are exact in one.
  if (typeof value === 'object' && 'toDouble' in value && typeof plainValue(value.value) === 'number')
    return Number(String(value));
  return String(value);
}

/**
 * "Binder Error: no such column, at "nope from classes", line 1": of DuckDB's message what went wrong, what it proposes, and where it points to.
 * It quotes the query itself over several lines.
 */
function explain(error: unknown): unknown {
  if (error instanceof SnapdiffError || !(error instanceof Error)) return error;
  const lines = error.message.split('\n').filter((line) => line.trim() !== '');
  const at = lines.findIndex((line) => /^LINE \d+: /.test(line));
  const said = (at < 0 ? lines : lines.slice(0, at))
    .join(' ')
    .replace('Failed to extract statements: ', '')
    .trim();
  const [, number = ''] = /^LINE (\d+): /.exec(lines[at] ?? '') ?? [];
  const pointed = (lines[at] ?? '').slice((lines[at + 1] ?? '').indexOf('^')).slice(0, 40);
  const place = at < 0 ? '' : `, in line ${number} at "${pointed}"`;
  return new SnapdiffError(`${said.replace(/\.$/, '')}${place}`, {
    cause: error,
    hint: 'docs/export.md lists the tables and their columns.',
  });
}
