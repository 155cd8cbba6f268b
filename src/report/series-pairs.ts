import type { ClassDiff } from '../compare/diff.ts';
import { isTelling } from '../compare/suspects.ts';
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
  suspectKey: string | undefined,
  showName: (untrusted: string) => string,
): { cells: string[]; signs: number[] } {
  const { cells, signs } = changeCells(pair.totals);
  const most = pair.classes.find(({ key }) => key === suspectKey) ?? grewMost(pair.classes);
  const growth = most ? `${showName(most.className)} ${formatCountDelta(most.countDelta)}` : '';
  return { cells: [...cells.slice(0, 6), growth], signs: [...signs.slice(0, 6), 0] };
}

/** Functions and plain objects come with everything and say nothing. */
function grewMost(classes: readonly ClassDiff[]): ClassDiff | undefined {
  let most: ClassDiff | undefined;
  for (const of of classes) {
    if (!isTelling(of.className) || of.countDelta <= (most?.countDelta ?? 0)) continue;
    most = of;
  }
  return most;
}
