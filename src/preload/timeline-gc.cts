import { PerformanceObserver, constants, type PerformanceEntry } from 'node:perf_hooks';
import process from 'node:process';
import type { AfterGc } from './timeline-sample.cts';

/** What is known of the major collections since watching began. */
export interface MajorGcWatch {
  readonly latest: () => AfterGc;
  readonly stop: () => void;
}

/**
 * Notes `heapUsed`, and what objects own outside the heap, after each major collection, when little but what is really held
 * is left of either.
 *
 * Node tells of a collection one or two turns of the event loop after it, so what the program made in these turns is
 * counted too; a busy loop is told late. Majors are rare: a program that leaks tens of MB a second had four
 * in five seconds, an idle service has one in minutes. A slow signal, but one without garbage.
 *
 * Node tells of minor ones too: 0.25 ms of CPU for each of either kind, measured at 300 a second.
 */
export function watchMajorGcs(): MajorGcWatch {
  let left: Omit<AfterGc, 'majorGcs'> = {
    heapUsedAfterGc: null,
    externalAfterGc: null,
    arrayBuffersAfterGc: null,
  };
  let majorGcs = 0;
  const observer = new PerformanceObserver((list) => {
    const majors = list.getEntries().filter(isMajor).length;
    if (majors === 0) return;
    majorGcs += majors;
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    left = { heapUsedAfterGc: heapUsed, externalAfterGc: external, arrayBuffersAfterGc: arrayBuffers };
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    latest: () => ({ ...left, majorGcs }),
    stop: () => observer.disconnect(),
  };
}

function isMajor(entry: PerformanceEntry): boolean {
  const { detail } = entry as PerformanceEntry & { readonly detail?: { readonly kind?: number } };
  return detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
}
