import type { TimelineSample } from '../preload/timeline-sample.cts';
import { formatBytes, formatDuration, formatShare } from '../base/units.ts';
import { lastingHeap } from './windows.ts';

/** When to take a snapshot; any of them. */
export interface TriggerOptions {
  /** RSS in bytes: once each time it is passed. */
  readonly at?: number;
  /** Growth as a share of what lives in the heap, or of RSS where that is not known, since the last snapshot. */
  readonly growth?: number;
  /** Seconds between snapshots. */
  readonly every?: number;
  /** Never more than these. */
  readonly most: number;
}

/** Unless told otherwise. Two make a comparison, three a series with a verdict. */
export const defaultMaxCaptures = 3;

/**
 * Decides at which samples a snapshot is due.
 *
 * A snapshot itself raises RSS by up to nine times the heap, for good. So what it is measured against starts anew with
 * the first sample after it, or each would call for the next.
 */
export class CaptureTriggers {
  readonly #options: TriggerOptions;
  #taken = 0;
  /** The first after the last snapshot. */
  #base: TimelineSample | undefined;
  /** The same, of those that growth is measured by. */
  #grownFrom: TimelineSample | undefined;
  #asksForCollections = false;
  #wasAbove = false;

  constructor(options: TriggerOptions) {
    this.#options = options;
  }

  /** How many were due so far. */
  get taken(): number {
    return this.#taken;
  }

  /** @returns why a snapshot is due now; null when none is */
  due(sample: TimelineSample): string | null {
    const { at = Infinity, growth = Infinity, every = Infinity, most } = this.#options;
    const isAbove = sample.rss > at;
    const passes = isAbove && !this.#wasAbove;
    this.#wasAbove = isAbove;
    this.#asksForCollections ||= sample.collectionMs !== null;
    if (this.#base === undefined) {
      this.#base = sample;
      if (!this.#asksForCollections || sample.collectionMs !== null) this.#grownFrom = sample;
      if (!passes) return null;
    }
    if (this.#taken >= most) return null;
    const reason = passes
      ? `RSS of ${formatBytes(sample.rss)} is above ${formatBytes(at)}`
      : (this.#grown(sample, growth) ??
        (sample.uptime - this.#base.uptime >= every ? `${formatDuration(every)} are over` : null));
    if (reason === null) return null;
    this.#taken++;
    this.#base = undefined;
    this.#grownFrom = undefined;
    return reason;
  }

  /** Garbage is no reason to stop a process: where collections are asked for, only samples after one count. */
  #grown(sample: TimelineSample, growth: number): string | null {
    if (this.#asksForCollections && sample.collectionMs === null) return null;
    this.#grownFrom ??= sample;
    const before = lastingHeap(this.#grownFrom);
    const now = lastingHeap(sample);
    const isHeap = before !== null && now !== null;
    const [from, to] = isHeap ? [before, now] : [this.#grownFrom.rss, sample.rss];
    if (from <= 0 || to < from * (1 + growth)) return null;
    return `${isHeap ? 'the heap' : 'RSS'} grew by ${formatShare(to / from - 1)}, ${formatBytes(from)} to ${formatBytes(to)}`;
  }
}
