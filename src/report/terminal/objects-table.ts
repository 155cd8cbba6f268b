import { textOf } from '../../base/sentence.ts';
import { formatBytes, formatCount } from '../../base/units.ts';
import {
  code,
  headLines,
  prose,
  rowLine,
  snapshotLines as snapshotRows,
} from '../markdown/markdown-parts.ts';
import type { ListedObject } from '../../compare/object-list.ts';
import type { ObjectsReport } from '../objects-report.ts';
import type { ReportStyle } from '../report.ts';
import { placeNotes } from './retainers-table.ts';
import { fitText, safeText } from '../safe-text.ts';
import { isDistance } from '../../analysis/distances.ts';
import { drawTable, paint, wrapText } from './table-layout.ts';
import type { TableRow } from './table-layout.ts';
import { columnsOf, paintNotes, snapshotLines, warningLines } from './table-parts.ts';
import type { FileInfo } from './table-parts.ts';

/** For a terminal: one object a line. */
export function objectsLines(report: ObjectsReport, style: ReportStyle): readonly string[] {
  const { warnings, className, classes, objects } = report;
  const titles = titlesOf(report);
  const rows: TableRow[] = objects.map((object) => ({
    label: { name: labelOf(object), place: '' },
    cells: cellsOf(object, report),
  }));
  const fitted = drawTable(columnsOf(titles, ['Distance', 'Shallow Size', 'Age']), rows, style, 'Object');
  const head = headOf(report);
  const name = fitText(className, Math.max(Math.min(style.width - head.length - 2, 160), 8));
  const notes = pageNotes(report);
  if (fitted.droppedTitles.length > 0) {
    notes.push(`Too narrow for ${fitted.droppedTitles.join(', ')}; a wider terminal or --json shows them`);
  }
  return [
    ...warnings.flatMap((warning) => warningLines(warning, style)),
    ...snapshotLines(filesOf(report), style),
    '',
    `${paint(name, style.color ? '1' : '')}: ${head}`,
    ...placeNotes(classes).flatMap((note) => wrapText(safeText(textOf(note)), style.width)),
    '',
    ...fitted.lines,
    ...paintNotes(notes, style),
  ];
}

/** For a page. */
export function objectsMarkdown(report: ObjectsReport): readonly string[] {
  const { warningsParts, className, classes, objects } = report;
  return [
    '### Objects',
    '',
    ...warningsParts.flatMap((warning) => [`> **Warning:** ${prose(warning)}`, '']),
    ...snapshotRows(filesOf(report)),
    '',
    `${code(className)}: ${headOf(report)}`,
    ...placeNotes(classes).flatMap((note) => ['', prose(note)]),
    '',
    ...headLines(['Object', ...titlesOf(report)], 1),
    ...objects.map((object) =>
      rowLine([
        `@${object.nodeId}${object.preview === undefined ? '' : ` ${code(object.preview)}`}`,
        ...cellsOf(object, report),
      ]),
    ),
    ...pageNotes(report).flatMap((note) => ['', note]),
  ];
}

function filesOf({ earlier, snapshot }: ObjectsReport): (readonly [string, FileInfo])[] {
  if (earlier.length === 0) return [['snapshot', snapshot]];
  return [...earlier, snapshot].map((info, position) => [`${position + 1}`, info] as const);
}

function headOf({ objectCount, selfSize }: ObjectsReport): string {
  return `${formatCount(objectCount)} ${objectCount === 1 ? 'object' : 'objects'}, ${formatBytes(selfSize)}`;
}

/** The age has a column where there are files to tell it by. */
function titlesOf({ earlier }: ObjectsReport): string[] {
  const titles = ['Shallow Size', 'Retained Size', 'Distance'];
  return earlier.length === 0 ? titles : [...titles, 'Age', 'Since'];
}

function labelOf({ nodeId, preview }: ListedObject): string {
  return preview === undefined ? `@${nodeId}` : `@${nodeId} ${preview}`;
}

function cellsOf(
  { selfSize, retainedSize, distance, age }: ListedObject,
  { earlier }: ObjectsReport,
): string[] {
  const cells = [
    formatBytes(selfSize),
    formatBytes(retainedSize),
    isDistance(distance) ? formatCount(distance) : '−',
  ];
  if (earlier.length === 0) return cells;
  return [...cells, age === 0 ? 'new' : formatCount(age), String(earlier.length + 1 - age)];
}

function pageNotes({ page, pageCount, omittedObjectCount, objects }: ObjectsReport): string[] {
  if (omittedObjectCount === 0) return [];
  const others = `${formatCount(omittedObjectCount)} more ${omittedObjectCount === 1 ? 'object' : 'objects'}`;
  const where =
    page < pageCount ? `--page ${page + 1} shows the next` : `--page ${page - 1} shows those before`;
  return [
    `Page ${formatCount(page)} of ${formatCount(pageCount)}, ${formatCount(objects.length)} objects; ${others}: ${where}, --top 0 all`,
  ];
}
