import { Analysis, summarize, type SnapshotSummary } from './analysis/analysis.ts';
import { noProgress } from './progress.ts';
import { readFileWith, type ReadFileOptions } from './read-file.ts';

/**
 * Reads one snapshot and adds up its classes. "-" is standard input.
 *
 * @throws SnapdiffError when it cannot be read
 */
export async function summarizeFile(path: string, options: ReadFileOptions = {}): Promise<SnapshotSummary> {
  const snapshot = await readFileWith(path, options);
  const { onProgress = noProgress } = options;
  onProgress(`analysing ${path}`, 0, undefined);
  options.signal?.throwIfAborted();
  return summarize(new Analysis(snapshot));
}
