import type { Argv } from 'yargs';
import type { CheckJudgement } from '../../check/judge.ts';
import type { CheckSettings } from '../../check/settings.ts';
import { SnapdiffError } from '../../base/errors.ts';
import type { ReadFileOptions } from '../../files/read-file.ts';
import { safeText } from '../../report/safe-text.ts';
import { scenarioDefaults } from '../../scenario/scenario-options.ts';
import type { ScenarioOptions } from '../../scenario/scenario-options.ts';
import { parseDuration } from '../durations.ts';
import { unshield } from '../file-arguments.ts';
import { withInterrupts } from '../interrupts.ts';
import { writeError } from '../output.ts';
import { lastOf } from './report-options.ts';

/** The options of `check` that are about a scenario. */
export interface ScenarioArguments {
  readonly scenario: string | undefined;
  readonly rounds: string | undefined;
  readonly iterations: string | undefined;
  readonly warmup: string | undefined;
  readonly timeout: string | undefined;
  readonly keep: boolean | undefined;
  readonly dir: string | undefined;
}

const { rounds, iterations, warmup, timeoutMs } = scenarioDefaults;

export function addScenarioOptions<Arguments>(yargs: Argv<Arguments>): Argv<Arguments & ScenarioArguments> {
  const text = (
    describe: string,
  ): { type: 'string'; coerce: typeof lastText; requiresArg: true; describe: string } => ({
    type: 'string',
    coerce: lastText,
    requiresArg: true,
    describe,
  });
  return yargs
    .option(
      'scenario',
      text('Module with run(), one iteration, that is run and judged; setup() and teardown() if it has them'),
    )
    .option('rounds', text(`Of a scenario: rounds that a failure is judged by [default: ${rounds}]`))
    .option('iterations', text(`Iterations in a round [default: ${iterations}]`))
    .option('warmup', text(`Iterations before the first snapshot [default: ${warmup}]`))
    .option('timeout', text(`What all of it may take [default: ${timeoutMs / 60_000}m]`))
    .option('keep', { type: 'boolean', describe: 'Keep the snapshots also if nothing leaks' })
    .option('dir', text("Where the snapshots' folder is made [default: the system's temporary folder]"));
}

/**
 * Runs the scenario and judges it, and says where its snapshots are.
 *
 * @returns undefined when it was interrupted
 */
export async function judgeScenario(
  path: string,
  settings: CheckSettings,
  { rounds, iterations, warmup, timeout, keep, dir }: ScenarioArguments,
  options: ReadFileOptions,
): Promise<CheckJudgement | undefined> {
  const run: ScenarioOptions = {
    ...(rounds !== undefined && { rounds: parseCount('rounds', rounds) }),
    ...(iterations !== undefined && { iterations: parseCount('iterations', iterations) }),
    ...(warmup !== undefined && { warmup: parseCount('warmup', warmup) }),
    ...(timeout !== undefined && { timeoutMs: parseDuration('timeout', timeout) }),
    ...(keep !== undefined && { keep }),
    ...(dir !== undefined && { folder: dir }),
  };
  const { checkScenarioBySettings } = await import('../../scenario/check-scenario.ts');
  let judgement: CheckJudgement | undefined;
  await withInterrupts(async (signal) => {
    const { report, keptIn } = await checkScenarioBySettings(path, settings, { ...options, ...run, signal });
    judgement = report;
    if (keptIn !== null) await writeError(`snapdiff: the snapshots are kept in ${safeText(keptIn)}\n`);
  });
  return judgement;
}

/** @throws SnapdiffError when an option is given that only a scenario has */
export function checkNoScenarioOptions(given: ScenarioArguments): void {
  const names = ['rounds', 'iterations', 'warmup', 'timeout', 'keep', 'dir'] as const;
  const found = names.find((name) => given[name] !== undefined);
  if (found === undefined) return;
  throw new SnapdiffError(`--${found} is about a scenario, and there is none`, {
    hint: 'snapdiff check --scenario leak.mjs',
  });
}

function lastText(text: string | string[]): string {
  return unshield(lastOf(text));
}

/** How many there can be is for the scenario to say. */
function parseCount(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new SnapdiffError(`--${option} ${text} is no number`, { hint: `Write --${option} 100.` });
}
