import process from 'node:process';
import type { Argv, CommandModule } from 'yargs';
import type { InspectorTarget } from '../../capture/inspector.ts';
import type { OpeningWatch, SnapshotSource } from '../../capture/snapshot-source.ts';
import { SnapdiffError } from '../../base/errors.ts';
import { jsonLine } from '../../report/json.ts';
import { safeText } from '../../report/safe-text.ts';
import { listProcessesAs } from '../capture-list.ts';
import { captureLines } from '../capture-text.ts';
import { defaultFolder } from '../default-folder.ts';
import { readDuration } from '../durations.ts';
import { withInterrupts } from '../interrupts.ts';
import { oneCount, oneText } from '../option-texts.ts';
import { writeError, writeLines, writeOut } from '../output.ts';
import { usualForm } from '../reading-agent.ts';
import { withProgressLines } from '../progress-lines.ts';

export interface CaptureArguments {
  readonly pid: string | undefined;
  readonly out: string | undefined;
  readonly count: number | undefined;
  readonly every: string;
  readonly timeout: string;
  readonly gc: boolean;
  readonly stacks: boolean;
  readonly numbers: boolean;
  readonly worker: string | undefined;
  readonly signal: string | undefined;
  readonly port: string | undefined;
  readonly 'inspect-url': string | undefined;
  readonly target: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
}

const seriesGroup = 'Snapshots:';
const wayGroup = 'Reaching the process:';

const examples = `Examples:
  snapdiff capture
      lists the Node processes, and the way into each
  snapdiff capture 4242 --count 3 --every 10m --out heaps
      a series whose objects can be compared, in the folder heaps
  snapdiff capture --port 9222 --target example.org
      a tab of Chrome that was started with --remote-debugging-port=9222

No signal is sent to a process that would die of it, an inspector that snapdiff opens is closed again, \
and a file without .part is whole. The process stands still during a snapshot, which needs up to 12 \
times its heap: where that, or space for the file, is not free, the capture is refused. More: docs/capture.md`;

export const captureCommand: CommandModule<object, CaptureArguments> = {
  command: 'capture [pid]',
  describe: 'Take snapshots of a running process, or list the Node processes',
  builder: (yargs: Argv): Argv<CaptureArguments> =>
    yargs
      .positional('pid', { type: 'string', describe: 'Process to capture' })
      .option('out', {
        ...oneText,
        defaultDescription: '.',
        group: seriesGroup,
        describe: 'Folder for the snapshots; of one, also the file',
      })
      .option('count', { ...oneCount, group: seriesGroup, describe: 'How many snapshots [default: 1]' })
      .option('every', {
        ...oneText,
        default: '60s',
        group: seriesGroup,
        describe: 'Time between two of them (30s, 10m, 1h)',
      })
      .option('timeout', {
        ...oneText,
        default: '10m',
        group: seriesGroup,
        describe: 'Time limit for each',
      })
      .option('gc', {
        type: 'boolean',
        default: false,
        group: seriesGroup,
        describe: 'Collect garbage once more before each, so that finalizers run first',
      })
      .option('stacks', {
        type: 'boolean',
        default: false,
        group: seriesGroup,
        describe: 'Record which calls allocate each object until the end, which slows the process down',
      })
      .option('numbers', {
        type: 'boolean',
        default: false,
        group: seriesGroup,
        describe: 'Write what numbers are, too: fields that hold one become visible',
      })
      .option('force', {
        type: 'boolean',
        default: false,
        group: seriesGroup,
        describe: 'Capture even if memory or disk may not suffice; overwrite the file',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        group: seriesGroup,
        describe: 'Print a JSON object for each snapshot, or process',
      })
      .option('worker', {
        ...oneText,
        group: wayGroup,
        describe: 'A worker thread, which has its own heap; an unknown id lists them',
      })
      .option('signal', {
        ...oneText,
        group: wayGroup,
        describe: "Signal on which the program's own code writes a snapshot",
      })
      .option('port', {
        ...oneText,
        group: wayGroup,
        describe: 'Inspector on this port: Node, Chrome, Electron, Deno, a tunnel',
      })
      .option('inspect-url', {
        ...oneText,
        group: wayGroup,
        describe: 'Inspector at http://host:port, or one target at ws://…',
      })
      .option('target', {
        ...oneText,
        group: wayGroup,
        describe: 'Of several targets, the one with this number, id or part of its address',
      })
      .epilogue(examples),
  handler: async (args) => {
    if (args.pid === undefined && args.port === undefined && args['inspect-url'] === undefined) {
      await listProcessesAs(args.json ? 'json' : usualForm());
      return;
    }
    const options = {
      out: args.out ?? (args.pid === undefined ? '.' : await defaultFolder(parsePid(args.pid))),
      count: checkCount(args.count ?? 1),
      intervalMs: readDuration('every', args.every),
      timeoutMs: readDuration('timeout', args.timeout),
      force: args.force,
      withStacks: args.stacks,
    };
    const { takeSeries } = await import('../../capture/take-series.ts');
    await withInterrupts(async (signal) => {
      const written: string[] = [];
      await takeSeries((watch) => openSource(args, watch), {
        ...options,
        signal,
        withProgress: withProgressLines,
        onCaptured: async (capture, isLast) => {
          written.push(capture.path);
          if (args.json) {
            await writeOut(jsonLine(capture));
            return;
          }
          await writeLines(captureLines(capture, { written, isLast, pid: args.pid, worker: args.worker }));
        },
        onWarning: (warning) => writeError(`snapdiff: ${safeText(warning)}\n`),
      });
    });
  },
};

function checkCount(count: number): number {
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new SnapdiffError('--count needs a whole number, 1 or more');
}

async function openSource(args: CaptureArguments, watch: OpeningWatch): Promise<SnapshotSource> {
  const { pid, port, target, worker, signal, gc, stacks, numbers, force } = args;
  const url = args['inspect-url'];
  const given = [pid, port, url].filter((value) => value !== undefined).length;
  if (given > 1) throw new SnapdiffError('only one of a pid, --port and --inspect-url can be given');
  if (signal !== undefined && (stacks || numbers)) {
    throw new SnapdiffError(`--${stacks ? 'stacks' : 'numbers'} cannot be asked for by a signal`, {
      hint: 'Leave out --signal, and the inspector is used.',
    });
  }
  const common = {
    ...(worker === undefined ? {} : { worker }),
    collectsGarbage: gc,
    withNumbers: numbers,
    isForced: force,
  };
  if (pid !== undefined) {
    const { openProcess } = await import('../../capture/capture-process.ts');
    const { toSignal } = await import('../../capture/signal-handlers.ts');
    const name = toSignal(signal);
    if (signal !== undefined && name === undefined) {
      throw new SnapdiffError(`--signal ${signal} is not a signal of this system`, {
        hint: 'Write it like SIGUSR2.',
      });
    }
    return openProcess(
      parsePid(pid),
      { ...common, withStacks: stacks, ...(name === undefined ? {} : { signal: name }) },
      watch,
    );
  }
  if (signal !== undefined) throw new SnapdiffError('--signal needs a pid');
  const { findTargets, openTarget, pickTarget } = await import('../../capture/capture-target.ts');
  const address = url ?? `http://127.0.0.1:${parsePort(port ?? '')}`;
  const targets = await findTargets(address);
  if (targets.length === 0) throw new SnapdiffError(`the inspector at ${address} has nothing to capture`);
  const picked = pickTarget(targets, target) ?? (await ask(targets, target, address));
  return openTarget(picked, common);
}

function parsePid(text: string): number {
  const pid = Number(text);
  if (/^\d+$/.test(text) && pid >= 1 && pid < 2 ** 31) return pid;
  throw new SnapdiffError(`${text} is not a process id`, {
    hint: '"snapdiff capture" lists the Node processes; "pm2 pid <name>" and "systemctl show -p MainPID <unit>" print those of a service.',
  });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port < 65536) return port;
  throw new SnapdiffError(`--port ${text} is not a port`, { hint: '--inspect-url takes a host and a port.' });
}

/** Asks which target is meant, where somebody can answer. @throws SnapdiffError that lists them elsewhere */
async function ask(
  targets: readonly InspectorTarget[],
  wanted: string | undefined,
  address: string,
): Promise<InspectorTarget> {
  const { pickTarget } = await import('../../capture/capture-target.ts');
  const list = targets.map(({ type, title, url }, at) => `${at + 1} ${type} ${url || title}`);
  if (wanted !== undefined || !process.stdin.isTTY || !process.stderr.isTTY) {
    const what = wanted === undefined ? `has ${targets.length} targets` : `has no single target ${wanted}`;
    throw new SnapdiffError(`the inspector at ${address} ${what}`, {
      hint: `Choose with --target <number, id or part of its address>: ${list.map((line) => line.slice(0, 100)).join(' · ')}`,
    });
  }
  await writeError(list.map((line) => `${safeText(line)}\n`).join(''));
  const { createInterface } = await import('node:readline/promises');
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = (await prompt.question('Which one? ')).trim();
    const picked = pickTarget(targets, answer);
    if (picked) return picked;
    throw new SnapdiffError(`there is no target ${answer}`);
  } finally {
    prompt.close();
  }
}
