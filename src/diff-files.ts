import { draftCensus, countDraft, type Census, type CensusDraft } from './compare/census.ts';
import { diffCensuses, type SnapshotDiff } from './compare/diff.ts';
import { analyzeFile, type ReadFileOptions } from './read-file.ts';
import { checkReadable } from './snapshot/byte-source.ts';

/**
 * Reads two snapshots and compares them class by class. "-" is standard input.
 *
 * The current one is read first: its shapes name the plain objects of both. Of each only the census
 * is kept (12 bytes per object), so memory is that of the larger file's analysis, and little more.
 *
 * @throws SnapdiffError when either cannot be read
 */
export async function diffFiles(
  baseline: string,
  current: string,
  options: ReadFileOptions = {},
): Promise<SnapshotDiff> {
  // A misspelt baseline should not be found out after minutes of reading the other.
  await checkReadable(baseline);
  const currentCensus = await takeFileCensus(current, options);
  const baselineCensus = await takeFileCensus(baseline, options, currentCensus);
  return diffCensuses(baselineCensus, currentCensus);
}

async function takeFileCensus(
  path: string,
  options: ReadFileOptions,
  comparedWith?: Census,
): Promise<Census> {
  const { freeMemory = () => {} } = options;
  // What came before is free only when the functions that held it have returned.
  freeMemory('old');
  const draft = await draftFileCensus(path, options, comparedWith);
  freeMemory('old');
  return countDraft(draft);
}

async function draftFileCensus(
  path: string,
  options: ReadFileOptions,
  comparedWith?: Census,
): Promise<CensusDraft> {
  return draftCensus(await analyzeFile(path, options), comparedWith);
}
