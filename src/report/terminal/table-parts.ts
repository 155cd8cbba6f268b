import { textOf } from '../../base/sentence.ts';
import type { ProcessContext } from '../../compare/context.ts';
import { contextTexts } from '../context-text.ts';
import { formatBytes, formatCount } from '../../base/units.ts';
import type { ReportStyle } from '../report.ts';
import { displayWidth, fitPath, safeText } from '../safe-text.ts';
import type { ClassList, FileInfo } from '../select/listed.ts';
import { paint, wrapText } from './table-layout.ts';
import type { FittedTable, TableColumn } from './table-layout.ts';

export function columnsOf(titles: readonly string[], dropOrder: readonly string[]): TableColumn[] {
  return titles.map((title) => ({ title, dropOrder: dropOrder.indexOf(title) + 1 }));
}

/** "baseline  api.heapsnapshot  12.3 MB file, 123,456 nodes, 10.1 MB in all", one below the other. */
export function snapshotLines(
  snapshots: readonly (readonly [role: string, info: FileInfo])[],
  { color, width }: ReportStyle,
): string[] {
  const rows = snapshots.map(([role, info]) => ({
    label: role.padEnd(8),
    path: info.path ?? 'deleted',
    facts: factsOf(info),
  }));
  const roomBeside = (facts: (row: (typeof rows)[number]) => string): number =>
    Math.min(...rows.map((row) => width - row.label.length - facts(row).length - 4));
  const isNarrow = roomBeside(({ facts }) => facts.join(', ')) < minPathWidth;
  const factsText = ({ facts }: (typeof rows)[number]): string =>
    isNarrow ? (facts.at(-1) ?? '') : facts.join(', ');
  const pathRoom = Math.max(roomBeside(factsText), 8);
  const paths = rows.map(({ path }) => fitPath(path, pathRoom));
  const pathWidth = Math.max(...paths.map(displayWidth));
  return rows.map((row, index) => {
    const padding = ' '.repeat(pathWidth - displayWidth(paths[index]));
    return `${paint(row.label, color ? '1' : '')}  ${paths[index]}${padding}  ${factsText(row)}`;
  });
}

/** A path that would get less than this takes the place of all facts but the size. */
const minPathWidth = 20;

function factsOf({ fileBytes, nodeCount, totalSize }: FileInfo): readonly string[] {
  const facts = [`${formatBytes(fileBytes)} file`, `${formatCount(nodeCount)} nodes`];
  return totalSize === undefined ? facts : [...facts, `${formatBytes(totalSize)} in all`];
}

export function warningLines(warning: string, { color, width }: ReportStyle): string[] {
  const [first = '', ...more] = wrapText(safeText(warning), width - warningLabel.length);
  const indent = ' '.repeat(warningLabel.length);
  return [paint(warningLabel, color ? '33' : '') + first, ...more.map((line) => indent + line)];
}

/** What the process did meanwhile, where its sidecars tell. */
export function contextLines(context: ProcessContext | undefined, { width }: ReportStyle): string[] {
  if (!context) return [];
  return [...contextTexts(context).flatMap((line) => wrapText(safeText(textOf(line)), width)), ''];
}

const warningLabel = 'warning: ';

/** Notes below a table, wrapped and dim. */
export function paintNotes(notes: readonly string[], { color, width }: ReportStyle): string[] {
  return notes.flatMap((note) => wrapText(note, width)).map((line) => paint(line, color ? '2' : ''));
}

/** What is not in the table is always said. */
export function omittedNotes({ omittedClassCount, classes }: ClassList): string[] {
  if (omittedClassCount > 0) {
    const noun = omittedClassCount === 1 ? 'constructor' : 'constructors';
    return [`… ${formatCount(omittedClassCount)} more ${noun}; --top 0 lists them`];
  }
  return classes.length === 0 ? ['No constructor to list.'] : [];
}

export function droppedNotes({ droppedTitles }: FittedTable): string[] {
  if (droppedTitles.length === 0) return [];
  return [`Too narrow for ${droppedTitles.join(', ')}; a wider terminal or --json shows them`];
}

export const labelWidth = 10;

/** Text beside a label, wrapped: what a card says of a suspect or a failure. Makes it safe to print. */
export function labelled(label: string, text: string, { width }: ReportStyle): string[] {
  const lines = wrapText(safeText(text), Math.max(width - labelWidth - 3, 20));
  return lines.map((line, index) => `   ${(index === 0 ? label : '').padEnd(labelWidth)}${line}`);
}
