import { countDraft, draftCensus, type Census, type CensusDraft } from './compare/census.ts';
import { findLeakCandidates, holderIds } from './compare/suspect-path.ts';
import type { PreparedCandidate } from './compare/verdict.ts';
import { IdSet } from './heap/id-set.ts';
import type { NodeId } from './heap/index-spaces.ts';
import { analyzeFile, type ReadFileOptions } from './read-file.ts';
import { readNodeIds } from './snapshot/read-snapshot.ts';

/** The newest file of a comparison. */
export interface NewestFile {
  readonly census: Census;
  readonly candidates: readonly PreparedCandidate[];
}

/**
 * Reads the newest file of a comparison: its census, and who may leak, which only it can tell.
 *
 * @param earlier ids of the files before it, in their order; without any there are no candidates
 * @throws SnapdiffError when it cannot be read
 */
export async function readNewest(
  path: string,
  earlier: readonly IdSet[],
  options: ReadFileOptions,
): Promise<NewestFile> {
  const { freeMemory = () => {} } = options;
  // What came before is free only when the functions that held it have returned.
  freeMemory('old');
  const { draft, candidates } = await draftNewest(path, earlier, options);
  freeMemory('old');
  return { census: countDraft(draft, holderIds(candidates)), candidates };
}

async function draftNewest(
  path: string,
  earlier: readonly IdSet[],
  options: ReadFileOptions,
): Promise<{ draft: CensusDraft; candidates: readonly PreparedCandidate[] }> {
  const analysis = await analyzeFile(path, options);
  const draft = draftCensus(analysis);
  return { draft, candidates: findLeakCandidates(analysis, draft, earlier) };
}

/**
 * Reads an earlier file of a comparison.
 *
 * @param watched ids of objects whose retained size is kept
 * @throws SnapdiffError when it cannot be read
 */
export async function readEarlier(
  path: string,
  newest: Census,
  watched: ReadonlySet<NodeId>,
  options: ReadFileOptions,
): Promise<Census> {
  const { freeMemory = () => {} } = options;
  freeMemory('old');
  const draft = await draftEarlier(path, newest, options);
  freeMemory('old');
  return countDraft(draft, watched);
}

async function draftEarlier(path: string, newest: Census, options: ReadFileOptions): Promise<CensusDraft> {
  return draftCensus(await analyzeFile(path, options), newest);
}

/** The ids of a file, which is the first part of it; the rest is not read. @throws SnapdiffError */
export async function readIds(path: string, { onProgress, signal }: ReadFileOptions): Promise<IdSet> {
  return new IdSet(await readNodeIds(path, { ...(onProgress && { onProgress }), ...(signal && { signal }) }));
}
