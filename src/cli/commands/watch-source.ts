import type { SnapshotSource } from '../../capture/snapshot-source.ts';
import type { TimelineContext } from '../../preload/timeline-context.cts';
import type { TimelineSample } from '../../preload/timeline-sample.cts';
import { safeText } from '../../report/safe-text.ts';
import type { ObservedProcess } from '../../timeline/observe-process.ts';
import { writeError } from '../output.ts';
import type { HeapReader } from './watch-attach.ts';

/** Where samples come from, and what it says of the process. */
export interface SampleSource {
  readonly title: string;
  readonly context: TimelineContext;
  readonly before: readonly TimelineSample[];
  /** Those since the last call; null when the process has ended. */
  readonly next: () => Promise<readonly TimelineSample[] | null>;
  /** Takes snapshots, where it is attached. */
  readonly snapshots: SnapshotSource | undefined;
  readonly close: () => Promise<string | undefined>;
}

/** How much may be done to the process. */
export interface SourceOptions {
  /** Open its inspector. */
  readonly attach: boolean;
  /** Have it collect garbage, once attached. */
  readonly collectsGarbage: boolean;
}

/** What a collection costs is paid no more often than this. */
const collectEveryMs = 10_000;

/**
 * The process's own timeline where it writes one, which knows of V8's own collections; else, or where it is to be asked for
 * collections, /proc and, if there is one, the inspector.
 */
export async function openSource(
  observed: ObservedProcess,
  { attach, collectsGarbage }: SourceOptions,
  signal: AbortSignal,
): Promise<SampleSource> {
  const { isRunning, sampleProcess } = await import('../../timeline/observe-process.ts');
  const { pid, innerPid, timelinePath } = observed;
  if (timelinePath !== null && !attach) {
    const { followTimeline } = await import('../../timeline/follow-timeline.ts');
    const followed = await followTimeline(timelinePath, innerPid);
    if (followed !== null) {
      return {
        title: `process ${pid}, by its own timeline`,
        context: followed.before.context,
        before: followed.before.samples,
        // What it writes at its end is still read.
        next: async () => {
          const isOver = !isRunning(observed);
          const news = await followed.next();
          return isOver && news.length === 0 ? null : news;
        },
        snapshots: undefined,
        close: () => Promise.resolve(undefined),
      };
    }
    await writeError(
      `snapdiff: process ${pid} was started with SNAPDIFF_TIMELINE but has written nothing: watching from outside\n`,
    );
  }
  let reader: HeapReader | undefined;
  if (process.platform === 'linux') {
    const { openHeapReader } = await import('./watch-attach.ts');
    reader = await openHeapReader(
      pid,
      { mayOpen: attach, collectEveryMs: collectsGarbage ? collectEveryMs : null },
      { signal, onNote: sayNote },
    );
  }
  return {
    title: `process ${pid}, from outside${reader === undefined ? ' (--attach for its heap)' : ''}`,
    context: { ...observed.context, node: reader?.node ?? null },
    before: [],
    next: async () => {
      const reading = await reader?.read();
      const sample = sampleProcess(observed, reading?.heap ?? null, reading?.collectionMs ?? null);
      return sample === null ? null : [sample];
    },
    snapshots: reader?.snapshots,
    close: async () => reader?.close(),
  };
}

/** For the person at the terminal, on standard error. */
export async function sayNote(line: string): Promise<void> {
  await writeError(`snapdiff: ${safeText(line)}\n`);
}
