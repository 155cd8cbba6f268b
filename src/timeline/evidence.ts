import { formatBytes, formatCount, formatDuration } from '../base/units.ts';
import type { AfterCollections } from './after-collections.ts';
import { formatRate } from './amounts.ts';
import type { Candidate } from './growth-candidates.ts';
import type { Growth } from './growth.ts';
import { minPoints, type Trend } from './trend.ts';
import { lastingHeap, lowestOf, type ValueOf, type Windows } from './windows.ts';

/** From what to what; a rate only where collections left nothing but what is held, and it rises evenly enough to have one. */
export function growthSentence(what: string, { trend, isMeasured }: Growth): string {
  const rate = isMeasured && trend.rises ? `, ${formatRate(trend.slope, trend.seconds)}` : '';
  return `${what}: ${courseOf(trend)}${rate}`;
}

/** Without a rate: how much of a rise is garbage, or room for it, RSS does not tell. */
export function rssSentence({ rises, hasStopped, ...trend }: Trend): string {
  const course = `RSS ${courseOf(trend)}`;
  if (rises) return course;
  return hasStopped ? `${course}, and no more at the end` : `${course}, no steady growth`;
}

function courseOf({ first, last, seconds }: Pick<Trend, 'first' | 'last' | 'seconds'>): string {
  return `${formatBytes(first)} to ${formatBytes(last)} in ${formatDuration(seconds)}`;
}

export function heapSentence({ trend, isMeasured }: Growth, { left }: AfterCollections): string {
  const { first, last, hasStopped } = trend;
  const after = isMeasured ? `after ${formatCount(left.length)} major collections` : 'at its lowest';
  const end = hasStopped ? 'it has stopped growing' : 'no steady growth';
  return `the JavaScript heap ${after}: ${formatBytes(first)} to ${formatBytes(last)}, ${end}`;
}

/** Why what was measured is not garbage. */
export function measuredSentence({ sign, left }: AfterCollections): string {
  const count = formatCount(left.length);
  switch (sign) {
    case 'asked':
      return `measured after each of ${count} collections that were asked for, so it is not garbage`;
    case 'told':
      return `counted after each of ${count} major collections, so it is not garbage`;
    case 'fall':
      return `counted after each of ${count} falls, which major collections make, so little of it is garbage`;
  }
}

/** Why nobody can tell whether what rose is garbage. */
export function garbageSentences({ left, latest }: AfterCollections): string[] {
  const count = `${formatCount(left.length)} major collection${left.length === 1 ? '' : 's'} in that time`;
  const lack = left.length < minPoints ? `${minPoints} are needed` : 'they are too close together';
  const [before, last] = latest;
  return [
    `${count}: what grew may be garbage (${lack})`,
    ...(last === undefined
      ? []
      : [`the last one left ${formatBytes(last)}, the one before it ${formatBytes(before)}`]),
  ];
}

/** What does not grow is what excludes the other kinds. */
export function stillSentences(
  { judged }: Windows,
  candidates: readonly Candidate[],
  main: Candidate,
): string[] {
  if (main.result !== 'native-leak') return [];
  const parts: [string, ValueOf][] = [
    ['heap', lastingHeap],
    ['external', ({ external }) => external],
  ];
  const still = parts.flatMap(([name, valueOf]) => {
    const points = lowestOf(judged, valueOf);
    const [first, last] = [points[0], points.at(-1)];
    return first && last ? [`${name} ${formatBytes(first.value)} to ${formatBytes(last.value)}`] : [];
  });
  return candidates.length > 1 || still.length === 0 ? [] : [`meanwhile ${still.join(', ')}`];
}
