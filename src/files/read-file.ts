import { Analysis } from '../analysis/analysis.ts';
import type { DetailLevel } from '../compare/heap-details.ts';
import { IdSet } from '../heap/id-set.ts';
import type { IdList } from '../heap/index-spaces.ts';
import { noProgress, type Progress } from '../base/progress.ts';
import { readTellingIds } from '../snapshot/read-snapshot.ts';
import { mapByScripts } from './script-maps.ts';
import type { MapLocation } from './source-maps.ts';

/** Which code reads the file: this project's, or the npm package, for a second opinion on small files. */
export type ParserName = 'snapdiff' | 'heapsnapshot-parser';

export interface ReadFileOptions {
  readonly parser?: ParserName;
  readonly onProgress?: Progress;
  readonly signal?: AbortSignal;
  /**
   * What `readSourceMaps` returns: constructors and functions are shown where their source has them. Without it
   * only by the maps that scripts name themselves.
   */
  readonly mapLocation?: MapLocation;
  /** Lists `Object 0x1234` under `Object`: some writers of the format call each object by its address. */
  readonly foldAddresses?: boolean;
  /** Takes from the newest file also what a page draws of it; not for what is written as a table. */
  readonly details?: DetailLevel;
  /**
   * How many files of a comparison are read at the same time, each in a thread; 1 takes the least memory, that of one file.
   * Without it as many as there are cores and memory for, two at most. Small files are read in one thread.
   */
  readonly jobs?: number;
  /**
   * Called where large arrays have just become garbage. Whoever owns the process may collect it there
   * and then: V8 by itself waits, and the peak is higher by a quarter. `young`: what the last phase
   * allocated; `old`: a whole snapshot.
   */
  readonly freeMemory?: (age: 'young' | 'old') => void;
}

/** Of one file that is read whole. */
export interface AnalyzeFileOptions extends ReadFileOptions {
  /** Told the uncompressed bytes as they are read, by this project's reader only. */
  readonly onBytes?: (chunk: Uint8Array) => void;
}

/**
 * Reads a snapshot with the parser of one's choice, and stands ready to analyse it.
 *
 * @param onIds told the ids of its nodes, as soon as they are read
 */
export async function analyzeFile(
  path: string,
  options: AnalyzeFileOptions,
  onIds?: (ids: IdSet) => void,
): Promise<Analysis> {
  const {
    parser = 'snapdiff',
    onProgress = noProgress,
    signal,
    freeMemory,
    mapLocation,
    foldAddresses,
    onBytes,
  } = options;
  const readOptions = { onProgress, ...(signal && { signal }), ...(onBytes && { onBytes }) };
  const tellIds = onIds && ((ids: IdList): void => onIds(new IdSet(ids)));
  const read: Reader = parser === 'snapdiff' ? readTellingIds : await loadOtherReader();
  const snapshot = await read(path, readOptions, tellIds);
  const onPhase = (phase: string): void => {
    signal?.throwIfAborted();
    onProgress(`${phase} of ${path}`, 0, undefined);
    freeMemory?.('young');
  };
  return new Analysis(snapshot, { onPhase, mapLocation: mapByScripts(path, mapLocation), foldAddresses });
}

type Reader = typeof readTellingIds;

async function loadOtherReader(): Promise<Reader> {
  const { readWithHeapsnapshotParser } = await import('../snapshot/heapsnapshot-parser.ts');
  return async (path, options, onIds) => {
    if (typeof path !== 'string') throw new TypeError('it reads files only');
    const snapshot = await readWithHeapsnapshotParser(path, options);
    onIds?.(snapshot.graph.nodeId);
    return snapshot;
  };
}
