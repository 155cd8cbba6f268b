import { SnapdiffError } from '../base/errors.ts';
import { refuseUnknownOptions } from '../base/option-names.cts';
import { parseBaseline } from '../check/baseline.ts';
import { baselineInput, comparisonInput, type CheckInput } from '../check/check-input.ts';
import { findBroken, namesWithoutPath } from '../check/broken-rules.ts';
import { judgeCheck, type CheckJudgement } from '../check/judge.ts';
import { configNames, readSettings, type CheckConfig, type CheckSettings } from '../check/settings.ts';
import { checkReadable } from '../snapshot/byte-source.ts';
import { compareVersions, readIfBaseline } from './baseline-files.ts';
import { compareFiles } from './compare-files.ts';
import { findFailurePaths } from './failure-paths.ts';
import { matchPatterns } from './match-patterns.ts';
import type { ReadFileOptions } from './read-file.ts';
import { summarizeFile } from './summarize-file.ts';

/** What to hold a check against, and how to read its files. */
export interface CheckOptions extends CheckConfig, ReadFileOptions {}

export const checkOptionNames: Readonly<Record<keyof CheckOptions, true>> = {
  ...configNames,
  parser: true,
  onProgress: true,
  signal: true,
  mapLocation: true,
  foldAddresses: true,
  details: true,
  freeMemory: true,
  jobs: true,
};

/**
 * Checks whether memory leaks from the first file to the last: two snapshots, a series of one process,
 * or a baseline file and a snapshot. Without budgets it fails on suspects of high confidence.
 *
 * @throws SnapdiffError when it cannot be judged: a file cannot be read, a budget makes no sense, or
 *   there is nothing to judge by
 * @throws TypeError for an option that there is not
 */
export async function checkFiles(
  paths: readonly string[],
  options: CheckOptions = {},
): Promise<CheckJudgement> {
  refuseUnknownOptions('checkFiles', options, checkOptionNames);
  const { settings, rest } = splitOptions(options);
  return checkBySettings(paths, settings, rest);
}

/** Parts what is held against a check from how it is done. @throws SnapdiffError when a key of a config makes no sense */
export function splitOptions<Options extends CheckConfig>(
  options: Options,
): { settings: CheckSettings; rest: Omit<Options, keyof CheckConfig> } {
  const { budgets, failOn, ignore, knownLeaks, minConfidence, $schema: _, ...rest } = options;
  const config = Object.entries({ budgets, failOn, ignore, knownLeaks, minConfidence }).filter(
    ([, value]) => value !== undefined,
  );
  return { settings: readSettings(Object.fromEntries(config), 'options'), rest };
}

/** As `checkFiles`, by settings that were read before. @throws SnapdiffError */
export async function checkBySettings(
  paths: readonly string[],
  settings: CheckSettings,
  options: ReadFileOptions = {},
): Promise<CheckJudgement> {
  return judgeFiles(await readInput(paths, settings, options), settings, options);
}

/** Judges a series that snapdiff took of a scenario. @throws SnapdiffError */
export async function checkScenarioFiles(
  paths: readonly string[],
  settings: CheckSettings,
  options: ReadFileOptions = {},
): Promise<CheckJudgement> {
  return judgeFiles(
    comparisonInput(await compareFiles(paths, { ...options, isControlled: true }), 'scenario'),
    settings,
    options,
  );
}

async function judgeFiles(
  input: CheckInput,
  given: CheckSettings,
  options: ReadFileOptions,
): Promise<CheckJudgement> {
  const settings = matchPatterns(given, input);
  const broken = findBroken(input, settings, today());
  const last = input.snapshots.at(-1)?.path ?? '-';
  const paths = await findFailurePaths(namesWithoutPath(input, broken), last, options);
  return judgeCheck(input, settings, broken, paths);
}

/** The day in UTC, as "2026-12-31": until which a leak is known. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

async function readInput(
  paths: readonly string[],
  settings: CheckSettings,
  options: ReadFileOptions,
): Promise<CheckInput> {
  const [first = '', second, ...later] = paths;
  if (second === undefined) {
    throw new SnapdiffError(`expected two snapshots, or a baseline file and one, got ${paths.length}`, {
      hint: 'snapdiff check <baseline> <current>',
    });
  }
  for (const path of paths) await checkReadable(path);
  const text = await readIfBaseline(first);
  for (const path of paths.slice(1)) {
    if ((await readIfBaseline(path)) === undefined) continue;
    throw new SnapdiffError(`${path}: is a baseline file, which has to come first`, {
      hint: `snapdiff check ${path} <snapshot>`,
    });
  }
  if (text !== undefined) {
    if (later.length > 0) {
      throw new SnapdiffError(
        `${first}: a baseline file is held against one snapshot, here are ${later.length + 1}`,
      );
    }
    const file = { baseline: parseBaseline(text, first), path: first, fileBytes: Buffer.byteLength(text) };
    const summary = await summarizeFile(second, options);
    return baselineInput(file, summary, await compareVersions(file.baseline, second));
  }
  if (later.length === 0 && settings.failOn !== 'budget' && !(await checkReadable(first))) {
    throw new SnapdiffError(
      `${first}: suspects need the ids of the baseline first, and a pipe can be read only once`,
      {
        hint: 'Write it to a file first, or give budgets and --fail-on budget.',
      },
    );
  }
  const comparison = await compareFiles(paths, options);
  if (comparison.isSwapped) {
    throw new SnapdiffError(`${first}: is newer than ${second}`, { hint: 'Swap the two.' });
  }
  return comparisonInput(comparison);
}
