import type { Snapshot } from './heap/heap-graph.ts';
import type { Progress } from './progress.ts';
import { readWithHeapsnapshotParser } from './snapshot/heapsnapshot-parser.ts';
import { readSnapshot } from './snapshot/read-snapshot.ts';

/** Which code reads the file: this project's, or the npm package, for a second opinion on small files. */
export type ParserName = 'snapdiff' | 'heapsnapshot-parser';

export interface ReadFileOptions {
  readonly parser?: ParserName;
  readonly onProgress?: Progress;
  readonly signal?: AbortSignal;
}

/** Reads a snapshot with the parser of one's choice. */
export function readFileWith(
  path: string,
  { parser = 'snapdiff', ...options }: ReadFileOptions,
): Promise<Snapshot> {
  return parser === 'snapdiff' ? readSnapshot(path, options) : readWithHeapsnapshotParser(path, options);
}
