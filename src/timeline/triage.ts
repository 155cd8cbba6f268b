import { formatCount, formatDuration } from '../base/units.ts';
import { findCollections, type AfterCollections } from './after-collections.ts';
import { growthSentence, measuredSentence, rssSentence, stillSentences } from './evidence.ts';
import { findCandidates, heapFloors, rssFloors, type Candidate } from './growth-candidates.ts';
import { judgeGrowth } from './growth.ts';
import { describeLimits } from './limits.ts';
import type { TimelineSample } from '../preload/timeline-sample.cts';
import type { Timeline } from './read-timeline.ts';
import type { Triage } from './triage-report.ts';
import { clearLateShare, clearTau, manyPoints, trendOf } from './trend.ts';
import { judgeUndecided } from './undecided.ts';
import { cutWindows, lastingHeap, minSamples, lowestOf, secondsOf } from './windows.ts';
import { judgeWithoutGrowth } from './without-growth.ts';

/** A second growth is worth a sentence from this share of the first on. */
const besideShare = 0.2;
/** Says what kind of growth the samples show. Pure, time by the number of samples. */
export function triage(timeline: Timeline): Triage {
  const { samples, context } = timeline;
  const last = samples.at(-1);
  const limits = last === undefined ? [] : describeLimits(context, last);
  const verdict = judge(timeline);
  return limits.length === 0 ? verdict : { ...verdict, limits };
}

/** A process that ends gives back its heap first: what falls by more in one sample, and that the last, is no course. */
const minAtEnd = 0.8;

function withoutEnd(samples: readonly TimelineSample[]): readonly TimelineSample[] {
  const [before, last] = samples.slice(-2);
  const isEnd = before !== undefined && last !== undefined && last.rss < before.rss * minAtEnd;
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
        `${formatCount(samples.length)} samples over ${formatDuration(secondsOf(samples))}: ${minSamples} spread over the time are needed`,
      ],
      next: 'let it run on, and look again',
    };
  }
  const collections = findCollections(windows);
  const heap = judgeGrowth(windows, collections, 'heap', lastingHeap, heapFloors);
  const rss = trendOf(
    lowestOf(windows.judged, ({ rss }) => rss),
    rssFloors(windows.judged[0][0].rss).growth,
  );
  const candidates = findCandidates(pid, windows, collections, heap, rss);
  const growing = candidates
    .filter(({ growth }) => growth.answer === 'grows')
    .toSorted((a, b) => b.growth.trend.slope - a.growth.trend.slope);
  const [main, ...others] = growing;
  if (main !== undefined) {
    const beside = others.filter(({ growth }) => growth.trend.slope >= main.growth.trend.slope * besideShare);
    const evidence = [
      growthSentence(main.what, main.growth),
      measuredSentence(collections),
      ...beside.map(({ what, growth }) => growthSentence(`beside it, ${what}`, growth)),
      rssSentence(rss),
      ...stillSentences(windows, growing, main),
    ];
    return { result: main.result, confidence: confidenceOf(main, collections), evidence, next: main.next };
  }
  if (candidates.length > 0) return judgeUndecided(pid, candidates, collections, rss);
  return judgeWithoutGrowth(pid, windows, collections, heap, rss);
}

function confidenceOf({ growth }: Candidate, { sign }: AfterCollections): Triage['confidence'] {
  const { trend } = growth;
  const isGiven = [
    sign !== 'fall',
    trend.pointCount >= manyPoints,
    trend.tau >= clearTau,
    trend.lateShare >= clearLateShare,
  ];
  const missing = isGiven.filter((given) => !given).length;
  if (missing === 0) return 'high';
  return missing === 1 ? 'medium' : 'low';
}
