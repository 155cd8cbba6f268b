import { textOf } from '../../base/sentence.ts';
import { formatBytes, formatCount } from '../../base/units.ts';
import type { ListedObject } from '../../compare/object-list.ts';
import { allocatorParts, sharedNotes } from '../allocation-text.ts';
import { filesOf, headOf, pageNotes } from '../objects-parts.ts';
import type { ObjectsReport } from '../objects-report.ts';
import { placeNotes } from '../retainers-parts.ts';
import { fileLines, head, prose, quote, warningLines } from './brief-parts.ts';
import { nextAfterObjects } from './next-lines.ts';

/** One object a line. */
export function objectsBrief(report: ObjectsReport): string[] {
  const { warningsParts, className, classes, allocation, objects, earlier } = report;
  return [
    head('objects of a constructor'),
    ...warningLines(warningsParts),
    ...fileLines(filesOf(report)),
    `${quote(className)}: ${headOf(report)}`,
    ...[...placeNotes(classes), ...sharedNotes(allocation)].map(prose),
    ...objects.map((object) => objectLine(object, earlier.length)),
    ...pageNotes(report),
    nextAfterObjects(report),
  ];
}

function objectLine(object: ListedObject, earlierCount: number): string {
  const { nodeId, selfSize, retainedSize, preview, allocation, age } = object;
  const lived = age === 0 ? ', new' : `, in ${formatCount(age)} of ${formatCount(earlierCount)} before`;
  const sizes = `retains ${formatBytes(retainedSize)}, itself ${formatBytes(selfSize)}`;
  const shown = preview === undefined ? '' : ` ${quote(preview)}`;
  const allocator = allocation ? ` allocated${quotedTail(textOf(allocatorParts(allocation)))}` : '';
  return `- @${nodeId}${shown} ${sizes}${earlierCount === 0 ? '' : lived}${allocator}`;
}

/** " at subscribe (src/app.js:12)": a function's name and a place, both of the program. */
function quotedTail(text: string): string {
  return text === '' ? '' : ` at ${quote(text.replace(/^ at /, ''))}`;
}
