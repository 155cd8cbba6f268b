// Runs a scenario in a process of its own: `node runner.cjs PATH`. It does what it reads from file 4, a line each,
// and answers on file 3 with a line of JSON. It reads without the event loop: between two commands the program
// stands still, and nothing of ours waits in its heap.
import { readSync, writeSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { describeError } from './causes.cts';
import { Rounds, type SoakLimits } from './rounds.cts';

/** What the process that started this one asks for. */
export type Command =
  | { readonly do: 'setup' | 'rest' | 'size' | 'teardown' }
  | { readonly do: 'run'; readonly iterations: number }
  | { readonly do: 'optimize'; readonly mayOptimize: boolean }
  | { readonly do: 'soak'; readonly limits: SoakLimits }
  | { readonly do: 'snapshot' | 'keepMaps'; readonly path: string };

/** What the program was doing. */
export type Step = 'load' | 'shape' | Command['do'];

/** How a scenario ended before its time. */
export interface Failure {
  readonly step: Step;
  /** Iterations begun so far. */
  readonly iteration: number;
  /** `uncaught`, `rejected`: outside of what was awaited. `stuck`: nothing is left that could settle what is awaited. */
  readonly how: 'threw' | 'uncaught' | 'rejected' | 'stuck' | 'exited';
  readonly exitCode: number;
  /** Of what was thrown, with what caused it; else "". */
  readonly error: string;
  readonly stack: string;
}

/** `done`: iterations that a soak took, or bytes. */
export type Answer = { readonly done: number } | { readonly failure: Failure };

interface Scenario {
  readonly setup?: () => unknown;
  readonly run: (context: unknown, iteration: number) => unknown;
  readonly teardown?: (context: unknown) => unknown;
}

const answerFile = 3;
const commandFile = 4;
const path = process.argv[2] ?? '';
let step: Step = 'load';
/** That nobody waits for an answer of ours. */
let hasAnswered = false;
let rounds: Rounds | undefined;
let unread = '';

// What a program sees that is started by its name.
process.argv.splice(1, 2, path);
process.on('uncaughtException', (error: unknown, origin) => {
  // The scenario may have its own way to deal with it.
  if (process.listenerCount('uncaughtException') > 1) return;
  fail(origin === 'unhandledRejection' ? 'rejected' : 'uncaught', error);
  process.exit(1);
});
process.on('beforeExit', () => fail('stuck'));
process.on('exit', (exitCode) => fail('exited', undefined, exitCode));
void serve().catch((error: unknown) => {
  fail('threw', error);
  process.exit(1);
});

async function serve(): Promise<void> {
  const scenario = await load();
  let context: unknown;
  const measured = new Rounds((iteration) => scenario.run(context, iteration));
  rounds = measured;
  for (let command = nextCommand(); command; command = nextCommand()) {
    step = command.do;
    let done = 0;
    switch (command.do) {
      case 'setup':
        context = await scenario.setup?.();
        break;
      case 'run':
        await measured.run(command.iterations);
        break;
      case 'soak':
        done = await measured.soak(command.limits);
        break;
      case 'optimize':
        await measured.optimize(command.mayOptimize);
        break;
      case 'rest':
        await measured.rest();
        break;
      case 'size':
        done = await measured.size();
        break;
      case 'snapshot':
        await measured.snapshot(command.path);
        break;
      case 'keepMaps':
        await measured.keepMaps(command.path);
        break;
      case 'teardown':
        await scenario.teardown?.(context);
        break;
    }
    answer({ done });
  }
  process.exit();
}

async function load(): Promise<Scenario> {
  const { href } = pathToFileURL(path);
  const loaded: unknown = await import(href);
  step = 'shape';
  // What a CommonJS module assigns to module.exports is the default; its names are not always seen.
  const found = [loaded, propertyOf(loaded, 'default')].find((exports) => functionOf(exports, 'run'));
  const run = functionOf(found, 'run');
  if (!run) throw new Error('it has none');
  const setup = functionOf(found, 'setup');
  const teardown = functionOf(found, 'teardown');
  return { run, ...(setup && { setup }), ...(teardown && { teardown }) };
}

function functionOf(exports: unknown, name: string): ((...args: readonly unknown[]) => unknown) | undefined {
  const found = propertyOf(exports, name);
  return typeof found === 'function'
    ? (...args) => Reflect.apply(found, exports, args) as unknown
    : undefined;
}

function propertyOf(value: unknown, name: string): unknown {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
    ? Reflect.get(value, name)
    : undefined;
}

/** undefined when there are no more: whoever asked wants no more, or has ended. */
function nextCommand(): Command | undefined {
  hasAnswered = true;
  const chunk = Buffer.alloc(4096);
  while (!unread.includes('\n')) {
    const length = readSync(commandFile, chunk, 0, chunk.length, null);
    if (length === 0) return undefined;
    unread += chunk.toString('utf8', 0, length);
  }
  const end = unread.indexOf('\n');
  const line = unread.slice(0, end);
  unread = unread.slice(end + 1);
  hasAnswered = false;
  return JSON.parse(line) as Command;
}

function answer(what: Answer): void {
  hasAnswered = true;
  writeSync(answerFile, `${JSON.stringify(what)}\n`);
}

/** Only the first is told: an error that ends the process is seen again when it ends. */
function fail(how: Failure['how'], error?: unknown, exitCode = 0): void {
  if (hasAnswered) return;
  answer({
    failure: {
      step,
      iteration: rounds?.iterations ?? 0,
      how,
      exitCode,
      error: describeError(error),
      stack: error instanceof Error ? (error.stack ?? '') : '',
    },
  });
}
