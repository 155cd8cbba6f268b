import { formatBytesDelta } from '../base/units.ts';
import { pointsOf, type AfterCollections } from './after-collections.ts';
import { captureCommand } from './capture-command.ts';
import { judgeGrowth, type Floors, type Growth } from './growth.ts';
import type { TriageResult } from './triage-report.ts';
import { trendOf, type Trend } from './trend.ts';
import { nativeRest, otherExternal, type Windows } from './windows.ts';

/** Growth of less is no leak yet: Node's own code and caches move by it. */
const minHeapGrowth = 1e6;
const minHeapShare = 0.03;
/** Of these, for a line that rises to the end: what Node itself gains becomes less and less. */
const clearShare = 0.25;
/** Of these: what is less is noise. */
const noticedShare = 0.2;
/**
 * RSS moves in larger steps: arenas of the allocator, compiled code, pages of V8. In the first seconds of programs that
 * hold nothing, on Node 18 to 26, it gained up to 8 MB.
 */
const minRssGrowth = 8e6;
const minRssShare = 0.05;
/** Of heap growth: with more than this in large object space, it is that. */
const largeShare = 0.5;
/**
 * Of RSS growth: native memory that grows by less does not explain it. V8's own tables for its pages, outside its heap,
 * grow with it: 17 MB beside 950 MB of arrays.
 */
const minNativeShare = 0.2;

/** Something that rises, or may, and what it is called. */
export interface Candidate {
  readonly result: TriageResult;
  readonly what: string;
  readonly growth: Growth;
  /** What to do once it is known to grow. */
  readonly next: string;
}

/** All that rises, whether it is known to grow or not; several things may, at once. */
export function findCandidates(
  pid: number,
  windows: Windows,
  collections: AfterCollections,
  heap: Growth | null,
  rss: Trend,
): Candidate[] {
  const candidates: Candidate[] = [];
  if (rises(heap)) {
    const large = trendOf(pointsOf(collections, 'large'), minHeapGrowth);
    const isLarge = heap.answer === 'grows' && large.rises && large.slope >= heap.trend.slope * largeShare;
    const next = captureCommand(pid, heap.trend);
    candidates.push({
      result: isLarge ? 'large-object-growth' : 'js-heap-leak',
      what: isLarge
        ? `the JavaScript heap, ${formatBytesDelta(large.growth)} of it in large object space (arrays, strings and tables over 128 kB each)`
        : 'the JavaScript heap',
      growth: heap,
      next: isLarge ? `${next}; sort by retained size: few objects hold much` : next,
    });
  }
  const buffers = judgeGrowth(
    windows,
    collections,
    'arrayBuffers',
    ({ arrayBuffers }) => arrayBuffers,
    heapFloors,
  );
  if (rises(buffers)) {
    candidates.push({
      result: 'held-buffers',
      what: 'the contents of ArrayBuffers and Buffers',
      growth: buffers,
      next: `${captureCommand(pid, buffers.trend)}; they are listed as "system / JSArrayBufferData" with their sizes, and what holds them`,
    });
  }
  const external = judgeGrowth(windows, collections, 'otherExternal', otherExternal, heapFloors);
  if (rises(external)) {
    candidates.push({
      result: 'native-leak',
      what: 'external memory other than ArrayBuffers (native strings, WebAssembly, objects of addons)',
      growth: external,
      next: `${captureCommand(pid, external.trend)}: a snapshot shows the objects that own it, by their number, and not its bytes`,
    });
  }
  const rest = judgeGrowth(windows, collections, 'native', nativeRest, rssFloors);
  if (rises(rest) && rss.slope > 0 && rest.trend.slope >= rss.slope * minNativeShare) {
    candidates.push({
      result: 'native-leak',
      what: "memory outside V8's heap that no JavaScript object owns (RSS without heap and external)",
      growth: rest,
      next: 'a snapshot diff cannot see it: look at native addons, unread MessagePorts, zlib and TLS streams that are not closed; "perf record -e syscalls:sys_enter_brk,syscalls:sys_enter_mmap -g" or heaptrack names the caller',
    });
  }
  return candidates;
}

function rises(growth: Growth | null): growth is Growth {
  return growth !== null && growth.answer !== 'stays';
}

/** Of the heap and what its objects own. @param level bytes at the beginning */
export function heapFloors(level: number): Floors {
  const growth = Math.max(minHeapGrowth, level * minHeapShare);
  return { growth, clearGrowth: growth * clearShare, rise: growth * noticedShare };
}

/** Of RSS, or a part of it that is known by difference. @param level bytes at the beginning */
export function rssFloors(level: number): Floors {
  const growth = Math.max(minRssGrowth, level * minRssShare);
  return { growth, clearGrowth: growth, rise: growth };
}
