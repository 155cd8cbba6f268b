import { formatCountDelta } from '../units.ts';
import { changeCells, diffTitles } from './columns.ts';
import type { PairReport } from './report.ts';

/** What people compare by hand, a row for each two snapshots: the totals, and the suspect, or what grew most. */
export const pairTitles: readonly string[] = [...diffTitles.slice(0, 6), 'Grew'];

/** Least telling first. */
export const pairDropOrder = ['Freed Size', '# Deleted', 'Alloc. Size', '# New', '# Delta', 'Grew'] as const;

/** "0 → 2". */
export function pairLabel({ baseline, current }: PairReport): string {
  return `${baseline} → ${current}`;
}

export function pairCells(
  pair: PairReport,
  showName: (untrusted: string) => string,
): { cells: string[]; signs: number[] } {
  const { cells, signs } = changeCells(pair.totals);
  const { grew } = pair;
  const growth = grew ? `${showName(grew.className)} ${formatCountDelta(grew.countDelta)}` : '';
  return { cells: [...cells.slice(0, 6), growth], signs: [...signs.slice(0, 6), 0] };
}
