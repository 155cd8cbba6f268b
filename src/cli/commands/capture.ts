import process from 'node:process';
import type { Argv, CommandModule } from 'yargs';
import type { InspectorTarget } from '../../capture/inspector.ts';
import type { OpeningWatch, SnapshotSource } from '../../capture/snapshot-source.ts';
import { SnapdiffError } from '../../base/errors.ts';
import { safeText } from '../../report/safe-text.ts';
import { formatBytes } from '../../base/units.ts';
import { listProcessesAs } from '../capture-list.ts';
import { parseDuration } from '../durations.ts';
import { withInterrupts } from '../interrupts.ts';
import { writeError, writeOut } from '../output.ts';
import { withProgressBar } from '../progress-bar.ts';
import { shellWord } from '../../base/shell-word.ts';

export interface CaptureArguments {
  readonly pid: string | undefined;
  readonly out: string;
  readonly count: number;
  readonly interval: string;
  readonly timeout: string;
  readonly gc: boolean;
  readonly worker: string | undefined;
  readonly signal: string | undefined;
  readonly port: string | undefined;
  readonly 'inspect-url': string | undefined;
  readonly target: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
}

const examples = `Examples:
  snapdiff capture
      the processes of Node, and the way into each
  snapdiff capture 4242
      one snapshot into this folder
  snapdiff capture 4242 --count 2 --interval 10m
      a pair whose objects can be compared
  snapdiff capture --port 9222 --target example.org
      a tab of Chrome that was started with --remote-debugging-port=9222

No signal is sent to a process that would die of it, an inspector that we open we close, and a file without .part
is a whole one. The process stands still while its snapshot is taken, and needs up to 12 times its heap for it:
where that, or room for the file, is not free the capture is refused.`;

export const captureCommand: CommandModule<object, CaptureArguments> = {
  command: 'capture [pid]',
  describe: 'Take a snapshot of a running process; without a pid list those of Node',
  builder: (yargs: Argv): Argv<CaptureArguments> =>
    yargs
      .positional('pid', { type: 'string', describe: 'Process to capture' })
      .option('out', {
        type: 'string',
        default: '.',
        requiresArg: true,
        describe: 'Folder for the snapshots, or file for the one',
      })
      .option('count', { type: 'number', default: 1, requiresArg: true, describe: 'Snapshots to take' })
      .option('interval', {
        type: 'string',
        default: '60s',
        requiresArg: true,
        describe: 'With --count: time between them (30s, 10m, 1h)',
      })
      .option('timeout', {
        type: 'string',
        default: '10m',
        requiresArg: true,
        describe: 'Longest time for one snapshot',
      })
      .option('gc', {
        type: 'boolean',
        default: false,
        describe:
          'Collect garbage beforehand; V8 does so for each snapshot, once more lets finalizers run first',
      })
      .option('worker', {
        type: 'string',
        requiresArg: true,
        describe: 'Thread id of a worker, whose heap is its own; a wrong one lists them',
      })
      .option('signal', {
        type: 'string',
        requiresArg: true,
        describe: 'Signal on which the process writes a snapshot, by its own code',
      })
      .option('port', {
        type: 'string',
        requiresArg: true,
        describe: 'Port of an inspector: Node, Chrome, Electron, Deno, a tunnel',
      })
      .option('inspect-url', {
        type: 'string',
        requiresArg: true,
        describe: 'Its address: http://host:port, or ws:// of one target',
      })
      .option('target', {
        type: 'string',
        requiresArg: true,
        describe: 'Of several targets the one with that number, id or part of its address',
      })
      .option('force', {
        type: 'boolean',
        default: false,
        describe: 'Capture though memory or disk may not suffice; overwrite --out',
      })
      .option('json', { type: 'boolean', default: false, describe: 'One JSON object a file, or process' })
      .epilogue(examples),
  handler: async (args) => {
    if (args.pid === undefined && args.port === undefined && args['inspect-url'] === undefined) {
      await listProcessesAs(args.json ? 'json' : 'table');
      return;
    }
    const { interval, timeout } = args;
    const options = {
      out: args.out,
      count: checkCount(args.count),
      intervalMs: parseDuration('interval', interval),
      timeoutMs: parseDuration('timeout', timeout),
      force: args.force,
    };
    const { takeSeries } = await import('../../capture/take-series.ts');
    await withInterrupts(async (signal) => {
      const written: string[] = [];
      await takeSeries((watch) => openSource(args, watch), {
        ...options,
        signal,
        withProgress: withProgressBar,
        onCaptured: async (capture, isLast) => {
          written.push(capture.path);
          if (args.json) {
            await writeOut(`${JSON.stringify(capture)}\n`);
            return;
          }
          const seconds = (capture.captureMs / 1000).toFixed(1);
          await writeOut(
            `${safeText(capture.path)}  ${formatBytes(capture.bytes)} in ${seconds} s, by ${safeText(capture.way)}\n`,
          );
          if (isLast) await writeOut(nextStep(written, args, capture.keepsIds));
        },
        onWarning: (warning) => writeError(`snapdiff: ${safeText(warning)}\n`),
      });
    });
  },
};

/** The command that goes on from here. */
function nextStep(written: readonly string[], { pid, worker }: CaptureArguments, keepsIds: boolean): string {
  const words = written.map((path) => shellWord(path.startsWith('-') ? `./${path}` : path)).join(' ');
  if (written.length > 1) return `Next: snapdiff ${words}\n`;
  if (keepsIds || pid === undefined)
    return `Next: snapdiff summary ${words}, or a second one later, and snapdiff with both\n`;
  const thread = worker === undefined ? '' : ` --worker ${shellWord(worker)}`;
  return `Next: snapdiff summary ${words}. For a pair whose objects can be compared: snapdiff capture ${pid}${thread} --count 2 --interval 10m\n`;
}

function checkCount(count: number): number {
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new SnapdiffError('--count needs a whole number, 1 or more');
}

async function openSource(args: CaptureArguments, watch: OpeningWatch): Promise<SnapshotSource> {
  const { pid, port, target, worker, signal, gc, force } = args;
  const url = args['inspect-url'];
  const given = [pid, port, url].filter((value) => value !== undefined).length;
  if (given > 1) throw new SnapdiffError('a pid, --port and --inspect-url exclude each other');
  const common = { ...(worker === undefined ? {} : { worker }), collectsGarbage: gc, isForced: force };
  if (pid !== undefined) {
    const { openProcess } = await import('../../capture/capture-process.ts');
    const { toSignal } = await import('../../capture/signal-handlers.ts');
    const name = toSignal(signal);
    if (signal !== undefined && name === undefined) {
      throw new SnapdiffError(`--signal ${signal} is no signal here`, { hint: 'It is like SIGUSR2.' });
    }
    return openProcess(parsePid(pid), { ...common, ...(name === undefined ? {} : { signal: name }) }, watch);
  }
  if (signal !== undefined) throw new SnapdiffError('--signal goes with a pid');
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
  throw new SnapdiffError(`${text} is no number of a process`, {
    hint: '"snapdiff capture" lists those of Node; "pm2 pid <name>" and "systemctl show -p MainPID <unit>" tell theirs.',
  });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port < 65536) return port;
  throw new SnapdiffError(`--port ${text} is no port`, { hint: '--inspect-url takes a host and a port.' });
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
    const what = wanted === undefined ? `has ${targets.length} targets` : `has not one target ${wanted}`;
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
