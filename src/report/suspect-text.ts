import type { PathStep } from '../analysis/retaining-path.ts';
import type { Suspect } from '../compare/suspects.ts';
import { formatCount, formatCountDelta } from '../units.ts';
import { safeText } from './safe-text.ts';

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
