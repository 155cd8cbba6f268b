import { checkOptionNames, checkScenarioFiles, splitOptions, today } from '../files/check-files.ts';
import type { CheckConfig, CheckSettings } from '../check/settings.ts';
import { withoutPaths, type CheckJudgement } from '../check/judge.ts';
import type { ReadFileOptions } from '../files/read-file.ts';
import { makeCheckReport, type CheckReport } from '../report/check-report.ts';
import { refuseUnknownOptions } from '../base/option-names.cts';
import { toolVersion } from '../base/tool-version.ts';
import { asksForNoClass, judgeSteady } from '../check/steady.ts';
import type { Steady } from './steady.cts';
import { runScenario, type ScenarioRun } from './run-scenario.ts';
import type { ScenarioOptions } from './scenario-options.ts';

/** What to hold a scenario against, how to run it, and how to read its snapshots. */
export interface CheckScenarioOptions extends CheckConfig, ReadFileOptions, ScenarioOptions {}

const optionNames: Readonly<Record<keyof CheckScenarioOptions, true>> = {
  rounds: true,
  iterations: true,
  warmup: true,
  timeoutMs: true,
  keep: true,
  out: true,
  ...checkOptionNames,
};

/** A scenario that was run and judged. */
export type CheckedScenario = ScenarioRun<CheckReport>;

/**
 * Runs a scenario, a module that exports `run` (one iteration) and may export `setup` and `teardown`, in
 * a process of its own, and checks whether each round of iterations leaves something behind.
 *
 * @throws SnapdiffError when it cannot be judged: it fails, does not end in time, or has no `run`
 * @throws TypeError for an option that there is not
 */
export async function checkScenario(
  path: string,
  options: CheckScenarioOptions = {},
): Promise<CheckedScenario> {
  refuseUnknownOptions('checkScenario', options, optionNames);
  const { settings, rest } = splitOptions(options);
  const { report: judgement, ...run } = await checkScenarioBySettings(path, settings, rest);
  return { report: makeCheckReport(judgement, toolVersion()), ...run };
}

/** As `checkScenario`, by settings that were read before. @throws SnapdiffError */
export async function checkScenarioBySettings(
  path: string,
  settings: CheckSettings,
  options: ReadFileOptions & ScenarioOptions = {},
): Promise<ScenarioRun<CheckJudgement>> {
  const judge = (snapshots: readonly string[], steady?: Steady): Promise<CheckJudgement> =>
    steady
      ? Promise.resolve(judgeSteady(steady, settings, today()))
      : checkScenarioFiles(snapshots, settings, options);
  const run = await runScenario(path, judge, { ...options, maySkip: asksForNoClass(settings) });
  return run.keptIn === null ? { ...run, report: withoutPaths(run.report) } : run;
}
