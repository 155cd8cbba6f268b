import type { ClassAggregates } from '../analysis/aggregate.ts';
import type { HeapClass } from '../analysis/classes.ts';
import { engineDistance } from '../analysis/distances.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import type { Bytes } from '../base/units.ts';
import { leftOut } from '../paths/hold-sentences.ts';
import { columnOf, type Table } from './table.ts';

/** A class that has objects. */
export interface ClassRow {
  readonly index: number;
  readonly heapClass: HeapClass;
  readonly location: string | null;
  readonly count: number;
  readonly selfSize: Bytes;
  readonly retainedSize: Bytes;
  readonly distance: number | null;
}

/** The classes that have objects of a size, in the order of the classification, which is the file's. */
export function classRows(
  classes: readonly HeapClass[],
  aggregates: ClassAggregates,
  locate: (location: ScriptLocation) => ScriptLocation,
): ClassRow[] {
  return aggregates.flatMap((totals, index): ClassRow[] => {
    const heapClass = classes[index];
    if (!totals || !heapClass) return [];
    const location = heapClass.location && placeText(locate(heapClass.location));
    const distance = shownDistance(totals.distance);
    return [{ ...totals, index, heapClass, location: location ?? null, distance }];
  });
}

/** "src/app.js:41:7", counted from 1; null where the script has no name. A script of a data: URL is its own source, which is left out. */
export function placeText({ url, line, column }: ScriptLocation): string | null {
  if (url === undefined) return null;
  return `${/^data:/i.test(url) ? `data:${leftOut}` : url}:${line + 1}:${column + 1}`;
}

/** null where only the engine, or weak references, lead to it: it is no number of edges there. */
export function shownDistance(distance: number): number | null {
  return distance >= 0 && distance < engineDistance ? distance : null;
}

export const classesTable: Table<readonly ClassRow[]> = {
  name: 'classes',
  description:
    'Objects by constructor, as `snapdiff summary` lists them; of a comparison with the names that `snapdiff diff` gives. One row a class that has objects.',
  rowCount: (rows) => rows.length,
  columns: [
    columnOf(
      {
        name: 'class_index',
        type: 'int32',
        description: 'number of the class, in this snapshot only: `objects.class_index`',
      },
      ({ index }) => index,
    ),
    columnOf(
      {
        name: 'class',
        type: 'string',
        description:
          'the constructor, `{a, b}` for plain objects of that shape, `(string)`, …; several classes may have one name',
      },
      ({ heapClass }) => heapClass.className,
    ),
    columnOf(
      {
        name: 'class_key',
        type: 'string',
        description:
          'what pairs classes of the snapshots of one process: the place of the constructor and its name',
      },
      ({ heapClass }) => heapClass.key,
    ),
    columnOf(
      {
        name: 'kind',
        type: 'string',
        description:
          'what its objects are: `instance`, `plain object`, `array`, `map`, `string`, `function`, …',
      },
      ({ heapClass }) => heapClass.kind,
    ),
    columnOf(
      {
        name: 'origin',
        type: 'string',
        description: 'who made it: `program`, `platform`, `builtin`, `engine`, `shape` of plain objects, …',
      },
      ({ heapClass }) => heapClass.origin,
    ),
    columnOf(
      {
        name: 'location',
        type: 'string',
        nullWhen: 'V8 tells no place, or the script has no name',
        description: 'where the constructor stands: script, line and column, counted from 1',
      },
      ({ location }) => location,
    ),
    columnOf(
      { name: 'object_count', type: 'int64', unit: 'objects', description: 'objects of the class' },
      ({ count }) => count,
    ),
    columnOf(
      { name: 'self_size', type: 'int64', unit: 'bytes', description: 'sum of their own bytes' },
      ({ selfSize }) => selfSize,
    ),
    columnOf(
      {
        name: 'retained_size',
        type: 'int64',
        unit: 'bytes',
        description:
          'what would be freed with all of them. Not to be added up over classes: one is in another',
      },
      ({ retainedSize }) => retainedSize,
    ),
    columnOf(
      {
        name: 'distance',
        type: 'int32',
        unit: 'edges',
        nullWhen: 'only the engine or weak references lead to them',
        description: 'from the root to the nearest of them',
      },
      ({ distance }) => distance,
    ),
  ],
};
