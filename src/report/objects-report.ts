import type { InspectedObjects } from '../compare/inspection.ts';

/** The objects of a class, in pages. What it prints with `--json`. */
export interface ObjectsReport extends InspectedObjects {
  readonly schemaVersion: 1;
  readonly kind: 'objects';
}

export function makeObjectsReport(inspected: InspectedObjects): ObjectsReport {
  return { schemaVersion: 1, kind: 'objects', ...inspected };
}
