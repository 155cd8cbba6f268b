import { AssertionError } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { CheckConfig } from '../check/settings.ts' with { 'resolution-mode': 'import' };
import type { CheckReport } from '../report/check-report.ts' with { 'resolution-mode': 'import' };
import { refuseUnknownOptions } from '../base/option-names.cts';
import { minRounds, measure, type Judgement } from '../scenario/measure.cts';
import { Rounds, type SoakLimits } from '../scenario/rounds.cts';
import type { JudgeAnswer, JudgeQuestion } from './judge.ts' with { 'resolution-mode': 'import' };

/** How to measure, and what to hold it against. */
export interface GrowthOptions extends CheckConfig {
  /** Rounds that a failure is judged by, 3 at least; default 3. */
  readonly rounds?: number;
  /** Iterations in a round; default 50. */
  readonly iterations?: number;
  /** Iterations before the first snapshot; default as many as in a round. */
  readonly warmup?: number;
}

/** What a function leaves behind when it is called again and again. */
export interface MeasuredGrowth {
  readonly passed: boolean;
  /** "" if it passed; else what gathers, how much, and what holds it. */
  readonly message: string;
  /** Bytes that stay of each call, of what gathers; 0 if nothing does. */
  readonly bytesPerIteration: number;
  /** Rounds and iterations that this was judged by. */
  readonly rounds: number;
  readonly iterations: number;
  /** As `snapdiff check --json` has it. Its snapshots are deleted. */
  readonly report: CheckReport;
}

const optionNames: Readonly<Record<keyof GrowthOptions, true>> = {
  rounds: true,
  iterations: true,
  warmup: true,
  budgets: true,
  failOn: true,
  ignore: true,
  knownLeaks: true,
  minConfidence: true,
  $schema: true,
};

const defaultIterations = 50;

/** A test should take seconds, and its process has the framework and its neighbours to carry. */
const soak: SoakLimits = { iterations: 2000, milliseconds: 1500, bytes: 16_000_000 };

/**
 * Calls a function again and again, and fails if each round of calls leaves objects behind.
 *
 * @param work is given how many calls came before
 * @throws AssertionError that says what gathers and what holds it; or what `work` throws
 * @throws TypeError for an option that there is not, RangeError or TypeError for a value that makes no sense
 */
export async function expectNoLeak(
  work: (iteration: number) => unknown,
  options: GrowthOptions = {},
): Promise<void> {
  const { judged } = await inTurn(() => measureAlone(work, options, false));
  const { passed, message } = judged;
  // "fail": what test frameworks print with its message alone.
  if (!passed) throw new AssertionError({ message, operator: 'fail', stackStartFn: expectNoLeak });
}

/**
 * Calls a function again and again, and tells what the calls leave behind.
 *
 * The snapshots are of this process, or of this worker; they are written into a temporary folder,
 * judged in a process of its own and deleted.
 *
 * @throws what `work` throws; TypeError or RangeError as `expectNoLeak`
 */
export async function measureGrowth(
  work: (iteration: number) => unknown,
  options: GrowthOptions = {},
): Promise<MeasuredGrowth> {
  const { judged, rounds, iterations } = await inTurn(() => measureAlone(work, options, true));
  const { report, passed, message } = judged;
  if (!report) throw new Error('there is no report');
  const gathered = report.suspects.reduce((sum, { retainedGrowth }) => sum + retainedGrowth, 0);
  const bytesPerIteration = gathered / (rounds * iterations);
  return { passed, message, bytesPerIteration, rounds, iterations, report };
}

/** Two at a time would each see the other's objects. */
let last: Promise<unknown> = Promise.resolve();

function inTurn<Result>(measure: () => Promise<Result>): Promise<Result> {
  const result = last.then(measure);
  last = result.catch(() => {});
  return result;
}

interface Judged extends Judgement {
  readonly message: string;
  readonly report: CheckReport | undefined;
}

/** @param needsReport also of what passes without a snapshot, which then takes a process to write it */
async function measureAlone(
  work: (iteration: number) => unknown,
  options: GrowthOptions,
  needsReport: boolean,
): Promise<{ judged: Judged; rounds: number; iterations: number }> {
  refuseUnknownOptions('expectNoLeak and measureGrowth', options, optionNames);
  const {
    rounds = minRounds,
    iterations = defaultIterations,
    warmup = iterations,
    $schema: _,
    ...config
  } = options;
  if (typeof work !== 'function') throw new TypeError('the argument is not a function');
  checkCount('rounds', rounds, minRounds);
  checkCount('iterations', iterations, 1);
  checkCount('warmup', warmup, 0);
  let judge: Judge | undefined;
  const folder = async (): Promise<string> => {
    const path = await mkdtemp(join(tmpdir(), 'snapdiff-testing-'));
    judge = new Judge(path, config);
    return path;
  };
  try {
    const measured = await measure<Judged>(
      new Rounds(work),
      async (snapshots, steady) => {
        if (steady && !needsReport) return { passed: true, suspects: [], message: '', report: undefined };
        judge ??= new Judge(undefined, config);
        const { report, message } = await judge.ask({ snapshots, ...(steady && { steady }) });
        return { passed: report.passed, suspects: report.suspects, message, report };
      },
      {
        rounds,
        iterations,
        warmup,
        soak,
        // What is to be held against a config needs its classes.
        maySkip: Object.values(config).every((value) => value === undefined),
        folder,
      },
    );
    return { judged: measured.report, rounds: measured.rounds, iterations };
  } finally {
    await judge?.end();
  }
}

function checkCount(name: string, count: number, least: number): void {
  if (Number.isInteger(count) && count >= least) return;
  throw new RangeError(`${name} is ${count}; it is a whole number, ${least} or more`);
}

/**
 * Judges snapshots in a process of its own: reading them here would grow the heap that is measured. That
 * process owns the folder, and deletes it when this one has ended, however that came.
 */
class Judge {
  readonly #child: ChildProcess;
  readonly #closed: Promise<void>;
  readonly #config: CheckConfig;
  #errors = '';
  #answers = '';
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(folder: string | undefined, config: CheckConfig) {
    this.#config = config;
    // What is in them is for the tests: a loader, a debugger, coverage.
    const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, ...env } = process.env;
    const child = spawn(
      process.execPath,
      [join(__dirname, 'judge.js'), ...(folder === undefined ? [] : [folder])],
      { env },
    );
    this.#child = child;
    child.stdin.on('error', () => {});
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#answers += text;
      this.#wake();
    });
    this.#closed = new Promise((resolve) => {
      const close = (): void => {
        this.#isClosed = true;
        this.#wake();
        resolve();
      };
      child.once('close', close);
      child.once('error', (error) => {
        this.#errors += error.message;
        close();
      });
    });
  }

  async ask(
    asked: Pick<JudgeQuestion, 'snapshots' | 'steady'>,
  ): Promise<{ report: CheckReport; message: string }> {
    const question: JudgeQuestion = { ...asked, config: this.#config };
    this.#child.stdin?.write(`${JSON.stringify(question)}\n`);
    while (!this.#answers.includes('\n') && !this.#isClosed) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const line = this.#answers;
    this.#answers = '';
    if (!line.endsWith('\n')) throw new Error(`the snapshots could not be judged: ${this.#errors.trim()}`);
    const answer = JSON.parse(line) as JudgeAnswer;
    if ('fault' in answer) throw new TypeError(answer.fault);
    if ('problem' in answer) throw new Error(answer.problem);
    return answer;
  }

  /** The folder is gone when it has ended. */
  async end(): Promise<void> {
    this.#child.stdin?.end();
    await this.#closed;
  }
}
