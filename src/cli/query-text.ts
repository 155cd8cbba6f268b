import { formatCount } from '../base/units.ts';
import { jsonText } from '../report/json.ts';
import { displayWidth, fitText, safeText } from '../report/safe-text.ts';
import { tooLarge, type QueryResult, type QueryValue } from '../sql/run-query.ts';

export type QueryFormat = 'table' | 'json' | 'csv';
/** The default first. */
export const queryFormats: readonly QueryFormat[] = ['table', 'json', 'csv'];

/** A longer value of a table is cut. */
const maxCellWidth = 80;
const gap = '  ';

/**
 * The rows of a query as text. Values come from a heap: in a table and in CSV what would move a cursor or end a line is an escape that can be
 * read, in JSON all but plain ASCII is escaped as JSON does it.
 *
 * @param top rows of a table; 0 for all. JSON and CSV have all that were read
 * @throws SnapdiffError where the text gets longer than one may be: half a billion units
 */
export function queryText(result: QueryResult, format: QueryFormat, top: number): string {
  try {
    return textOf(result, format, top);
  } catch (error) {
    throw error instanceof RangeError ? tooLarge(error) : error;
  }
}

function textOf(result: QueryResult, format: QueryFormat, top: number): string {
  switch (format) {
    case 'table':
      return tableText(result, top);
    case 'json':
      return listText(result);
    case 'csv':
      return csvText(result);
  }
}

/** As `jsonText` writes the list, row by row: to escape all of it at once can be more than V8 does. */
function listText({ columns, rows }: QueryResult): string {
  if (rows.length === 0) return jsonText([]);
  const records = rows.map(
    (row) => `  ${jsonText(recordOf(columns, row)).trimEnd().replaceAll('\n', '\n  ')}`,
  );
  return `[\n${records.join(',\n')}\n]\n`;
}

function recordOf(columns: readonly string[], row: readonly QueryValue[]): Record<string, QueryValue> {
  const record: Record<string, QueryValue> = { __proto__: null } as unknown as Record<string, QueryValue>;
  for (const [index, column] of columns.entries()) record[column] = row[index] ?? null;
  return record;
}

function csvText({ columns, rows }: QueryResult): string {
  return [columns, ...rows].map((row) => `${row.map(csvField).join(',')}\n`).join('');
}

/** null is an empty field, an empty text a quoted one. */
function csvField(value: QueryValue): string {
  if (value === null) return '';
  const text = typeof value === 'string' ? safeText(value) : String(value);
  return text === '' || /[",]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function tableText({ columns, rows, omittedRowCount }: QueryResult, top: number): string {
  const shown = top === 0 ? rows : rows.slice(0, top);
  const heads = columns.map((column) => fitText(column, maxCellWidth));
  const cells = shown.map((row) => row.map(cellText));
  const isNumeric = columns.map((_, index) => shown.every((row) => typeof (row[index] ?? 0) === 'number'));
  const widths = heads.map((head, index) =>
    cells.reduce((most, row) => Math.max(most, displayWidth(row[index] ?? '')), displayWidth(head)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => {
        const fill = ' '.repeat((widths[index] ?? 0) - displayWidth(cell));
        return isNumeric[index] === true ? fill + cell : cell + fill;
      })
      .join(gap)
      .trimEnd();
  const left = omittedRowCount + rows.length - shown.length;
  const note =
    left === 0 ? [] : [`… ${formatCount(left)} more row${left === 1 ? '' : 's'}; --top 0 lists all`];
  const none = rows.length === 0 ? ['No rows.'] : [];
  return [line(heads), ...cells.map(line), ...none, ...note].map((text) => `${text}\n`).join('');
}

function cellText(value: QueryValue): string {
  if (value === null) return '–';
  if (typeof value === 'number') return Number.isInteger(value) ? formatCount(value) : String(value);
  return fitText(String(value), maxCellWidth);
}
