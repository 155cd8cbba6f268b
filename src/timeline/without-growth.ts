import { formatBytes, formatDuration } from '../base/units.ts';
import { formatRate } from './amounts.ts';
import type { AfterCollections } from './after-collections.ts';
import { heapSentence, rssSentence } from './evidence.ts';
import { heapFloors } from './growth-candidates.ts';
import type { Growth } from './growth.ts';
import type { Triage } from './triage-report.ts';
import { manyPoints, trendOf, type Trend } from './trend.ts';
import { heapPhysical, lowestOf, nativeRest, secondsOf, usualOf, type Windows } from './windows.ts';

/** Of RSS growth: with more than this in V8's pages, it is their doing. */
const pagesShare = 0.5;
/** Above the 36 to 45 MB that Node itself takes, twice over. */
const minRetained = 100e6;
/** Of RSS. */
const retainedShare = 0.5;

/** What it is where nothing grows that is known: memory that is kept, no growth, or too little to go by. */
export function judgeWithoutGrowth(
  pid: number,
  windows: Windows,
  collections: AfterCollections,
  heap: Growth | null,
  rss: Trend,
): Triage {
  const evidence = [rssSentence(rss)];
  if (heap === null) {
    if (!rss.rises) {
      return {
        result: 'no-growth',
        confidence: 'low',
        evidence: [
          ...evidence,
          'nothing is known of the heap: RSS alone hides what grows in memory that is there',
        ],
        next: `snapdiff watch ${pid} --attach tells heap and Buffers apart`,
      };
    }
    return {
      result: 'inconclusive',
      confidence: 'low',
      evidence: [...evidence, 'nothing is known of the heap, so that it may be anything'],
      next: `snapdiff watch ${pid} --attach tells heap, Buffers and native memory apart`,
    };
  }
  evidence.unshift(heapSentence(heap, collections));
  if (rss.rises) {
    const pages = trendOf(lowestOf(windows.judged, heapPhysical), 0);
    // Of a heap known to stay, the growth is room for garbage, which V8 gives itself as it learns how much comes.
    if (heap.isMeasured && pages.slope >= rss.slope * pagesShare) {
      const sentence = `V8 gives the heap more room, ${formatBytes(pages.first)} to ${formatBytes(pages.last)}, and what lives in it stays`;
      return { ...noGrowth(windows, heap, [...evidence, sentence]), confidence: 'low' };
    }
    return {
      result: 'inconclusive',
      confidence: 'low',
      evidence: [...evidence, 'RSS grows, and neither heap, external memory nor the rest do so steadily'],
      next: 'watch longer',
    };
  }
  return judgeRetention(windows, evidence) ?? noGrowth(windows, heap, evidence);
}

/** Much RAM for little that is alive, and no more of it: freed memory that was not given back. */
function judgeRetention({ judged }: Windows, evidence: readonly string[]): Triage | null {
  const late = judged.slice(-Math.ceil(judged.length / 3)).flat();
  const rss = usualOf(late, ({ rss }) => rss) ?? 0;
  const rest = usualOf(late, nativeRest) ?? 0;
  const kept = usualOf(late, (sample) => {
    const physical = heapPhysical(sample);
    return physical === null || sample.heapUsed === null ? null : physical - sample.heapUsed;
  });
  const isMuch = (amount: number): boolean => amount >= minRetained && amount >= rss * retainedShare;
  if (isMuch(rest)) {
    return {
      result: 'allocator-retention',
      confidence: 'medium',
      evidence: [
        ...evidence,
        `${formatBytes(rest)} of ${formatBytes(rss)} RSS are neither heap nor external, and it is no higher at the end: freed memory that the allocator keeps, or native memory in steady use`,
      ],
      next: 'not a leak. Start it with MALLOC_MMAP_THRESHOLD_=16384 (192 to 61 MB when measured; MALLOC_ARENA_MAX and MALLOC_TRIM_THRESHOLD_ did not help); if malloc_trim(0), called by a debugger, lowers RSS, it was kept by the allocator, else it is in use',
    };
  }
  if (isMuch(kept ?? 0)) {
    return {
      result: 'allocator-retention',
      confidence: 'medium',
      evidence: [
        ...evidence,
        `V8 keeps ${formatBytes(kept ?? 0)} of pages beyond what is used, of ${formatBytes(rss)} RSS: left from a time when more was`,
      ],
      next: 'not a leak. A lower --max-old-space-size or --max-semi-space-size makes V8 keep less',
    };
  }
  return null;
}

function noGrowth({ judged }: Windows, heap: Growth, evidence: readonly string[]): Triage {
  const seconds = secondsOf(judged.flat());
  // Noise hides as much as its upper bound allows.
  const floor = Math.max(heapFloors(heap.trend.first).rise / seconds, heap.trend.upperSlope);
  return {
    result: 'no-growth',
    confidence: heap.isMeasured && heap.trend.pointCount >= manyPoints ? 'high' : 'medium',
    evidence: [
      ...evidence,
      `what leaks slower than ${formatRate(floor, seconds)} would not be seen in the ${formatDuration(seconds)} judged`,
    ],
    next: 'nothing to do; watch for longer to see slower growth',
  };
}
