import type { TimelineSample } from '../preload/timeline-sample.cts';
import { lastingHeap } from './windows.ts';

/** Two days at ten seconds each, in some 12 MB. */
const maxSamples = 20_000;

/**
 * Keeps the samples of a process that is watched for weeks, in bounded memory: when they get too many, half of them go, and
 * of later ones as many.
 *
 * Of neighbours the lowest and the highest stay, so that a fall of the heap, which a collection makes, is still one, and the
 * lowest and the usual values of a window are what they were. 90,000 samples of 64 drawn timelines, of all kinds, had the
 * same verdict and confidence after it; every second sample, or the lower one, kept in their place had not.
 */
export class SampleHistory {
  readonly #most: number;
  #kept: TimelineSample[] = [];
  /** Of so many samples two are kept; of 1 that one. */
  #groupSize = 1;
  #group: TimelineSample[] = [];
  #last: TimelineSample | undefined;

  /** @param most for tests */
  constructor(samples: readonly TimelineSample[] = [], most: number = maxSamples) {
    this.#most = most;
    for (const sample of samples) this.add(sample);
  }

  add(sample: TimelineSample): void {
    this.#last = sample;
    this.#group.push(sample);
    if (this.#group.length < this.#groupSize) return;
    this.#kept.push(...extremesOf(this.#group));
    this.#group = [];
    if (this.#kept.length < this.#most) return;
    const all = this.#kept;
    this.#kept = [];
    for (let at = 0; at < all.length; at += 4) this.#kept.push(...extremesOf(all.slice(at, at + 4)));
    this.#groupSize = Math.max(this.#groupSize * 2, 4);
  }

  /** By rising time, the latest among them. */
  get samples(): readonly TimelineSample[] {
    const open = extremesOf(this.#group);
    const isLastKept = (open.at(-1) ?? this.#kept.at(-1)) === this.#last;
    return [...this.#kept, ...open, ...(this.#last === undefined || isLastKept ? [] : [this.#last])];
  }
}

/** The lowest and the highest, as they came. Of samples after a collection the lowest: it is what a verdict stands on. */
function extremesOf(group: readonly TimelineSample[]): readonly TimelineSample[] {
  const levels = group.map(levelOf);
  const high = levels.indexOf(Math.max(...levels));
  const collected = group.flatMap(({ collectionMs }, at) => (collectionMs === null ? [] : [levels[at]]));
  const lowest = Math.min(...(collected.length > 0 ? collected : levels));
  const low = group.findIndex(
    ({ collectionMs }, at) => levels[at] === lowest && (collected.length === 0 || collectionMs !== null),
  );
  return group.filter((_, at) => at === low || at === high);
}

function levelOf(sample: TimelineSample): number {
  return lastingHeap(sample) ?? sample.rss;
}
