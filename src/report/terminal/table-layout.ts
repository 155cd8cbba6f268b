import Table from 'cli-table3';
import type { ClassLabel } from '../select/class-labels.ts';
import type { ReportStyle } from '../report.ts';
import { displayWidth, fitText } from '../safe-text.ts';

/** A column of numbers beside the names. */
export interface TableColumn {
  readonly title: string;
  /** What goes first when the terminal is narrow: 1 before 2; 0 always stays. */
  readonly dropOrder: number;
}

export interface TableRow {
  readonly label: ClassLabel;
  /** One text for each column, safe to print. */
  readonly cells: readonly string[];
  /** Which way the cells of a change point; nothing for plain amounts. */
  readonly signs?: readonly number[];
  /** Adds up the others. */
  readonly isTotal?: boolean;
}

export interface FittedTable {
  readonly lines: readonly string[];
  readonly droppedTitles: readonly string[];
}

/**
 * Rows drawn at a time: cli-table3 takes time by the square of the rows, 50 s for 20,000. The widths are
 * fixed beforehand, so slices fit together.
 */
const slice = 50;
/** A constructor gets this much, if its name needs it, before a column of numbers does. */
const minNameWidth = 24;
/** Without a terminal nothing limits a name but this. */
const maxNameWidth = 120;
const gap = '  ';

/**
 * Draws constructors and their numbers within a width: first the longest names are cut, down to 24
 * cells, then columns are left out in their `dropOrder`, then names are cut further.
 */
export function drawTable(
  columns: readonly TableColumn[],
  rows: readonly TableRow[],
  { color, width }: ReportStyle,
  nameTitle = 'Constructor',
): FittedTable {
  const cellWidths = columns.map(({ title }) => title.length);
  let wantedNameWidth = nameTitle.length;
  for (const { label, cells } of rows) {
    const name = fitText(label.name, maxNameWidth);
    wantedNameWidth = Math.max(wantedNameWidth, displayWidth(name) + label.place.length);
    for (const [column, cell] of cells.entries()) {
      cellWidths[column] = Math.max(cellWidths[column], displayWidth(cell));
    }
  }
  wantedNameWidth = Math.min(wantedNameWidth, maxNameWidth);

  const shown = new Set(columns.keys());
  const roomForNames = (): number => {
    let room = width;
    for (const column of shown) room -= cellWidths[column] + gap.length;
    return room;
  };
  const droppable = [...columns.keys()]
    .filter((column) => columns[column].dropOrder > 0)
    .sort((a, b) => columns[a].dropOrder - columns[b].dropOrder);
  for (const column of droppable) {
    if (roomForNames() >= Math.min(wantedNameWidth, minNameWidth)) break;
    shown.delete(column);
  }
  const nameWidth = Math.max(nameTitle.length, Math.min(wantedNameWidth, roomForNames()));

  const kept = [...shown];
  const bold = (text: string): string => paint(text, color ? '1' : '');
  const options = {
    chars: borderless,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colWidths: [nameWidth, ...kept.map((column) => cellWidths[column])],
    colAligns: ['left' as const, ...kept.map(() => 'right' as const)],
  };
  const head = [nameTitle, ...kept.map((column) => columns[column].title)].map(bold);
  const lines: string[] = [];
  for (let first = 0; first < rows.length; first += slice) {
    const table = new Table(first === 0 ? { ...options, head } : options);
    for (const { label, cells, signs, isTotal = false } of rows.slice(first, first + slice)) {
      const name = fitText(label.name, Math.max(nameWidth - label.place.length, 2));
      const fitted = fitText(`${name}${label.place}`, nameWidth);
      table.push([
        isTotal ? bold(fitted) : fitted,
        ...kept.map((column) => paint(cells[column], color ? growthColor(signs?.[column] ?? 0) : '')),
      ]);
    }
    for (const line of table.toString().split('\n')) lines.push(line.trimEnd());
  }
  const droppedTitles = columns.filter((_, column) => !shown.has(column)).map(({ title }) => title);
  return { lines, droppedTitles };
}

/** Cuts text into lines at blanks; a word longer than a line is cut with an ellipsis. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = fitText(word, width);
  }
  lines.push(line);
  return lines;
}

/** Wraps text in a terminal's SGR code and its end; no code, no change. */
export function paint(text: string, code: string): string {
  return code === '' || text === '' ? text : `\u001b[${code}m${text}\u001b[0m`;
}

const red = '31';
const green = '32';

function growthColor(sign: number): string {
  if (sign > 0) return red;
  return sign < 0 ? green : '';
}

const borderless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '─',
  'mid-mid': '─'.repeat(gap.length),
  right: '',
  'right-mid': '',
  middle: gap,
};
