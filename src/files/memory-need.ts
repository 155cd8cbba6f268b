import { stat } from 'node:fs/promises';
import { SnapdiffError } from '../base/errors.ts';
import { formatBytes, type Bytes } from '../base/units.ts';
import { freeMemory, type FreeMemory } from '../preload/free-memory.cts';
import { readCounts, type FileCounts } from '../snapshot/read-snapshot.ts';
import type { ReadFileOptions } from './read-file.ts';

/** What a file of this size takes is there on any machine, and is not asked for. */
const minAskedBytes: Bytes = 64e6;

/** Node, the program and what V8 compiled of it. */
const processBytes: Bytes = 70e6;
const threadBytes: Bytes = 20e6;
/** How much a compressed snapshot is larger than its file, at most about. */
const compression = 16;
/** Kept of each file but the one that is read: id, class and size of an object. */
const censusBytesPerNode: Bytes = 12;

/**
 * The peak of reading and analysing one file. Measured on real files: of 107 MB it meets the peak, of 800 MB
 * it is a tenth too high for one file and a fifth for two. Nodes and edges are those of docs/architecture.md, with dominators, which are the peak; what is not their digits is strings.
 */
function analysisBytes({ nodeCount, edgeCount, plainBytes }: FileCounts): Bytes {
  const digits = 22 * nodeCount + 13 * edgeCount;
  return 50 * nodeCount + 12 * edgeCount + Math.max(0, plainBytes - digits);
}

/**
 * What a snapshot takes that is kept open to be explored, and while it is being opened: the columns of docs/architecture.md,
 * "Exploring", and the strings.
 */
function exploringBytes({ nodeCount, edgeCount, plainBytes }: FileCounts): Bytes {
  const digits = 22 * nodeCount + 13 * edgeCount;
  return 120 * nodeCount + 14 * edgeCount + Math.max(0, plainBytes - digits);
}

/**
 * Whether memory allows to open one more snapshot and to keep it. Small ones always fit, and where nobody knows what is free, all do.
 *
 * @throws SnapdiffError when the file cannot be read, or is no snapshot
 */
export async function hasRoomToExplore(path: string): Promise<boolean> {
  // What is not there is said by who opens it.
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  const free = freeMemory();
  if (size * compression < minAskedBytes || free === null) return true;
  const counts = await readCounts(path);
  return counts.plainBytes < minAskedBytes || exploringBytes(counts) + threadBytes <= free.bytes;
}

/** What a comparison takes, with one file read at a time and with several. */
export interface MemoryNeed {
  of(jobs: number): Bytes;
}

/** @param sizes bytes of the files; small ones are not opened for it */
export async function estimateNeed(
  paths: readonly string[],
  sizes: readonly Bytes[],
): Promise<MemoryNeed | undefined> {
  if (Math.max(...sizes) < minAskedBytes) return undefined;
  const counts: FileCounts[] = [];
  for (const path of paths) counts.push(await readCounts(path));
  const analyses = counts.map(analysisBytes).toSorted((a, b) => b - a);
  const censuses = counts.map(({ nodeCount }) => nodeCount * censusBytesPerNode).toSorted((a, b) => b - a);
  const kept = censuses.slice(0, 3).reduce((sum, bytes) => sum + bytes, 0) - censuses[0];
  return {
    of: (jobs) =>
      analyses.slice(0, jobs).reduce((sum, bytes) => sum + bytes, processBytes + kept) +
      (jobs - 1) * threadBytes,
  };
}

/**
 * How many files may be read at once: as many as are wanted, or, where nobody has said how many, as memory allows.
 *
 * @param wanted by the machine, or by who asks
 * @param free null where nobody knows
 * @throws SnapdiffError where memory will not do: a machine that swaps takes hours, and the kernel kills what takes too much
 */
export function fitJobs(
  wanted: number,
  need: MemoryNeed,
  { jobs }: Pick<ReadFileOptions, 'jobs'>,
  free: FreeMemory | null = freeMemory(),
): number {
  // Asked for in as many words, one file after the other is tried in any case.
  if (free === null || jobs === 1 || need.of(wanted) <= free.bytes) return wanted;
  if (jobs === undefined && need.of(1) <= free.bytes) return 1;
  const where = free.boundBy === 'cgroup' ? 'in its control group' : 'on this machine';
  const needed = formatBytes(need.of(jobs === undefined ? 1 : wanted));
  throw new SnapdiffError(
    `the comparison takes about ${needed} of memory, and ${formatBytes(free.bytes)} are free ${where}`,
    {
      hint:
        need.of(1) <= free.bytes
          ? `--jobs 1 reads one file at a time and takes ${formatBytes(need.of(1))}.`
          : 'Compare on a machine with more; --jobs 1 tries it all the same.',
    },
  );
}
