import { SnapdiffError } from '../base/errors.ts';
import { formatCount } from '../base/units.ts';
import { ours, quoted, type Data } from './heap-text.ts';
import { optional, text, whole } from './input.ts';
import { readsOnly, tool, type Tool } from './tool.ts';

const input = {
  timeline: optional(text('Path of a timeline: of SNAPDIFF_TIMELINE, or of "snapdiff watch --timeline"')),
  pid: optional(whole('Process: of the timeline; without a timeline, of this machine', 1, 2 ** 31 - 1)),
  seconds: optional(
    whole('How long to look at a process without a timeline; 60 unless told, and minutes tell more', 1, 3600),
  ),
};

export const triageProcess: Tool = tool({
  name: 'triage_process',
  title: 'Say which kind of memory grows',
  description:
    'Whether memory grows in the JavaScript heap, in buffers, in native memory, or not at all: before snapshots are worth ' +
    'taking. Judges a timeline of minutes or hours; without one, looks at a process from outside, which knows its RSS alone ' +
    'and often cannot tell. No process is signalled or attached to.',
  input,
  effects: { ...readsOnly, idempotentHint: false },
  usesFiles: true,
  async answer({ timeline, pid, seconds = 60 }, desk) {
    if (timeline === undefined && pid === undefined) {
      throw new SnapdiffError('a timeline or a pid has to be given');
    }
    const runs = await desk.triage({ timeline, pid, seconds });
    const longest = runs.toSorted((a, b) => b.sampleCount - a.sampleCount);
    return {
      headline: `${formatCount(runs.length)} run${runs.length === 1 ? '' : 's'} of a process judged.`,
      data: {},
      lists: {
        runs: {
          rows: longest.map((run): Data => ({
            pid: run.pid,
            result: ours(run.result),
            confidence: ours(run.confidence),
            samples: run.sampleCount,
            first: quoted(run.firstSample),
            last: quoted(run.lastSample),
            evidence: run.evidence.slice(0, 6).map((sentence) => quoted(sentence, 300)),
            advice: quoted(run.next, 300),
            ...(run.limits && { limits: run.limits.slice(0, 2).map((sentence) => quoted(sentence, 300)) }),
          })),
          rowCount: runs.length,
          more: () => 'shorter runs; triage_process with a pid shows one',
        },
      },
      next: 'Where the JavaScript heap grows: capture_snapshot, then compare_snapshots.',
    };
  },
});
