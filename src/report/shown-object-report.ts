import type { ShownObject } from '../compare/shown-object.ts';

/** What is in one object, and what holds it. What it prints with `--json`. */
export interface ShownObjectReport extends ShownObject {
  readonly schemaVersion: 1;
  readonly kind: 'object';
}

export function makeShownObjectReport(shown: ShownObject): ShownObjectReport {
  return { schemaVersion: 1, kind: 'object', ...shown };
}
