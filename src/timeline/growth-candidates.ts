import { formatBytesDelta } from '../units.ts';
import { captureCommand } from './capture-command.ts';
import type { HeapGrowth } from './heap-growth.ts';
import type { TriageResult } from './triage-report.ts';
import { leastPoints, trendOf, type Trend } from './trend.ts';
import { lastingHeap, lowestOf, nativeRest, otherExternal, type ValueOf, type Windows } from './windows.ts';

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
/** Something that grows, and what it is called. */
export interface Candidate {
  readonly result: TriageResult;
  readonly what: string;
  readonly trend: Trend;
  readonly next: string;
  /** Of what is known for sure: then this growth is more than a guess. */
  readonly isProven: boolean;
}

/** All that grows; several things may, at once. */
export function findCandidates(
  pid: number,
  windows: Windows,
  heap: HeapGrowth | null,
  rss: Trend,
): Candidate[] {
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

/** @param level bytes at the beginning */
export function leastHeap(level: number): number {
  return Math.max(leastHeapGrowth, level * leastHeapShare);
}

/** @param level bytes at the beginning */
export function leastRss(level: number): number {
  return Math.max(leastRssGrowth, level * leastRssShare);
}
