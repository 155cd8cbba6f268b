import type { Change } from '../compare/diff.ts';
import type { SeriesClass } from '../compare/series.ts';
import type { PathStep } from '../analysis/retaining-path.ts';
import type { Suspect } from '../compare/suspects.ts';
import { formatBytes, formatBytesDelta, formatCount, formatCountDelta } from '../units.ts';
import { safeText } from './safe-text.ts';

/** Columns of a series beside "Constructor": a count for each snapshot, then what changed from first to last. */
export function seriesTitles(snapshotCount: number): string[] {
  const counts = Array.from({ length: snapshotCount }, (_, snapshot) => `# in ${snapshot}`);
  return [...counts, '# Delta', 'Size Delta', 'Ret. First', 'Ret. Last', 'Ret. Delta', 'Behaviour'];
}

/** Least telling first; of the counts those in the middle, so that the first and the last stay. */
export function seriesDropOrder(snapshotCount: number): string[] {
  const middle = Array.from({ length: Math.max(0, snapshotCount - 2) }, (_, i) => `# in ${i + 1}`);
  return ['Ret. First', ...middle, 'Ret. Last', 'Size Delta', '# Delta'];
}

export function seriesCells(of: SeriesClass): { cells: string[]; signs: number[] } {
  const { counts, change, retainedSizes, retainedSizeDelta, behaviour } = of;
  return {
    cells: [
      ...counts.map(formatCount),
      formatCountDelta(change.countDelta),
      formatBytesDelta(change.sizeDelta),
      formatBytes(retainedSizes[0] ?? 0),
      formatBytes(retainedSizes.at(-1) ?? 0),
      formatBytesDelta(retainedSizeDelta),
      behaviour,
    ],
    signs: [
      ...counts.map(() => 0),
      Math.sign(change.countDelta),
      Math.sign(change.sizeDelta),
      0,
      0,
      Math.sign(retainedSizeDelta),
      behaviour === 'leaking' ? 1 : 0,
    ],
  };
}

/** The totals retain nothing: their retained sizes would count an object once for each class that holds it. */
export function seriesTotalCells(
  change: Change,
  snapshotCount: number,
): { cells: string[]; signs: number[] } {
  const blank = Array.from({ length: snapshotCount }, () => '');
  return {
    cells: [
      ...blank,
      formatCountDelta(change.countDelta),
      formatBytesDelta(change.sizeDelta),
      '',
      '',
      '',
      '',
    ],
    signs: [...blank.map(() => 0), Math.sign(change.countDelta), Math.sign(change.sizeDelta), 0, 0, 0, 0],
  };
}

/** "+5 → +10 → +15": what has gathered under the holder since the first snapshot and is still there. */
export function heldText({ heldCounts }: Suspect): string {
  let sum = 0;
  return heldCounts.map((count) => formatCountDelta((sum += count))).join(' → ');
}

const ticks = '▁▂▃▄▅▆▇█';

/** The counts as a line of eight heights, from nothing to the most. */
export function sparkline(counts: readonly number[]): string {
  const most = Math.max(...counts, 1);
  return counts.map((count) => ticks[Math.round((count / most) * (ticks.length - 1))]).join('');
}

/** Between the steps of a path. */
export const stepArrow = ' › ';

/** Steps shown of a path: the end of it is what a person looks for. */
const mostSteps = 8;

/** "… › .store MemoryStore › .sessions Object › [a key] Foo": how each is held and what it is, safe to print. */
export function pathText(path: readonly PathStep[]): string {
  const shown = path.slice(-mostSteps).map(stepText);
  return safeText([...(path.length > mostSteps ? ['…'] : []), ...shown].join(stepArrow));
}

/** ".sessions Object", "next Link (12 long)": not safe to print. */
export function stepText({ label, name, count }: PathStep): string {
  const step = `${label} ${name}`.trim();
  return count === undefined ? step : `${step} (${formatCount(count)} long)`;
}
