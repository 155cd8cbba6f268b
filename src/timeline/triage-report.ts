import type { Timeline, TimelineFile } from './read-timeline.ts';

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

/** What `snapdiff triage --json` prints. */
export interface TriageReport {
  readonly schemaVersion: 1;
  readonly kind: 'triage';
  /** The timeline, as it was named. */
  readonly path: string;
  /** Lines that were no samples. */
  readonly unreadableLines: number;
  /** In order of their first samples; a process that started anew is another run. */
  readonly runs: readonly TriagedRun[];
}

/** One run of one process, and the verdict on it. */
export interface TriagedRun extends Triage {
  readonly pid: number;
  /** ISO 8601 in UTC. */
  readonly firstSample: string;
  readonly lastSample: string;
  readonly sampleCount: number;
}

/** @param judged runs of the file with their verdicts; a run has a sample at least */
export function makeTriageReport(
  { path, unreadableLines }: TimelineFile,
  judged: readonly { readonly run: Timeline; readonly verdict: Triage }[],
): TriageReport {
  const runs = judged.map(({ run: { pid, samples }, verdict }) => ({
    pid,
    firstSample: samples[0].time,
    lastSample: samples[samples.length - 1].time,
    sampleCount: samples.length,
    ...verdict,
  }));
  return { schemaVersion: 1, kind: 'triage', path, unreadableLines, runs };
}
