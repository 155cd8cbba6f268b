import { formatBytes, formatBytesDelta, formatCount, formatDuration } from '../units.ts';
import { formatRate } from './amounts.ts';
import { judgeHeap, type HeapGrowth } from './heap-growth.ts';
import { describeLimits } from './limits.ts';
import type { TimelineSample } from '../preload/timeline-sample.cts';
import type { Timeline } from './read-timeline.ts';
import { leastPoints, trendOf, type Trend } from './trend.ts';
import {
  cutWindows,
  heapPhysical,
  lastingHeap,
  leastSamples,
  lowestOf,
  nativeRest,
  otherExternal,
  usualOf,
  type ValueOf,
  type Windows,
} from './windows.ts';

/** What kind of growth a timeline shows. */
export type TriageResult =
  | 'js-heap-leak'
  | 'held-buffers'
  | 'large-object-growth'
  | 'native-leak'
  | 'allocator-retention'
  | 'no-growth'
  | 'inconclusive';

/** A verdict on one run of a process; docs/timeline.md has the rules. */
export interface Triage {
  readonly result: TriageResult;
  readonly confidence: 'high' | 'medium' | 'low';
  /** Sentences, each a fact with its number. */
  readonly evidence: readonly string[];
  /** What to do: a command or advice. */
  readonly next: string;
  /** How heap limit, container and PM2 relate to what is used. */
  readonly limits?: readonly string[];
}

/** Growth of less is not worth a word: Node's own code and caches move by it. */
const leastHeapGrowth = 1e6;
const leastHeapShare = 0.03;
/**
 * RSS moves in larger steps: arenas of the allocator, compiled code, pages of V8. In the first seconds of programs that
 * hold nothing, on Node 18 to 26, it gained up to 8 MB.
 */
const leastRssGrowth = 8e6;
const leastRssShare = 0.05;
/** Of heap growth: with more than this in large object space, it is that. */
const largeShare = 0.5;
/** A second growth is worth a sentence from this share of the first on. */
const besideShare = 0.2;
/** Of RSS growth: with more than this in V8's pages, it is their doing. */
const pagesShare = 0.5;
/**
 * Of RSS growth: what is less does not explain it. V8's own tables for its pages, outside its heap, grow with it: 17 MB
 * beside 950 MB of arrays.
 */
const leastExplained = 0.2;
/** Above the 36 to 45 MB that Node itself takes, twice over. */
const leastRetained = 100e6;
/** Of RSS. */
const retainedShare = 0.5;

/** Something that grows, and what it is called. */
interface Candidate {
  readonly result: TriageResult;
  readonly what: string;
  readonly trend: Trend;
  readonly next: string;
  /** Of what is known for sure: then this growth is more than a guess. */
  readonly isProven: boolean;
}

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
  const rss = trendOf(lowestOf(windows.judged, rssOf), leastRss(windows.judged[0][0].rss));
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

function findCandidates(pid: number, windows: Windows, heap: HeapGrowth | null, rss: Trend): Candidate[] {
  const candidates: Candidate[] = [];
  const { judged } = windows;
  const majorGcs = heap?.majorGcs ?? 0;
  if (heap?.answer === 'grows') {
    const large = trendOf(
      lowestOf(judged, ({ largeUsed }) => largeUsed),
      leastHeapGrowth,
    );
    const lasting = trendOf(lowestOf(judged, lastingHeap), leastHeapGrowth);
    const isLarge = large.rises && large.slope >= lasting.slope * largeShare;
    const next = captureCommand(pid, heap.trend);
    candidates.push({
      result: isLarge ? 'large-object-growth' : 'js-heap-leak',
      what: isLarge
        ? `the JavaScript heap, ${formatBytesDelta(large.growth)} of it in large object space (arrays, strings and tables over 128 kB each)`
        : 'the JavaScript heap',
      trend: heap.trend,
      next: isLarge ? `${next}; sort by retained size: few objects hold much` : next,
      isProven: heap.basis === 'after-gc' && heap.majorGcs >= leastPoints,
    });
  }
  const buffers = risingTrend(judged, ({ arrayBuffers }) => arrayBuffers, leastHeap);
  if (buffers) {
    candidates.push({
      result: 'held-buffers',
      what: 'the contents of ArrayBuffers and Buffers',
      trend: buffers,
      next: `${captureCommand(pid, buffers)}; they are listed as "system / JSArrayBufferData" with their sizes, and what holds them`,
      // Old buffers are freed by major collections only.
      isProven: majorGcs > 1,
    });
  }
  const external = risingTrend(judged, otherExternal, leastHeap);
  if (external) {
    candidates.push({
      result: 'native-leak',
      what: 'external memory that is no ArrayBuffer (native strings, WebAssembly, objects of addons)',
      trend: external,
      next: `${captureCommand(pid, external)}: a snapshot shows the objects that own it, by their number, and not its bytes`,
      isProven: majorGcs > 1,
    });
  }
  const rest = rss.slope > 0 ? risingTrend(judged, nativeRest, leastRss) : null;
  if (rest) {
    candidates.push({
      result: 'native-leak',
      what: "memory outside V8's heap that no JavaScript object owns (RSS without heap and external)",
      trend: rest,
      next: 'a snapshot diff cannot see it: look at native addons, unread MessagePorts, zlib and TLS streams that are not closed; "perf record -e syscalls:sys_enter_brk,syscalls:sys_enter_mmap -g" or heaptrack names the caller',
      isProven: true,
    });
  }
  return candidates;
}

function judgeWithoutGrowth(pid: number, windows: Windows, heap: HeapGrowth | null, rss: Trend): Triage {
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
  if (heap.answer === 'unknown') {
    return {
      result: 'inconclusive',
      confidence: 'low',
      evidence: [growthSentence('the JavaScript heap', heap.trend), ...heapSentences(heap), ...evidence],
      next: `watch longer; or ${captureCommand(pid, heap.trend)}, which collects garbage first`,
    };
  }
  evidence.unshift(heapSentence(heap));
  if (rss.rises) {
    const pages = trendOf(lowestOf(windows.judged, heapPhysical), 0);
    // Of a heap known to stay, the growth is room for garbage, which V8 gives itself as it learns how much comes.
    if (heap.majorGcs >= leastPoints && pages.slope >= rss.slope * pagesShare) {
      const sentence = `V8 gives the heap more room, ${formatRate(pages.slope, pages.seconds)}, and what lives in it stays`;
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
  const rss = usualOf(late, rssOf) ?? 0;
  const rest = usualOf(late, nativeRest) ?? 0;
  const kept = usualOf(late, (sample) => {
    const physical = heapPhysical(sample);
    return physical === null || sample.heapUsed === null ? null : physical - sample.heapUsed;
  });
  const isMuch = (amount: number): boolean => amount >= leastRetained && amount >= rss * retainedShare;
  if (isMuch(rest)) {
    return {
      result: 'allocator-retention',
      confidence: 'medium',
      evidence: [
        ...evidence,
        `${formatBytes(rest)} of ${formatBytes(rss)} RSS are neither heap nor external, and it is no more at the end: freed memory that the allocator keeps, or native memory in steady use`,
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

function noGrowth(windows: Windows, heap: HeapGrowth, evidence: readonly string[]): Triage {
  const seconds = secondsOf(windows.judged.flat());
  const floor = leastHeap(heap.trend.first);
  return {
    result: 'no-growth',
    confidence: windows.judged.length >= manyWindows && heap.majorGcs >= leastPoints ? 'high' : 'medium',
    evidence: [
      ...evidence,
      `what leaks slower than ${formatRate(floor / seconds, seconds)} would not be seen in the ${formatDuration(seconds)} judged`,
    ],
    next: 'nothing to do; watch for longer to see slower growth',
  };
}

/** From this many on a trend is not the work of a few odd windows. */
const manyWindows = 12;
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

function risingTrend(
  judged: Windows['judged'],
  valueOf: ValueOf,
  leastGrowth: (level: number) => number,
): Trend | null {
  const points = lowestOf(judged, valueOf);
  if (points.length === 0) return null;
  const trend = trendOf(points, leastGrowth(points[0].value));
  return trend.rises ? trend : null;
}

function rssOf({ rss }: { readonly rss: number }): number {
  return rss;
}

function leastHeap(level: number): number {
  return Math.max(leastHeapGrowth, level * leastHeapShare);
}

function leastRss(level: number): number {
  return Math.max(leastRssGrowth, level * leastRssShare);
}

function secondsOf(samples: readonly { readonly uptime: number }[]): number {
  return (samples.at(-1)?.uptime ?? 0) - (samples[0]?.uptime ?? 0);
}

function growthSentence(what: string, { slope, first, last, seconds }: Trend): string {
  return `${what}: ${formatBytes(first)} to ${formatBytes(last)} in ${formatDuration(seconds)}, ${formatRate(slope, seconds)}`;
}

function rssSentence({ rises, hasStopped, first, last, slope, seconds }: Trend): string {
  const between = `RSS ${formatBytes(first)} to ${formatBytes(last)} in ${formatDuration(seconds)}`;
  if (rises) return `${between}, ${formatRate(slope, seconds)}`;
  return hasStopped ? `${between}, and no more at the end` : `${between}, no steady growth`;
}

function heapSentence({ trend, basis, majorGcs }: HeapGrowth): string {
  const { first, last, hasStopped } = trend;
  const after = basis === 'lowest' ? 'at its lowest' : `after ${formatCount(majorGcs)} major collections`;
  const end = hasStopped ? 'it has stopped growing' : 'no steady growth';
  return `the JavaScript heap ${after}: ${formatBytes(first)} to ${formatBytes(last)}, ${end}`;
}

/** What the numbers of the heap stand on. */
function heapSentences(heap: HeapGrowth | null, main?: Candidate): string[] {
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
function stillSentences({ judged }: Windows, candidates: readonly Candidate[], main: Candidate): string[] {
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

/** Between two snapshots this much should come, or there is little to see. */
const growthBetween = 2e6;
const intervals = ['30s', '1m', '5m', '15m', '1h'] as const;
const intervalSeconds = [30, 60, 300, 900];

function captureCommand(pid: number, { slope }: Trend): string {
  const wanted = growthBetween / Math.max(slope, 1);
  const at = intervalSeconds.findIndex((seconds) => seconds >= wanted);
  return `snapdiff capture ${pid} --count 3 --interval ${intervals.at(at)}, then snapdiff on the three files`;
}
