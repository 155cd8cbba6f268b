import type { ClassSummary } from '../analysis/aggregate.ts';
import type { SnapshotSummary } from '../analysis/analysis.ts';
import { isDistance } from '../analysis/distances.ts';
import type { HeapDetails } from '../compare/heap-details.ts';
import { chooseDetails } from './select/chosen-details.ts';
import type { SummaryReport } from './report.ts';
import { checkSelection, choose, type Selection } from './select/selection.ts';

export const summaryColumns = ['className', 'count', 'distance', 'selfSize', 'retainedSize'] as const;
export type SummaryColumn = (typeof summaryColumns)[number];

export const defaultSummaryColumn: SummaryColumn = 'retainedSize';

export type SummarySelection = Selection<SummaryColumn>;

/** Chooses and orders the classes of a summary. @throws SnapdiffError for a selection that makes no sense */
export function makeSummaryReport(
  summary: SnapshotSummary & { readonly details?: HeapDetails },
  selection: SummarySelection = {},
): SummaryReport {
  checkSelection(selection, summaryColumns);
  const { sort = defaultSummaryColumn } = selection;
  const { classes, omittedClassCount } = choose(summary.classes, selection, sort, summaryValue);
  const { snapshot, warnings, warningsParts, statistics } = summary;
  return {
    schemaVersion: 1,
    kind: 'summary',
    snapshot,
    warnings,
    warningsParts,
    statistics,
    classes,
    omittedClassCount,
    ...chooseDetails(summary.details, classes),
  };
}

function summaryValue(heapClass: ClassSummary, column: SummaryColumn): number {
  if (column === 'className') return 0;
  if (column === 'distance' && !isDistance(heapClass.distance)) return -1;
  return heapClass[column];
}
