import { isDistance } from '../analysis/distances.ts';
import { formatBytes, formatCount } from '../base/units.ts';
import type { ListedObject } from '../compare/object-list.ts';
import type { FileInfo } from './select/listed.ts';
import type { ObjectsReport } from './objects-report.ts';

export function filesOf({ earlier, snapshot }: ObjectsReport): (readonly [string, FileInfo])[] {
  if (earlier.length === 0) return [['snapshot', snapshot]];
  return [...earlier, snapshot].map((info, position) => [`${position + 1}`, info] as const);
}

export function headOf({ objectCount, selfSize }: ObjectsReport): string {
  return `${formatCount(objectCount)} ${objectCount === 1 ? 'object' : 'objects'}, ${formatBytes(selfSize)}`;
}

/** The age has a column where there are files to tell it by. */
export function titlesOf({ earlier }: ObjectsReport): string[] {
  const titles = ['Shallow Size', 'Retained Size', 'Distance'];
  return earlier.length === 0 ? titles : [...titles, 'Age', 'Since'];
}

export function cellsOf(
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

export function pageNotes({ page, pageCount, omittedObjectCount, objects }: ObjectsReport): string[] {
  if (omittedObjectCount === 0) return [];
  const others = `${formatCount(omittedObjectCount)} more ${omittedObjectCount === 1 ? 'object' : 'objects'}`;
  const where =
    page < pageCount ? `--page ${page + 1} shows the next` : `--page ${page - 1} shows those before`;
  return [
    `Page ${formatCount(page)} of ${formatCount(pageCount)}, ${formatCount(objects.length)} objects; ${others}: ${where}, --top 0 all`,
  ];
}
