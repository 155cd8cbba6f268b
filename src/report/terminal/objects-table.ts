import { textOf } from '../../base/sentence.ts';
import type { ListedObject } from '../../compare/object-list.ts';
import { allocatorParts, sharedNotes } from '../allocation-text.ts';
import { cellsOf, filesOf, headOf, pageNotes, titlesOf } from '../objects-parts.ts';
import type { ObjectsReport } from '../objects-report.ts';
import type { ReportStyle } from '../report.ts';
import { placeNotes } from '../retainers-parts.ts';
import { fitText, safeText } from '../safe-text.ts';
import { drawTable, paint, wrapText } from './table-layout.ts';
import type { TableRow } from './table-layout.ts';
import { columnsOf, paintNotes, snapshotLines, warningLines } from './table-parts.ts';

/** For a terminal: one object a line. */
export function objectsLines(report: ObjectsReport, style: ReportStyle): readonly string[] {
  const { warnings, className, classes, allocation, objects } = report;
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
    ...[...placeNotes(classes), ...sharedNotes(allocation)].flatMap((note) =>
      wrapText(safeText(textOf(note)), style.width),
    ),
    '',
    ...fitted.lines,
    ...paintNotes(notes, style),
  ];
}

function labelOf({ nodeId, preview, allocation }: ListedObject): string {
  const allocator = allocation ? textOf(allocatorParts(allocation)) : '';
  return `@${nodeId}${preview === undefined ? '' : ` ${preview}`}${allocator}`;
}
