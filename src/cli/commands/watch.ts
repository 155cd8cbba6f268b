import { setTimeout as sleep } from 'node:timers/promises';
import type { Argv, CommandModule } from 'yargs';
import { SnapdiffError } from '../../base/errors.ts';
import type { TimelineContext } from '../../preload/timeline-context.cts';
import type { TimelineWriter } from '../../preload/timeline-file.cts';
import type { TimelineSample } from '../../preload/timeline-sample.cts';
import { parseShare, parseSize } from '../../timeline/amounts.ts';
import type { ObservedProcess } from '../../timeline/observe-process.ts';
import { defaultMostCaptures } from '../../timeline/capture-triggers.ts';
import type { TriggerOptions } from '../../timeline/capture-triggers.ts';
import { parseDuration } from '../durations.ts';
import { unshield } from '../file-arguments.ts';
import { withInterrupts } from '../interrupts.ts';
import { writeOut } from '../output.ts';
import { lastOf } from './report-options.ts';
import { openSource, sayNote, type SourceOptions } from './watch-source.ts';

export interface WatchArguments {
  readonly pid: number;
  readonly interval: string;
  readonly duration: string | undefined;
  readonly out: string | undefined;
  readonly attach: boolean;
  readonly gc: boolean;
  readonly 'capture-at': string | undefined;
  readonly 'capture-growth': string | undefined;
  readonly every: string | undefined;
  readonly 'max-captures': number;
  readonly 'capture-dir': string;
}

const text = {
  type: 'string',
  coerce: (value: string | string[]): string => unshield(lastOf(value)),
  requiresArg: true,
} as const;

export const watchCommand: CommandModule<object, WatchArguments> = {
  command: 'watch <pid>',
  describe: "Follow a process's memory, and say what kind of growth it is",
  builder: (yargs: Argv): Argv<WatchArguments> =>
    yargs
      .positional('pid', { type: 'number', demandOption: true, describe: 'Process, on Linux' })
      .option('interval', { ...text, default: '10s', describe: 'Time between samples' })
      .option('duration', { ...text, describe: 'How long [default: until it ends, or Ctrl-C]' })
      .option('out', { ...text, describe: 'Append the samples to a .csv, .jsonl or .ndjson file' })
      .option('attach', {
        type: 'boolean',
        default: false,
        describe: 'Open the inspector (SIGUSR1) for the numbers of the heap, and close it at the end',
      })
      .option('gc', {
        type: 'boolean',
        default: true,
        describe:
          'With --attach: collect garbage before a sample, at most every 10 s, so that the verdict can tell garbage from growth. The process stands still for it, 0.2 s per 100 MB of heap. --no-gc leaves it out',
      })
      .option('capture-at', { ...text, describe: 'Take a snapshot when RSS passes this: 400MB' })
      .option('capture-growth', {
        ...text,
        describe: 'Take one when the heap (or RSS, where only that is known) grew by this: 50%',
      })
      .option('every', { ...text, describe: 'Take one as often as this: 10m' })
      .option('max-captures', {
        type: 'number',
        coerce: lastOf<number>,
        requiresArg: true,
        default: defaultMostCaptures,
        describe: 'Never more snapshots than this',
      })
      .option('capture-dir', { ...text, default: '.', describe: 'Where snapshots go' }),
  handler: async (args) => {
    const options = readOptions(args);
    const { observeProcess } = await import('../../timeline/observe-process.ts');
    const observed = observeProcess(args.pid);
    if (observed === null) {
      throw new SnapdiffError(
        process.platform === 'linux'
          ? `there is no process ${args.pid}`
          : `a process can be watched by its pid on Linux only`,
        { hint: '"snapdiff capture" lists those of Node; SNAPDIFF_TIMELINE=file works on every system.' },
      );
    }
    await withInterrupts(async (interrupted) => {
      const over = new AbortController();
      // Read only where there is no verdict yet: when the inspector has not opened by then.
      const reason = new SnapdiffError('--duration was over before the process could be watched', {
        hint: 'Give it more time, or leave out --attach.',
      });
      const end = (): void => over.abort(reason);
      const timer = options.durationMs === undefined ? undefined : setTimeout(end, options.durationMs);
      try {
        await watch(observed, options, AbortSignal.any([interrupted, over.signal]));
      } finally {
        clearTimeout(timer);
      }
    });
  },
};

interface WatchOptions extends SourceOptions {
  readonly intervalMs: number;
  readonly durationMs: number | undefined;
  readonly out: string | undefined;
  /** Undefined without any option that asks for snapshots. */
  readonly triggers: TriggerOptions | undefined;
  readonly captureFolder: string;
}

function readOptions(args: WatchArguments): WatchOptions {
  if (!Number.isInteger(args.pid) || args.pid < 1) throw new SnapdiffError('a pid is a whole number');
  if (args.pid === process.pid) throw new SnapdiffError(`process ${args.pid} is snapdiff itself`);
  const intervalMs = parseDuration('interval', args.interval);
  if (intervalMs < 10) throw new SnapdiffError('--interval needs 10ms or more');
  const most = args['max-captures'];
  if (!Number.isInteger(most) || most < 1) {
    throw new SnapdiffError('--max-captures needs a whole number, 1 or more', {
      hint: 'Each snapshot stops the process, and leaves it larger.',
    });
  }
  const triggers = {
    ...given('at', args['capture-at'], (value) =>
      read('capture-at', value, parseSize, 'a size like 400MB or 1.5GB'),
    ),
    ...given('growth', args['capture-growth'], (value) =>
      read('capture-growth', value, parseShare, 'a share like 50%'),
    ),
    ...given('every', args.every, (value) => parseDuration('every', value) / 1000),
  };
  return {
    intervalMs,
    durationMs: args.duration === undefined ? undefined : parseDuration('duration', args.duration),
    out: args.out,
    attach: args.attach,
    collectsGarbage: args.attach && args.gc,
    triggers: Object.keys(triggers).length === 0 ? undefined : { ...triggers, most },
    captureFolder: args['capture-dir'],
  };
}

function read(name: string, value: string, parse: (text: string) => number | null, wanted: string): number {
  const amount = parse(value);
  if (amount !== null && amount > 0) return amount;
  throw new SnapdiffError(`--${name} ${value} is no ${wanted.slice(2)}`);
}

function given<Name extends string>(
  name: Name,
  value: string | undefined,
  parse: (text: string) => number,
): Partial<Record<Name, number>> {
  return value === undefined ? {} : ({ [name]: parse(value) } as Record<Name, number>);
}

async function watch(observed: ObservedProcess, options: WatchOptions, signal: AbortSignal): Promise<void> {
  const [
    { openTimeline, timelineFormat },
    { CaptureTriggers },
    { SampleHistory },
    { WatchCaptures },
    screen,
  ] = await Promise.all([
    import('../../preload/timeline-file.cts'),
    import('../../timeline/capture-triggers.ts'),
    import('../../timeline/sample-history.ts'),
    import('./watch-captures.ts'),
    import('./watch-screen.ts'),
  ]);
  const { out } = options;
  if (out !== undefined && timelineFormat(out) === null) {
    throw new SnapdiffError(`${out}: a timeline is called .csv, .jsonl or .ndjson`);
  }
  const writer = out === undefined ? undefined : openTimeline(out);
  const source = await openSource(observed, options, signal);
  const triggers = options.triggers && new CaptureTriggers(options.triggers);
  const captures = new WatchCaptures(observed.pid, options.captureFolder, source.snapshots);
  const { every, most = 0 } = options.triggers ?? {};
  const terminal = process.stdout.isTTY && process.env['TERM'] !== 'dumb' ? new screen.Screen() : undefined;
  const history = new SampleHistory(source.before);
  const note = async (line: string): Promise<void> => {
    terminal?.leave();
    await sayNote(line);
  };
  try {
    if (every !== undefined && most > 1) captures.checkEvery(every);
    for (;;) {
      const news = await source.next();
      if (news === null) break;
      for (const sample of news) {
        history.add(sample);
        write(writer, sample, source.context);
        if (terminal === undefined) await writeOut(`${screen.sampleLine(sample)}\n`);
        const reason = triggers?.due(sample);
        if (typeof reason === 'string' && !signal.aborted) {
          await note(`${reason}: taking a snapshot`);
          // A snapshot that fails, for want of memory perhaps, does not end the watch.
          await captures.take({ signal, onNote: note }).then(
            (file) => note(`wrote ${file}`),
            (error: unknown) => note(error instanceof Error ? error.message : String(error)),
          );
        }
      }
      const width = process.stdout.columns || 80;
      if (terminal) await writeOut(terminal.draw(screen.screenLines(source.title, history.samples, width)));
      if (signal.aborted) break;
      await sleep(options.intervalMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    for (const problem of [await captures.close(), await source.close()]) {
      if (problem !== undefined) await note(problem);
    }
  }
  await writeVerdict(observed, history.samples, source.context);
}

function write(writer: TimelineWriter | undefined, sample: TimelineSample, context: TimelineContext): void {
  try {
    writer?.write(sample, context);
  } catch (cause) {
    throw new SnapdiffError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function writeVerdict(
  { pid }: ObservedProcess,
  samples: readonly TimelineSample[],
  context: TimelineContext,
): Promise<void> {
  const { triage } = await import('../../timeline/triage.ts');
  const { verdictLines } = await import('../../timeline/verdict-text.ts');
  const timeline = { pid, samples, context };
  await writeOut(`\n${verdictLines(timeline, triage(timeline)).join('\n')}\n`);
}
