import type { Argv } from 'yargs';
import type { CheckJudgement } from '../../check/judge.ts';
import type { CheckSettings } from '../../check/settings.ts';
import { SnapdiffError } from '../../base/errors.ts';
import type { ReadFileOptions } from '../../files/read-file.ts';
import { safeText } from '../../report/safe-text.ts';
import { scenarioDefaults } from '../../scenario/scenario-options.ts';
import type { ScenarioOptions } from '../../scenario/scenario-options.ts';
import { readDuration } from '../durations.ts';
import { withInterrupts } from '../interrupts.ts';
import { oneText } from '../option-texts.ts';
import { writeError } from '../output.ts';

/** The options of `check` that are about a scenario. */
export interface ScenarioArguments {
  readonly scenario: string | undefined;
  readonly rounds: string | undefined;
  readonly iterations: string | undefined;
  readonly warmup: string | undefined;
  readonly timeout: string | undefined;
  readonly keep: boolean | undefined;
  readonly out: string | undefined;
}

/** Those that only a scenario has. */
export const runOptionNames = ['rounds', 'iterations', 'warmup', 'timeout', 'keep', 'out'] as const;

const { rounds, iterations, warmup, timeoutMs } = scenarioDefaults;
const group = 'Running a scenario:';

export function addScenarioOptions<Arguments>(yargs: Argv<Arguments>): Argv<Arguments & ScenarioArguments> {
  return yargs
    .option('scenario', {
      ...oneText,
      group,
      describe: 'Module with run(), which is repeated and judged; setup(), teardown()',
    })
    .option('rounds', { ...oneText, group, describe: `Rounds to judge by [default: ${rounds}]` })
    .option('iterations', { ...oneText, group, describe: `Iterations in a round [default: ${iterations}]` })
    .option('warmup', {
      ...oneText,
      group,
      describe: `Iterations before the first snapshot [default: ${warmup}]`,
    })
    .option('timeout', {
      ...oneText,
      group,
      describe: `Time limit for all of it [default: ${timeoutMs / 60_000}m]`,
    })
    .option('keep', {
      type: 'boolean',
      group,
      describe: 'Keep the snapshots, even if nothing leaks, and also those of more than two failures',
    })
    .option('out', {
      ...oneText,
      group,
      describe: 'Folder for the snapshots [default: a temporary one]',
    });
}

const untilWhen =
  ', with all that was in memory, secrets too. Those of the last two failures of a project are kept; --keep keeps all.';

/**
 * Runs the scenario and judges it, and says where its snapshots are.
 *
 * @returns undefined when it was interrupted
 */
export async function judgeScenario(
  path: string,
  settings: CheckSettings,
  { rounds, iterations, warmup, timeout, keep, out }: ScenarioArguments,
  options: ReadFileOptions,
): Promise<CheckJudgement | undefined> {
  const run: ScenarioOptions = {
    ...(rounds !== undefined && { rounds: parseCount('rounds', rounds) }),
    ...(iterations !== undefined && { iterations: parseCount('iterations', iterations) }),
    ...(warmup !== undefined && { warmup: parseCount('warmup', warmup) }),
    ...(timeout !== undefined && { timeoutMs: readDuration('timeout', timeout) }),
    ...(keep !== undefined && { keep }),
    ...(out !== undefined && { out }),
  };
  const { checkScenarioBySettings } = await import('../../scenario/check-scenario.ts');
  let judgement: CheckJudgement | undefined;
  await withInterrupts(async (signal) => {
    const { report, keptIn } = await checkScenarioBySettings(path, settings, { ...options, ...run, signal });
    judgement = report;
    if (keptIn === null) return;
    const isAsked = run.keep === true || run.out !== undefined;
    await writeError(`snapdiff: the snapshots are kept in ${safeText(keptIn)}${isAsked ? '' : untilWhen}\n`);
  });
  return judgement;
}

/** @throws SnapdiffError when an option is given that only a scenario has */
export function refuseScenarioOptions(given: ScenarioArguments): void {
  const found = runOptionNames.find((name) => given[name] !== undefined);
  if (found === undefined) return;
  throw new SnapdiffError(`--${found} needs --scenario`, {
    hint: `snapdiff check --scenario leak.mjs --${found} …`,
  });
}

/** How many there can be is for the scenario to say. */
function parseCount(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new SnapdiffError(`--${option} ${text} is not a whole number`, { hint: `Write --${option} 100.` });
}
