import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmod, rename } from 'node:fs/promises';
import { constants } from 'node:os';
import { basename, relative, resolve } from 'node:path';
import process from 'node:process';
import type { Argv, CommandModule } from 'yargs';
import { preparedEnvironment, snapshotsIn } from '../../capture/prepared-program.ts';
import { isWhole } from '../../capture/part-file.ts';
import { readProcess } from '../../capture/processes.ts';
import { SnapdiffError } from '../../base/errors.ts';
import { safeText } from '../../report/safe-text.ts';
import { oneText } from '../option-texts.ts';
import { writeError } from '../output.ts';
import { shellQuote } from '../../base/shell-quote.ts';

export interface RunArguments {
  readonly program: readonly string[] | undefined;
  readonly out: string | undefined;
  readonly 'near-heap-limit': string | undefined;
  readonly numbers: boolean;
}

const group = 'Snapshots:';

const examples = `Examples:
  snapdiff run -- node app.js
      writes a snapshot into this folder at each kill -USR2
  snapdiff run --out /var/tmp/heap -- npm start
      so does every Node process that npm starts
  snapdiff run --near-heap-limit --out /var/tmp/heap -- node --max-old-space-size=512 app.js
      also writes two shortly before it runs out of memory: a pair that shows the leak

Standard input and output, signals and the exit code are the program's. More: docs/capture.md`;

export const runCommand: CommandModule<object, RunArguments> = {
  command: 'run [program..]',
  describe: 'Start a program that writes a snapshot at kill -USR2',
  builder: (yargs: Argv): Argv<RunArguments> =>
    yargs
      .positional('program', {
        type: 'string',
        array: true,
        describe: 'After --, the program and its arguments',
      })
      .option('out', { ...oneText, defaultDescription: '.', group, describe: 'Folder for the snapshots' })
      .option('near-heap-limit', {
        type: 'string',
        group,
        describe: 'Also write N snapshots (2 without N) when the heap is nearly full',
      })
      .option('numbers', {
        type: 'boolean',
        default: false,
        group,
        describe: 'Write what numbers are, too: fields that hold one become visible',
      })
      .epilogue(examples),
  handler: async ({ numbers, ...rest }) => {
    const { out = '.' } = rest;
    // Untouched: what stands after -- are not our arguments.
    const dashes = process.argv.indexOf('--');
    const [program, ...args] = dashes < 0 ? [] : process.argv.slice(dashes + 1);
    if (program === undefined) {
      throw new SnapdiffError('no program to run', {
        hint: 'Put it after --: snapdiff run -- node app.js',
      });
    }
    const nearHeapLimit = parseNearHeapLimit(rest['near-heap-limit']);
    const env = preparedEnvironment(process.env, {
      folder: out,
      isFolderChosen: rest.out !== undefined,
      withNumbers: numbers,
      ...(nearHeapLimit === undefined ? {} : { nearHeapLimit }),
    });
    const before = new Set(snapshotsOf(out));
    const end = await runProgram(program, args, env);
    const written = snapshotsOf(out).filter((path) => !before.has(path));
    await Promise.all(written.filter(isByV8).map((path) => chmod(path, 0o600).catch(() => {})));
    const isCut = await Promise.all(written.map(async (path) => !(await isWhole(path))));
    await tellSnapshots(written.filter((_, index) => !isCut[index]));
    for (const path of written.filter((_, index) => isCut[index])) {
      await writeError(
        `snapdiff: ${safeText(await setAside(path))} was cut short and is not a snapshot: the disk may be full\n`,
      );
    }
    if (end.signal !== null) dieOf(end.signal);
    else process.exitCode = end.exitCode ?? 1;
  },
};

function parseNearHeapLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === '') return 2;
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new SnapdiffError(`--near-heap-limit ${text} is not a number of snapshots`, {
    hint: 'Two make a pair of the same leak.',
  });
}

interface End {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

function runProgram(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<End> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: 'inherit' });
    const stopForwarding = forwardSignals(child);
    child.once('spawn', () => {
      void writeError(
        `snapdiff: ${safeText(program)} runs as process ${child.pid}${howToCapture(child.pid)}\n`,
      );
    });
    child.once('error', (cause: NodeJS.ErrnoException) => {
      stopForwarding();
      const problem = cause.code === 'ENOENT' ? 'no such program' : cause.message;
      reject(new SnapdiffError(`${program} cannot be run: ${problem}`, { cause }));
    });
    child.once('exit', (exitCode, signal) => {
      stopForwarding();
      resolve({ exitCode, signal });
    });
  });
}

/** A shell would die of the signal. What it starts, or becomes as `env node` does, is not there yet. */
function howToCapture(pid: number | undefined): string {
  const isOther = process.platform === 'linux' && readProcess(pid ?? 0)?.runtime !== 'node';
  if (isOther) return ', which is not Node yet; "snapdiff capture" lists what it starts or becomes';
  return `; capture it with "kill -USR2 ${pid}" or "snapdiff capture ${pid}"`;
}

const forwarded = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'] as const;

/** What ends a program where nobody catches it, though it was not sent to end it. */
const diagnostic: ReadonlySet<NodeJS.Signals> = new Set(['SIGUSR1', 'SIGUSR2']);

function forwardSignals(child: ChildProcess): () => void {
  const forward = (signal: NodeJS.Signals): void => {
    // A terminal sends Ctrl-C and Ctrl-\ to both of us.
    if ((signal === 'SIGINT' || signal === 'SIGQUIT') && process.stdin.isTTY) return;
    if (diagnostic.has(signal) && process.platform === 'linux') {
      // At its very beginning no handler is set; npm and shells never have one.
      if (readProcess(child.pid ?? 0)?.reactionTo(signal) !== 'caught') {
        void writeError(`snapdiff: process ${child.pid} does not catch ${signal}, and was not sent it\n`);
        return;
      }
    }
    child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  return () => {
    for (const signal of forwarded) process.off(signal, forward);
  };
}

/** Ends as the program did, so that who started us sees the same. */
function dieOf(signal: NodeJS.Signals): void {
  process.exitCode = 128 + constants.signals[signal];
  process.kill(process.pid, signal);
}

/**
 * What is in the folder; and what V8 itself writes when memory has run out, for `--heap-snapshot-on-oom`: into the working
 * directory, and for everybody to read.
 */
function snapshotsOf(folder: string): string[] {
  const found = snapshotsIn(folder);
  if (resolve(folder) === resolve('.')) return found;
  try {
    return [...found, ...snapshotsIn('.').filter(isByV8)];
  } catch {
    return found;
  }
}

function isByV8(path: string): boolean {
  return /^v8-heap-\d+(?:-\d+)?\.heapsnapshot$/.test(basename(path));
}

/** Node and V8 write when the heap is full under the last name at once. Other files are the program's own. @returns its name now */
async function setAside(path: string): Promise<string> {
  if (!isByV8(path) && !/^Heap(?:\.\d+){5}\.heapsnapshot$/.test(basename(path))) return path;
  const part = `${path}.part`;
  return rename(path, part).then(
    () => part,
    () => path,
  );
}

async function tellSnapshots(written: readonly string[]): Promise<void> {
  if (written.length === 0) return;
  const paths = written.map((path) => relative('.', path) || path);
  const words = paths.map((path) => shellQuote(path.startsWith('-') ? `./${path}` : path));
  const next = words.length === 1 ? `snapdiff summary ${words[0]}` : `snapdiff ${words.join(' ')}`;
  const list = paths.map((path) => `  ${safeText(path)}\n`).join('');
  await writeError(`snapdiff: snapshots written:\n${list}Next: ${safeText(next)}\n`);
}
