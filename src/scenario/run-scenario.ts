import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { SnapdiffError } from '../base/errors.ts';
import { noProgress } from '../base/progress.ts';
import { ScenarioProcess } from './child.ts';
import { minRounds, measure, type Judgement, type Measurement, type MeasurePlan } from './measure.cts';
import type { SoakLimits } from './rounds.cts';
import { scenarioDefaults, type ScenarioOptions } from './scenario-options.ts';
import type { Steady } from './steady.cts';
import { makeSnapshotFolder } from './snapshot-folder.ts';

export interface ScenarioRun<Report extends Judgement> extends Measurement<Report> {
  /** Where the snapshots are; null when they were deleted. */
  readonly keptIn: string | null;
}

/** A series is judged with 255 snapshots at most; nobody needs a tenth of it. */
const maxRounds = 20;

/** The longest that a timer of Node waits; a longer one is over at once. */
const maxMs = 2 ** 31 - 1;

/** Of a cache that is filling, 5000 iterations fill one of thousands; of a leak, they must not fill the memory. */
const soak: SoakLimits = { iterations: 5000, milliseconds: 3000, bytes: 32_000_000 };

/**
 * Runs a scenario in a process of its own and judges what its rounds leave behind.
 *
 * @param path of a module that exports `run`, and may export `setup` and `teardown`
 * @param judge reads snapshots of one process
 * @throws SnapdiffError when it cannot be run to its end
 */
export async function runScenario<Report extends Judgement>(
  path: string,
  judge: (snapshots: readonly string[], steady?: Steady) => Promise<Report>,
  options: ScenarioOptions & Partial<Pick<MeasurePlan, 'maySkip'>> = {},
): Promise<ScenarioRun<Report>> {
  const { keep = false, signal, onProgress = noProgress } = options;
  const maySkip = options.maySkip === true && !keep;
  const rounds = checkCount('rounds', options.rounds ?? scenarioDefaults.rounds, minRounds, maxRounds);
  const iterations = checkCount('iterations', options.iterations ?? scenarioDefaults.iterations, 1);
  const warmup = checkCount('warmup', options.warmup ?? scenarioDefaults.warmup, 0);
  const timeoutMs = checkCount('timeoutMs', options.timeoutMs ?? scenarioDefaults.timeoutMs, 1, maxMs);
  await checkFile(path);
  signal?.throwIfAborted();

  // What somebody asks for is not cleared away.
  const { path: folder, release } = await makeSnapshotFolder(
    path,
    options.out ?? (keep ? tmpdir() : undefined),
  );
  let isKept = keep;
  const scenario = new ScenarioProcess(path, onProgress);
  const stop = (): void => {
    const reason: unknown = signal?.reason;
    scenario.kill(reason instanceof Error ? reason : new SnapdiffError(`${path}: was stopped`));
  };
  signal?.addEventListener('abort', stop);
  const timer = setTimeout(() => scenario.kill(tooLong(path, timeoutMs)), timeoutMs);
  try {
    await scenario.setup();
    const plan = { rounds, iterations, warmup, soak, maySkip, folder: () => Promise.resolve(folder) };
    const done = await measure(scenario, judge, plan);
    await scenario.teardown();
    isKept ||= !done.report.passed;
    return isKept ? { ...done, keptIn: folder } : { ...done, snapshots: [], keptIn: null };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    scenario.kill();
    await release(isKept);
  }
}

function checkCount(name: string, count: number, least: number, most = 1e9): number {
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  const range = most < 1e9 ? `${least} to ${most}` : `${least} or more`;
  throw new SnapdiffError(`${name}: ${count} is not a valid number of ${nounOf[name] ?? name}`, {
    hint: `It is a whole number, ${range}.`,
  });
}

const nounOf: Readonly<Record<string, string>> = { warmup: 'iterations', timeoutMs: 'milliseconds' };

async function checkFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === true) return;
  throw new SnapdiffError(`${path}: ${found ? 'is not a file' : 'no such file'}`, {
    hint: 'A scenario is a module that exports run().',
  });
}

function tooLong(path: string, timeoutMs: number): SnapdiffError {
  return new SnapdiffError(`${path}: was not done after ${timeoutMs / 1000} s`, {
    hint: 'Allow it more time, or fewer iterations.',
  });
}
