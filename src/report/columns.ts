import type { ClassSummary } from '../analysis/aggregate.ts';
import type { Statistics } from '../analysis/statistics.ts';
import type { Change, ClassDiff } from '../compare/diff.ts';
import type { Bytes } from '../units.ts';
import { formatBytes, formatBytesDelta, formatCount, formatCountDelta, formatShare } from '../units.ts';
import { isDistance } from './select-classes.ts';

/** Columns beside "Constructor", in order; the first six are Chrome DevTools'. */
export const diffTitles: readonly string[] = [
  '# New',
  '# Deleted',
  '# Delta',
  'Alloc. Size',
  'Freed Size',
  'Size Delta',
  'Ret. Baseline',
  'Ret. Current',
  'Ret. Delta',
];

export const summaryTitles: readonly string[] = [
  'Count',
  'Distance',
  'Shallow Size',
  'Shallow %',
  'Retained Size',
  'Retained %',
];

/** Label of the row that adds up all classes, also those a report leaves out. */
export const totalsLabel = 'All constructors';

/**
 * The cells of a class, or of the totals, which retain nothing: their retained sizes would count an
 * object once for each class that holds it.
 */
export function changeCells(change: Change | ClassDiff): { cells: string[]; signs: number[] } {
  const { addedCount, removedCount, countDelta, addedSize, removedSize, sizeDelta } = change;
  const cells = [
    formatCount(addedCount),
    formatCount(removedCount),
    formatCountDelta(countDelta),
    formatBytes(addedSize),
    formatBytes(removedSize),
    formatBytesDelta(sizeDelta),
  ];
  const signs = [0, 0, Math.sign(countDelta), 0, 0, Math.sign(sizeDelta)];
  if (!('key' in change)) return { cells: [...cells, '', '', ''], signs: [...signs, 0, 0, 0] };
  const { baseline, current, retainedSizeDelta } = change;
  return {
    cells: [
      ...cells,
      formatBytes(baseline?.retainedSize ?? 0),
      formatBytes(current?.retainedSize ?? 0),
      formatBytesDelta(retainedSizeDelta),
    ],
    signs: [...signs, 0, 0, Math.sign(retainedSizeDelta)],
  };
}

export function summaryCells(of: ClassSummary, total: Bytes): string[] {
  const { count, distance, selfSize, retainedSize } = of;
  return [
    formatCount(count),
    isDistance(distance) ? formatCount(distance) : '−',
    formatBytes(selfSize),
    formatShare(shareOf(selfSize, total)),
    formatBytes(retainedSize),
    formatShare(shareOf(retainedSize, total)),
  ];
}

export interface StatisticsRow {
  readonly label: string;
  /** How deep it stands below the total it is a part of. */
  readonly depth: number;
  readonly size: string;
  readonly share: string;
}

export function statisticsRows(statistics: Statistics): StatisticsRow[] {
  const { total, v8Heap, code, strings, jsArrays, system, otherJsObjects, native, typedArrays } = statistics;
  const row = (depth: number, label: string, bytes: Bytes): StatisticsRow => ({
    label,
    depth,
    size: formatBytes(bytes),
    share: formatShare(shareOf(bytes, total)),
  });
  return [
    row(0, 'Total', total),
    row(1, 'V8 heap', v8Heap),
    row(2, 'Code', code),
    row(2, 'Strings', strings),
    row(2, 'JS arrays', jsArrays),
    row(2, 'System', system),
    row(2, 'Other JS objects', otherJsObjects),
    row(1, 'Native', native),
    row(2, 'Typed arrays', typedArrays),
  ];
}

/** An empty snapshot has no shares. */
function shareOf(bytes: Bytes, total: Bytes): number {
  return total === 0 ? 0 : bytes / total;
}
