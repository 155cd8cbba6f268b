import { formatBytes, formatBytesDelta, formatCount, formatShare } from '../../base/units.ts';
import { shownName } from '../parts/name.tsx';
import type { MapEntry } from './map-entry.ts';

/** "Connection", "Connection × 15", "312 smaller ones": safe to show. */
export function entryName({ className, count, isRest, depth }: MapEntry, width = 60): string {
  if (isRest) return `${formatCount(count)} smaller`;
  if (depth === 0) return 'The heap';
  const name = shownName(className, width);
  return count > 1 ? `${name} × ${formatCount(count)}` : name;
}

/** "541.6 kB retained, 7 % of the heap, +540 kB since the first snapshot". */
export function entryFacts({ retainedSize, addedSize }: MapEntry, whole: number): string {
  const facts = [`${formatBytes(retainedSize)} retained`];
  if (whole > 0) facts.push(`${formatShare(retainedSize / whole)} of the heap`);
  if (addedSize !== null) facts.push(`${formatBytesDelta(addedSize)} in new objects`);
  return facts.join(' · ');
}

/** How much of an entry is new, in six steps: 0 for next to nothing, 5 for nearly all. */
export function growthStep({ retainedSize, addedSize }: MapEntry): number {
  if (addedSize === null || addedSize <= 0 || retainedSize <= 0) return 0;
  const share = addedSize / retainedSize;
  return growthSteps.findLastIndex((from) => share >= from);
}

/** From which share of new bytes on a step begins. */
export const growthSteps: readonly number[] = [0, 0.02, 0.1, 0.3, 0.6, 0.9];
