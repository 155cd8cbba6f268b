import type { ListedObject } from '../../compare/object-list.ts';
import { allocatorParts, sharedNotes } from '../allocation-text.ts';
import { cellsOf, filesOf, headOf, pageNotes, titlesOf } from '../objects-parts.ts';
import type { ObjectsReport } from '../objects-report.ts';
import { placeNotes } from '../retainers-parts.ts';
import { code, headLines, prose, rowLine, snapshotLines } from './markdown-parts.ts';

function objectCell({ nodeId, preview, allocation }: ListedObject): string {
  const allocator = allocation ? prose(allocatorParts(allocation)) : '';
  return `@${nodeId}${preview === undefined ? '' : ` ${code(preview)}`}${allocator}`;
}

/** For a page. */
export function objectsMarkdown(report: ObjectsReport): readonly string[] {
  const { warningsParts, className, classes, allocation, objects } = report;
  return [
    '### Objects',
    '',
    ...warningsParts.flatMap((warning) => [`> **Warning:** ${prose(warning)}`, '']),
    ...snapshotLines(filesOf(report)),
    '',
    `${code(className)}: ${headOf(report)}`,
    ...[...placeNotes(classes), ...sharedNotes(allocation)].flatMap((note) => ['', prose(note)]),
    '',
    ...headLines(['Object', ...titlesOf(report)], 1),
    ...objects.map((object) => rowLine([objectCell(object), ...cellsOf(object, report)])),
    ...pageNotes(report).flatMap((note) => ['', note]),
  ];
}
