import { formatCount, formatDuration } from '../units.ts';
import { growthSentence, heapSentences, rssSentence, stillSentences } from './evidence.ts';
import { findCandidates, leastHeap, leastRss, type Candidate } from './growth-candidates.ts';
import { judgeHeap } from './heap-growth.ts';
import { describeLimits } from './limits.ts';
import type { TimelineSample } from '../preload/timeline-sample.cts';
import type { Timeline } from './read-timeline.ts';
import type { Triage } from './triage-report.ts';
import { trendOf } from './trend.ts';
import { cutWindows, leastSamples, lowestOf, manyWindows, secondsOf, type Windows } from './windows.ts';
import { judgeWithoutGrowth } from './without-growth.ts';

/** A second growth is worth a sentence from this share of the first on. */
const besideShare = 0.2;
/**
 * Of RSS growth: what is less does not explain it. V8's own tables for its pages, outside its heap, grow with it: 17 MB
 * beside 950 MB of arrays.
 */
const leastExplained = 0.2;

/** Says what kind of growth the samples show. Pure, time by the number of samples. */
export function triage(timeline: Timeline): Triage {
  const { samples, context } = timeline;
  const last = samples.at(-1);
  const limits = last === undefined ? [] : describeLimits(context, last);
  const verdict = judge(timeline);
  return limits.length === 0 ? verdict : { ...verdict, limits };
}

/** A process that ends gives back its heap first: what falls by more in one sample, and that the last, is no course. */
const leastAtEnd = 0.8;

function withoutEnd(samples: readonly TimelineSample[]): readonly TimelineSample[] {
  const [before, last] = samples.slice(-2);
  const isEnd = before !== undefined && last !== undefined && last.rss < before.rss * leastAtEnd;
  return isEnd ? samples.slice(0, -1) : samples;
}

function judge({ pid, samples: all }: Timeline): Triage {
  const samples = withoutEnd(all);
  const windows = cutWindows(samples);
  if (windows === null) {
    return {
      result: 'inconclusive',
      confidence: 'low',
      evidence: [
        `${formatCount(samples.length)} samples over ${formatDuration(secondsOf(samples))}: ${leastSamples} spread over the time are needed`,
      ],
      next: 'let it run on, and look again',
    };
  }
  const heap = judgeHeap(windows, leastHeap);
  const rss = trendOf(
    lowestOf(windows.judged, ({ rss }) => rss),
    leastRss(windows.judged[0][0].rss),
  );
  const candidates = findCandidates(pid, windows, heap, rss);
  const leastSlope = rss.rises ? rss.slope * leastExplained : 0;
  const [main, ...others] = candidates
    .filter(({ trend }) => trend.slope >= leastSlope)
    .toSorted((a, b) => b.trend.slope - a.trend.slope);
  if (main !== undefined) {
    const beside = others.filter(({ trend }) => trend.slope >= main.trend.slope * besideShare);
    const evidence = [
      growthSentence(main.what, main.trend),
      ...heapSentences(heap, main),
      ...beside.map(({ what, trend }) => growthSentence(`beside it, ${what}`, trend)),
      rssSentence(rss),
      ...stillSentences(windows, candidates, main),
    ];
    return { result: main.result, confidence: confidenceOf(main, windows), evidence, next: main.next };
  }
  return judgeWithoutGrowth(pid, windows, heap, rss);
}

/** Nearly every window is above those before. */
const clearTau = 0.85;
/** The end grows as fast as the whole, or nearly. */
const clearLateShare = 0.6;

function confidenceOf({ trend, isProven }: Candidate, { judged }: Windows): Triage['confidence'] {
  const signs = [
    isProven,
    judged.length >= manyWindows,
    trend.tau >= clearTau,
    trend.lateShare >= clearLateShare,
  ];
  const missing = signs.filter((sign) => !sign).length;
  if (missing === 0) return 'high';
  return missing === 1 ? 'medium' : 'low';
}
