import type { ClassSummary } from '../../analysis/aggregate.ts';
import type { Statistics } from '../../analysis/statistics.ts';
import type { Bytes } from '../../base/units.ts';
import { formatBytes, formatCount, formatShare } from '../../base/units.ts';
import { isDistance } from '../../analysis/distances.ts';

/** Columns beside "Constructor", in order. */
export const summaryTitles: readonly string[] = [
  'Count',
  'Distance',
  'Shallow Size',
  'Shallow %',
  'Retained Size',
  'Retained %',
];

export function summaryCells(heapClass: ClassSummary, total: Bytes): string[] {
  const { count, distance, selfSize, retainedSize } = heapClass;
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
