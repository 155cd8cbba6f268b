import { summarize, type SnapshotSummary } from '../analysis/analysis.ts';
import { analyzeFile, type ReadFileOptions } from './read-file.ts';

/**
 * Reads one snapshot and adds up its classes. "-" is standard input.
 *
 * @throws SnapdiffError when it cannot be read
 */
export async function summarizeFile(path: string, options: ReadFileOptions = {}): Promise<SnapshotSummary> {
  return summarize(await analyzeFile(path, options));
}
