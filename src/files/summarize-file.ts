import { summarize, type SnapshotSummary } from '../analysis/analysis.ts';
import { takeDetails, type HeapDetails } from '../compare/heap-details.ts';
import { analyzeFile, type ReadFileOptions } from './read-file.ts';

/** A summary, with what a page draws of the heap where that was asked for. */
export interface FileSummary extends SnapshotSummary {
  readonly details?: HeapDetails;
}

/**
 * Reads one snapshot and adds up its classes. "-" is standard input.
 *
 * @throws SnapdiffError when it cannot be read
 */
export async function summarizeFile(path: string, options: ReadFileOptions = {}): Promise<FileSummary> {
  const analysis = await analyzeFile(path, options);
  const { details } = options;
  return { ...summarize(analysis), ...(details && { details: takeDetails(analysis, details, undefined) }) };
}
