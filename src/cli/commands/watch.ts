import { setTimeout as sleep } from 'node:timers/promises';
import type { Argv, CommandModule } from 'yargs';
import { SnapdiffError } from '../../base/errors.ts';
import type { TimelineContext } from '../../preload/timeline-context.cts';
import type { TimelineWriter } from '../../preload/timeline-file.cts';
import type { TimelineSample } from '../../preload/timeline-sample.cts';
import type { ObservedProcess } from '../../timeline/observe-process.ts';
import { defaultMaxCaptures } from '../../timeline/capture-triggers.ts';
import type { TriggerOptions } from '../../timeline/capture-triggers.ts';
import { parseQuantity } from '../../base/units.ts';
import { defaultFolder } from '../default-folder.ts';
import { readDuration } from '../durations.ts';
import { withInterrupts } from '../interrupts.ts';
import { oneCount, oneText } from '../option-texts.ts';
import { writeLines, writeOut } from '../output.ts';
import { isReadByAgent } from '../reading-agent.ts';
import { openSource, sayNote, type SourceOptions } from './watch-source.ts';

export interface WatchArguments {
  readonly pid: number;
  readonly 'sample-every': string;
  readonly duration: string | undefined;
  readonly timeline: string | undefined;
  readonly attach: boolean;
  readonly gc: boolean;
  readonly 'capture-at': string | undefined;
  readonly 'capture-growth': string | undefined;
  readonly every: string | undefined;
  readonly count: number | undefined;
  readonly out: string | undefined;
}

const sampleGroup = 'Samples:';
const snapshotGroup = 'Snapshots on the way:';

const examples = `Examples:
  snapdiff watch 4242 --attach --duration 10m
      ten minutes of samples after garbage collections, then the verdict
  snapdiff watch 4242 --timeline memory.csv
      also keeps the samples, for "snapdiff triage memory.csv"
  snapdiff watch 4242 --attach --every 10m --count 3 --out heaps
      takes three snapshots into the folder heaps meanwhile

With --attach the process stands still for each collection, 0.2 s per 100 MB of heap, at most every \
10 s. Without collections (--no-gc) a rise is not told from garbage. More: docs/timeline.md`;

export const watchCommand: CommandModule<object, WatchArguments> = {
  command: 'watch <pid>',
  describe: 'Follow the memory of a process, and say what kind of growth it has',
  builder: (yargs: Argv): Argv<WatchArguments> =>
    yargs
      .positional('pid', { type: 'number', demandOption: true, describe: 'Process, on Linux' })
      .option('sample-every', {
        ...oneText,
        default: '10s',
        group: sampleGroup,
        describe: 'Time between samples',
      })
      .option('duration', {
        ...oneText,
        group: sampleGroup,
        describe: 'How long [default: until it ends, or Ctrl-C]',
      })
      .option('timeline', {
        ...oneText,
        group: sampleGroup,
        describe: 'Append the samples to this .csv, .jsonl or .ndjson file',
      })
      .option('attach', {
        type: 'boolean',
        default: false,
        group: sampleGroup,
        describe: "Open the inspector (SIGUSR1) for the heap's numbers; close it at the end",
      })
      .option('gc', {
        type: 'boolean',
        default: true,
        group: sampleGroup,
        describe: 'With --attach, collect garbage before a sample; --no-gc does not',
      })
      .option('every', { ...oneText, group: snapshotGroup, describe: 'Take a snapshot this often: 10m' })
      .option('capture-at', {
        ...oneText,
        group: snapshotGroup,
        describe: 'Take one whenever RSS passes this: 400MB',
      })
      .option('capture-growth', {
        ...oneText,
        group: snapshotGroup,
        describe: 'Take one when the heap (or else RSS) has grown by this: 50%',
      })
      .option('count', {
        ...oneCount,
        group: snapshotGroup,
        describe: `Maximum number of snapshots [default: ${defaultMaxCaptures}]`,
      })
      .option('out', {
        ...oneText,
        defaultDescription: '.',
        group: snapshotGroup,
        describe: 'Folder for the snapshots',
      })
      .epilogue(examples),
  handler: async (args) => {
    const options = readOptions(args);
    const { observeProcess } = await import('../../timeline/observe-process.ts');
    const observed = observeProcess(args.pid);
    if (observed === null) {
      throw new SnapdiffError(
        process.platform === 'linux'
          ? `there is no process ${args.pid}`
          : 'watching a process by its pid works on Linux only',
        {
          hint: '"snapdiff capture" lists the Node processes; SNAPDIFF_TIMELINE=file works on every system.',
        },
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
  readonly sampleEveryMs: number;
  readonly durationMs: number | undefined;
  /** The file that samples are appended to. */
  readonly timeline: string | undefined;
  /** Undefined without any option that asks for snapshots. */
  readonly triggers: TriggerOptions | undefined;
  /** Folder of the snapshots. Undefined for the default. */
  readonly out: string | undefined;
}

function readOptions(args: WatchArguments): WatchOptions {
  if (!Number.isInteger(args.pid) || args.pid < 1) throw new SnapdiffError('a pid is a whole number');
  if (args.pid === process.pid) throw new SnapdiffError(`process ${args.pid} is snapdiff itself`);
  const sampleEveryMs = readDuration('sample-every', args['sample-every']);
  if (sampleEveryMs < 10) throw new SnapdiffError('--sample-every needs 10ms or more');
  const most = args.count ?? defaultMaxCaptures;
  if (!Number.isInteger(most) || most < 1) {
    throw new SnapdiffError('--count needs a whole number, 1 or more', {
      hint: 'Each snapshot stops the process, and leaves it larger.',
    });
  }
  const triggers = {
    ...given('at', args['capture-at'], (text) => readQuantity('capture-at', text, 'bytes')),
    ...given(
      'growth',
      args['capture-growth'],
      (text) => readQuantity('capture-growth', text, 'percent') / 100,
    ),
    ...given('every', args.every, (text) => readDuration('every', text) / 1000),
  };
  return {
    sampleEveryMs,
    durationMs: args.duration === undefined ? undefined : readDuration('duration', args.duration),
    timeline: args.timeline,
    attach: args.attach,
    collectsGarbage: args.attach && args.gc,
    triggers: Object.keys(triggers).length === 0 ? undefined : { ...triggers, most },
    out: args.out,
  };
}

/** @returns more than 0 */
function readQuantity(option: string, text: string, unit: 'bytes' | 'percent'): number {
  const quantity = parseQuantity(text);
  if (quantity?.unit === unit && quantity.value > 0) return quantity.value;
  const wanted = unit === 'bytes' ? 'a size like 400MB or 1.5GB' : 'a percentage like 50%';
  throw new SnapdiffError(`--${option} ${text} is not ${wanted}`);
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
  const { timeline } = options;
  if (timeline !== undefined && timelineFormat(timeline) === null) {
    throw new SnapdiffError(`--timeline ${timeline}: the file name must end in .csv, .jsonl or .ndjson`);
  }
  const writer = timeline === undefined ? undefined : openTimeline(timeline);
  const source = await openSource(observed, options, signal);
  const folder = options.out ?? (options.triggers ? await defaultFolder(observed.pid) : '.');
  const triggers = options.triggers && new CaptureTriggers(options.triggers);
  const captures = new WatchCaptures(observed.pid, folder, source.snapshots);
  const { every, most = 0 } = options.triggers ?? {};
  const isBrief = isReadByAgent();
  const isTerminal = process.stdout.isTTY && process.env['TERM'] !== 'dumb' && !isBrief;
  const terminal = isTerminal ? new screen.Screen() : undefined;
  let sampleCount = 0;
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
        sampleCount++;
        const isShown = !isBrief || isPowerOfTwo(sampleCount);
        if (terminal === undefined && isShown) await writeLines([screen.sampleLine(sample)]);
        const reason = triggers?.due(sample);
        if (typeof reason === 'string' && !signal.aborted) {
          await note(`${reason}: taking a snapshot`);
          // A snapshot that fails, for want of memory perhaps, does not end the watch.
          await captures.take({ signal, onNote: note }).then(
            (file) => note(`wrote ${file}`),
            (error: unknown) => note(explain(error)),
          );
        }
      }
      const width = process.stdout.columns || 80;
      if (terminal) await writeOut(terminal.draw(screen.screenLines(source.title, history.samples, width)));
      if (signal.aborted) break;
      await sleep(options.sampleEveryMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    for (const problem of [await captures.close(), await source.close()]) {
      if (problem !== undefined) await note(problem);
    }
  }
  await writeVerdict(observed, history.samples, source.context, isBrief);
}

/** Samples 1, 2, 4, 8 … say how it goes in a dozen lines a day: an agent pays for each. --timeline has all. */
function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hint = error instanceof SnapdiffError ? error.hint : undefined;
  return hint === undefined ? error.message : `${error.message}. ${hint}`;
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
  isBrief: boolean,
): Promise<void> {
  const { triage } = await import('../../timeline/triage.ts');
  const { verdictLines } = await import('../../timeline/verdict-text.ts');
  const { verdictBrief } = await import('../../timeline/verdict-brief.ts');
  const timeline = { pid, samples, context };
  const verdict = triage(timeline);
  await writeLines(isBrief ? verdictBrief(timeline, verdict) : ['', ...verdictLines(timeline, verdict)]);
}
