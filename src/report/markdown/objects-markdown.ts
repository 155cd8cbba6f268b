import { cellsOf, filesOf, headOf, pageNotes, titlesOf } from '../objects-parts.ts';
import type { ObjectsReport } from '../objects-report.ts';
import { placeNotes } from '../retainers-parts.ts';
import { code, headLines, prose, rowLine, snapshotLines } from './markdown-parts.ts';

/** For a page. */
export function objectsMarkdown(report: ObjectsReport): readonly string[] {
  const { warningsParts, className, classes, objects } = report;
  return [
    '### Objects',
    '',
    ...warningsParts.flatMap((warning) => [`> **Warning:** ${prose(warning)}`, '']),
    ...snapshotLines(filesOf(report)),
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
