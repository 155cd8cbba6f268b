import type { InspectedRetainers } from '../compare/inspection.ts';

/** What holds the objects of a class, or one object. What it prints with `--json`. */
export interface RetainersReport extends InspectedRetainers {
  readonly schemaVersion: 1;
  readonly kind: 'retainers';
}

export function makeRetainersReport(inspected: InspectedRetainers): RetainersReport {
  return { schemaVersion: 1, kind: 'retainers', ...inspected };
}
