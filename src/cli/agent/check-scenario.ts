import { readFile, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { noSettings, readSettings, type CheckSettings } from '../../check/settings.ts';
import { SnapdiffError } from '../../base/errors.ts';
import { toolVersion } from '../../base/tool-version.ts';
import type { ScenarioAnswer, ScenarioAsk } from '../../mcp/desk.ts';
import { makeCheckReport } from '../../report/check-report.ts';
import { checkScenarioBySettings } from '../../scenario/check-scenario.ts';
import { freeMemory } from '../free-memory.ts';
import type { Waiter } from './shared-work.ts';

/** The ask with real paths. */
export type PlacedScenario = Omit<ScenarioAsk, 'config'> & { readonly config: string | undefined };

/**
 * Runs a scenario as `snapdiff check --scenario` does. What it leaves in the system's folder for temporary files goes, so that
 * nothing stays of it but what was asked for.
 *
 * @throws SnapdiffError
 */
export async function checkScenario(
  { path, config, rounds, iterations, warmup, keepIn }: PlacedScenario,
  { signal, onProgress }: Waiter,
): Promise<ScenarioAnswer> {
  const settings = config === undefined ? noSettings : await readConfig(config);
  const { report, keptIn, snapshots } = await checkScenarioBySettings(path, settings, {
    ...(rounds !== undefined && { rounds }),
    ...(iterations !== undefined && { iterations }),
    ...(warmup !== undefined && { warmup }),
    ...(keepIn !== undefined && { out: keepIn }),
    signal,
    onProgress,
    freeMemory,
  });
  if (keptIn !== null && keepIn === undefined) await rm(keptIn, { recursive: true, force: true });
  return {
    report: makeCheckReport(report, toolVersion()),
    snapshots: keepIn === undefined ? [] : snapshots,
  };
}

/** In JSON alone: a config that is a program would run in this process. */
async function readConfig(path: string): Promise<CheckSettings> {
  if (extname(path) !== '.json') {
    throw new SnapdiffError(`${path}: only a config in JSON is read here`, {
      hint: 'Write its keys into a .json file.',
    });
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new SnapdiffError(`${path}: is not JSON`, { cause, hint: 'Correct it.' });
  }
  return readSettings(parsed, path);
}
