import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { SnapdiffError } from '../base/errors.ts';
import type { Progress } from '../base/progress.ts';
import type { Subject } from './measure.cts';
import type { SoakLimits } from './rounds.cts';
import type { Answer, Command, Failure, Step } from './runner.cts';

/** A scenario in a process of its own. What it writes, on either output, goes to standard error. */
export class ScenarioProcess implements Subject {
  readonly #path: string;
  readonly #onProgress: Progress;
  readonly #child: ChildProcess;
  readonly #commands: Writable;
  /** What it has answered and nobody has read. */
  #answers = '';
  #wake: () => void = () => {};
  readonly #ended: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>;
  /** Why it was ended from here. */
  #reason: Error | undefined;

  /** @param path of the module */
  constructor(path: string, onProgress: Progress) {
    this.#path = path;
    this.#onProgress = onProgress;
    this.#child = spawn(process.execPath, [findRunner(), resolve(path)], {
      stdio: ['ignore', 2, 2, 'pipe', 'pipe'],
    });
    const [, , , answers, commands] = this.#child.stdio as unknown as [null, null, null, Readable, Writable];
    this.#commands = commands;
    answers.setEncoding('utf8').on('data', (text: string) => {
      this.#answers += text;
      this.#wake();
    });
    // It may end before it has read what it is told; then that it ended is what counts.
    for (const stream of [answers, commands]) stream.on('error', () => {});
    this.#child.on('error', (cause: Error) => (this.#reason ??= cause));
    this.#ended = new Promise((resolve) => {
      // Not "exit": then answers may still be on their way.
      this.#child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
    });
  }

  /** Ends it at once; what is waited for is rejected with the reason. */
  kill(reason?: Error): void {
    this.#reason ??= reason;
    this.#child.kill('SIGKILL');
  }

  async setup(): Promise<void> {
    await this.#ask({ do: 'setup' });
  }

  async run(iterations: number): Promise<void> {
    await this.#ask({ do: 'run', iterations });
  }

  soak(limits: SoakLimits): Promise<number> {
    return this.#ask({ do: 'soak', limits });
  }

  async optimize(mayOptimize: boolean): Promise<void> {
    await this.#ask({ do: 'optimize', mayOptimize });
  }

  async rest(): Promise<void> {
    await this.#ask({ do: 'rest' });
  }

  size(): Promise<number> {
    return this.#ask({ do: 'size' });
  }

  async snapshot(path: string): Promise<void> {
    await this.#ask({ do: 'snapshot', path });
  }

  async keepMaps(path: string): Promise<void> {
    await this.#ask({ do: 'keepMaps', path });
  }

  async teardown(): Promise<void> {
    await this.#ask({ do: 'teardown' });
    this.#commands.end();
    await this.#ended;
  }

  async #ask(command: Command): Promise<number> {
    this.#onProgress(`${this.#path}: ${nameOf[command.do]}`, 0, undefined);
    this.#commands.write(`${JSON.stringify(command)}\n`);
    const line = await this.#nextAnswer();
    if (line !== undefined) {
      const answer = JSON.parse(line) as Answer;
      if ('done' in answer) return answer.done;
      throw explain(this.#path, await locate(answer.failure, this.#path));
    }
    const { exitCode, signal } = await this.#ended;
    if (this.#reason !== undefined) throw this.#reason;
    const end = signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
    const hint = 'What it wrote is above.';
    throw new SnapdiffError(`${this.#path}: ${nameOf[command.do]}: its process ${end}`, { hint });
  }

  /** A line, or undefined when it has ended without one. */
  async #nextAnswer(): Promise<string | undefined> {
    let hasEnded = false;
    void this.#ended.then(() => {
      hasEnded = true;
      this.#wake();
    });
    while (!this.#answers.includes('\n') && !hasEnded) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const [line, ...others] = this.#answers.split('\n');
    this.#answers = others.join('\n');
    return others.length > 0 ? line : undefined;
  }
}

/** Of the build; from src/, what was built of it. */
function findRunner(): string {
  const paths = ['../scenario/runner.cjs', '../../dist/scenario/runner.cjs'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) throw new Error('runner.cjs is not built');
  return found;
}

const nameOf: Readonly<Record<Step, string>> = {
  load: 'loading it',
  shape: 'what it exports',
  setup: 'setup()',
  run: 'run()',
  soak: 'run()',
  optimize: 'reading its size',
  rest: 'resting',
  size: 'reading its size',
  snapshot: 'taking a snapshot',
  keepMaps: 'taking a snapshot',
  teardown: 'teardown()',
};

function explain(path: string, { step, iteration, how, exitCode, error, stack }: Failure): SnapdiffError {
  if (step === 'shape') {
    return new SnapdiffError(`${path}: it exports no function run()`, {
      hint: 'A scenario is a module with "export async function run(context) { … }", one iteration.',
    });
  }
  const what = nameOf[step] + (step === 'run' || step === 'soak' ? ` in iteration ${iteration}` : '');
  const place = firstPlace(stack);
  const thrown = `${error}${place === '' ? '' : ` (${place})`}`;
  const at = { place: `${path}: ${what}` };
  switch (how) {
    case 'threw':
      return new SnapdiffError(`${path}: ${what} failed: ${thrown}`, at);
    case 'uncaught':
      return new SnapdiffError(`${path}: ${what}: an error that nothing caught: ${thrown}`, at);
    case 'rejected':
      return new SnapdiffError(`${path}: ${what}: a rejection that nothing handled: ${thrown}`, at);
    case 'stuck':
      return new SnapdiffError(`${path}: ${what} waits for something that nothing will settle`, at);
    case 'exited':
      return new SnapdiffError(`${path}: ${what} ended the process with process.exit(${exitCode})`, at);
  }
}

/** An error of syntax has no stack that says where; Node says it when it checks the file. */
async function locate(failure: Failure, path: string): Promise<Failure> {
  if (failure.step !== 'load' || !failure.error.startsWith('SyntaxError')) return failure;
  return new Promise((resolve) => {
    execFile(process.execPath, ['--check', path], (_error, _output, stack) => resolve({ ...failure, stack }));
  });
}

/** The first place in a stack that is in no part of Node and not ours: "leak.mjs:12:5"; "" where there is none. */
function firstPlace(stack: string): string {
  const own = fileURLToPath(new URL('..', import.meta.url));
  for (const [, url, position] of stack.matchAll(
    /(?<=^|[\s(])(file:\/\/[^\s()]+?|(?:\/|[A-Z]:\\)[^\n()]*?)(:\d+(?::\d+)?)(?=[\s)]|$)/g,
  )) {
    const file = url.startsWith('file:') ? fileURLToPath(url) : url;
    if (!file.startsWith(own) && !file.endsWith('runner.cjs')) return relative('.', file) + position;
  }
  return '';
}
