import { formatBytes, formatCount, formatDuration } from '../units.ts';
import { formatRate } from './amounts.ts';
import type { Candidate } from './growth-candidates.ts';
import type { HeapGrowth } from './heap-growth.ts';
import type { Trend } from './trend.ts';
import { lastingHeap, lowestOf, type ValueOf, type Windows } from './windows.ts';

export function growthSentence(what: string, { slope, first, last, seconds }: Trend): string {
  return `${what}: ${formatBytes(first)} to ${formatBytes(last)} in ${formatDuration(seconds)}, ${formatRate(slope, seconds)}`;
}

export function rssSentence({ rises, hasStopped, first, last, slope, seconds }: Trend): string {
  const between = `RSS ${formatBytes(first)} to ${formatBytes(last)} in ${formatDuration(seconds)}`;
  if (rises) return `${between}, ${formatRate(slope, seconds)}`;
  return hasStopped ? `${between}, and no more at the end` : `${between}, no steady growth`;
}

export function heapSentence({ trend, basis, majorGcs }: HeapGrowth): string {
  const { first, last, hasStopped } = trend;
  const after = basis === 'lowest' ? 'at its lowest' : `after ${formatCount(majorGcs)} major collections`;
  const end = hasStopped ? 'it has stopped growing' : 'no steady growth';
  return `the JavaScript heap ${after}: ${formatBytes(first)} to ${formatBytes(last)}, ${end}`;
}

/** What the numbers of the heap stand on. */
export function heapSentences(heap: HeapGrowth | null, main?: Candidate): string[] {
  if (heap === null || (main !== undefined && main.trend !== heap.trend)) return [];
  const count = formatCount(heap.majorGcs);
  switch (heap.basis) {
    case 'after-gc':
      return [`counted after each of ${count} major collections, so it is not garbage`];
    case 'after-falls':
      return [
        `counted after each of ${count} falls, which major collections make, so little of it is garbage`,
      ];
    case 'lowest':
      if (heap.answer !== 'unknown') return ['no major collection was seen: part of it may be garbage'];
      return [
        `${count} major collections in that time: what grew may be garbage`,
        ...(heap.left.length < 2
          ? []
          : [
              `the last one left ${formatBytes(heap.left[1])}, the one before it ${formatBytes(heap.left[0])}`,
            ]),
      ];
  }
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
