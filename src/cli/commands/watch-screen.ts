import type { TimelineSample } from '../../preload/timeline-sample.cts';
import { safeText } from '../../report/safe-text.ts';
import { sparkline } from '../../report/suspect-text.ts';
import { lastingHeap, type ValueOf } from '../../timeline/windows.ts';
import { formatBytes, formatCount, formatDuration } from '../../base/units.ts';

/** What is shown of a sample; what is not known of any is left out. */
const rows: readonly (readonly [name: string, valueOf: ValueOf, format: (value: number) => string])[] = [
  ['rss', ({ rss }) => rss, formatBytes],
  ['dirty', ({ privateDirty }) => privateDirty, formatBytes],
  ['heap', lastingHeap, formatBytes],
  ['after gc', afterCollection, formatBytes],
  ['large', ({ largeUsed }) => largeUsed, formatBytes],
  ['external', ({ external }) => external, formatBytes],
  ['buffers', ({ arrayBuffers }) => arrayBuffers, formatBytes],
  ['sockets', ({ sockets }) => sockets, formatCount],
  ['fds', ({ fds }) => fds, formatCount],
];

/** What is held: as the process was told, or right after a collection that it was asked for. */
function afterCollection(sample: TimelineSample): number | null {
  return sample.collectionMs === null ? sample.heapUsedAfterGc : lastingHeap(sample);
}

/** "12:34:56  rss 150.2 MB  heap 68.0 MB …": one sample, for a log. */
export function sampleLine(sample: TimelineSample): string {
  const parts = rows.flatMap(([name, valueOf, format]) => {
    const value = valueOf(sample);
    return value === null ? [] : [`${name} ${format(value)}`];
  });
  return `${sample.time.slice(11, 19)}  ${parts.join('  ')}`;
}

/** A line for each number with its course, within the width. */
export function screenLines(title: string, samples: readonly TimelineSample[], width: number): string[] {
  const last = samples.at(-1);
  if (last === undefined) return [title];
  const room = Math.max(Math.min(width - 26, 60), 8);
  const seconds = last.uptime - (samples[0]?.uptime ?? 0);
  const lines = rows.flatMap(([name, valueOf, format]) => {
    const values = thinOut(knownSoFar(samples.map(valueOf)), room);
    const value = values.at(-1) ?? null;
    if (value === null) return [];
    const course = sparkline(values.map((known) => known ?? 0)).padEnd(room);
    return [`${name.padEnd(9)} ${course} ${format(value).padStart(12)}`];
  });
  return [`${title}, ${formatDuration(seconds)}`.slice(0, width - 1), ...lines];
}

/** What is known of some samples only stays what it was until the next of these. */
function knownSoFar(values: readonly (number | null)[]): readonly (number | null)[] {
  let known: number | null = null;
  return values.map((value) => (known = value ?? known));
}

/** So many at even distances, the last among them. */
function thinOut<Value>(values: readonly Value[], most: number): readonly Value[] {
  if (values.length <= most) return values;
  const step = values.length / most;
  return Array.from({ length: most }, (_, index) => values[Math.ceil((index + 1) * step) - 1]);
}

/** Draws lines over those drawn before, on a terminal. */
export class Screen {
  #height = 0;

  /** @returns what to write */
  draw(lines: readonly string[]): string {
    const up = this.#height > 0 ? `\x1b[${this.#height}A` : '';
    this.#height = lines.length;
    // Each line is cleared to its end, and what was below them too.
    return `${up}${lines.map((line) => `${safeText(line)}\x1b[K\n`).join('')}\x1b[J`;
  }

  /** What is drawn next goes below what is there: something else was written in between. */
  leave(): void {
    this.#height = 0;
  }
}
