import { open, readFile, stat } from 'node:fs/promises';
import type { Analysis } from '../analysis/analysis.ts';
import { findClasses, findObjects } from '../analysis/find-classes.ts';
import { findRetainingPath } from '../paths/retaining-path.ts';
import { looksLikeBaseline, makeBaseline, parseBaseline, type Baseline } from '../check/baseline.ts';
import type { CheckFailure } from '../check/check-result.ts';
import { baselineInput, comparisonInput, type CheckInput } from '../check/check-input.ts';
import { judgeCheck, type CheckJudgement } from '../check/judge.ts';
import { configNames, readSettings, type CheckConfig, type CheckSettings } from '../check/settings.ts';
import { compareFiles } from './compare-files.ts';
import { SnapdiffError } from '../base/errors.ts';
import type { NodeOrdinal } from '../heap/index-spaces.ts';
import { refuseUnknownOptions } from '../base/option-names.cts';
import { sidecarPath } from '../preload/sidecar.cts';
import { analyzeFile, type ReadFileOptions } from './read-file.ts';
import { makeCheckReport, type CheckReport } from '../report/check-report.ts';
import { checkReadable } from '../snapshot/byte-source.ts';
import { summarizeFile } from './summarize-file.ts';
import { toolVersion } from '../base/tool-version.ts';

/** What to hold a check against, and how to read its files. */
export interface CheckOptions extends CheckConfig, ReadFileOptions {}

export const checkOptionNames: Readonly<Record<keyof CheckOptions, true>> = {
  ...configNames,
  parser: true,
  onProgress: true,
  signal: true,
  mapLocation: true,
  freeMemory: true,
};

/**
 * Checks whether memory leaks from the first file to the last: two snapshots, a series of one process,
 * or a baseline file and a snapshot. Without budgets it fails on suspects of high confidence.
 *
 * @throws SnapdiffError when it cannot be judged: a file cannot be read, a budget makes no sense, or
 *   there is nothing to judge by
 * @throws TypeError for an option that there is not
 */
export async function checkFiles(paths: readonly string[], options: CheckOptions = {}): Promise<CheckReport> {
  refuseUnknownOptions('checkFiles', options, checkOptionNames);
  const { settings, rest } = splitOptions(options);
  return makeCheckReport(await checkBySettings(paths, settings, rest), toolVersion());
}

/** Parts what is held against a check from how it is done. @throws SnapdiffError when a key of a config makes no sense */
export function splitOptions<Options extends CheckConfig>(
  options: Options,
): { settings: CheckSettings; rest: Omit<Options, keyof CheckConfig> } {
  const { budgets, failOn, ignore, minConfidence, $schema: _, ...rest } = options;
  const config = Object.entries({ budgets, failOn, ignore, minConfidence }).filter(
    ([, of]) => of !== undefined,
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
  settings: CheckSettings,
  options: ReadFileOptions,
): Promise<CheckJudgement> {
  const judgement = judgeCheck(input, settings);
  return { ...judgement, failures: await findPaths(judgement, options) };
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

/** A large one has 200 kB; more than this is none. */
const mostBaselineBytes = 16 << 20;

/** The text of a file that is a baseline file, or is named as one and is no snapshot; undefined for what is a snapshot. */
async function readIfBaseline(path: string): Promise<string | undefined> {
  if (path === '-') return undefined;
  const { size } = await stat(path);
  if (size === 0 || size > mostBaselineBytes) return undefined;
  const file = await open(path, 'r');
  const head = Buffer.alloc(512);
  try {
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const text = head.toString('latin1', 0, bytesRead);
    const isNamedSo = /\.json$/i.test(path) && /^\s*\{(?!\s*"snapshot")/.test(text);
    if (!looksLikeBaseline(text) && !isNamedSo) return undefined;
  } finally {
    await file.close();
  }
  return readFile(path, 'utf8');
}

/** Two versions of Node lay out objects differently: what grew may be that. */
async function compareVersions({ nodeVersion }: Baseline, path: string): Promise<string[]> {
  const { nodeVersion: other } = await readVersions(path);
  if (nodeVersion === null || other === null || nodeVersion === other) return [];
  return [
    `The baseline is of Node ${nodeVersion}, the snapshot of Node ${other}: sizes differ for that reason alone. ` +
      'Make the baseline anew.',
  ];
}

/**
 * Makes a baseline of snapshots that are good: what `check` holds later ones against. Of several, from
 * one process or more, each amount is the highest.
 *
 * @throws SnapdiffError when one cannot be read
 */
export async function makeBaselineFile(
  paths: readonly string[],
  options: ReadFileOptions = {},
): Promise<Baseline> {
  if (paths.length === 0) throw new SnapdiffError('expected a snapshot');
  for (const path of paths) await checkReadable(path);
  const summaries = [];
  for (const path of paths) {
    summaries.push(await summarizeFile(path, options));
    options.freeMemory?.('old');
  }
  return makeBaseline(summaries, { toolVersion: toolVersion(), ...(await readVersions(paths[0])) });
}

/** Reads what `makeBaselineFile` made. @throws SnapdiffError that says what is wrong with it */
export async function readBaselineFile(path: string): Promise<Baseline> {
  await checkReadable(path);
  return parseBaseline(await readFile(path, 'utf8'), path);
}

interface Versions {
  readonly nodeVersion: string | null;
  readonly v8Version: string | null;
}

/** A snapshot does not say who wrote it; what stands beside it does, where snapdiff captured it. */
async function readVersions(path: string): Promise<Versions> {
  try {
    const sidecar: unknown = JSON.parse(await readFile(sidecarPath(path), 'utf8'));
    const { nodeVersion, v8Version } = sidecar as Record<string, unknown>;
    const versionOf = (value: unknown): string | null =>
      typeof value === 'string' && /^[\w.+-]{1,40}$/.test(value) ? value : null;
    return { nodeVersion: versionOf(nodeVersion), v8Version: versionOf(v8Version) };
  } catch {
    return { nodeVersion: null, v8Version: null };
  }
}

/** Constructors whose path is looked for: the first name the reason, and a wide pattern breaks for hundreds. */
const mostPaths = 5;

/**
 * Says who holds the constructors that broke a budget and are no suspects: the path to the newest of
 * their objects. The last snapshot is read once more for it, only when a check fails.
 */
async function findPaths(
  { failures, snapshots }: CheckJudgement,
  options: ReadFileOptions,
): Promise<readonly CheckFailure[]> {
  const path = snapshots.at(-1)?.path ?? '-';
  const names = new Set<string>();
  for (const failure of failures) {
    if (failure.className !== null && failure.path.length === 0 && names.size < mostPaths) {
      names.add(failure.className);
    }
  }
  if (names.size === 0 || !(await checkReadable(path))) return failures;
  options.freeMemory?.('old');
  const analysis = await analyzeFile(path, options);
  const found = new Map(Array.from(names, (className) => [className, newestOf(analysis, className)]));
  return failures.map((failure) => {
    const newest = failure.path.length > 0 ? undefined : found.get(failure.className ?? '');
    return newest ? { ...failure, ...newest } : failure;
  });
}

function newestOf(
  analysis: Analysis,
  className: string,
): Partial<Pick<CheckFailure, 'path' | 'location'>> | undefined {
  const { graph } = analysis.snapshot;
  const wanted = findClasses(analysis.classification, className);
  const nodes = findObjects(analysis.classification, wanted, analysis.shallowSizes);
  let newest: NodeOrdinal | undefined;
  for (const node of nodes) {
    if (newest === undefined || graph.nodeId[node] > graph.nodeId[newest]) newest = node;
  }
  if (newest === undefined) return undefined;
  const { location } = analysis.classification.classes[analysis.classification.classOf[newest]];
  return {
    path: findRetainingPath(analysis, newest),
    ...(location && { location: analysis.locate(location) }),
  };
}
