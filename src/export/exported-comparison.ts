import type { Suspect } from '../compare/suspects.ts';
import type { Verdict } from '../compare/verdict.ts';
import { compareFiles } from '../files/compare-files.ts';
import { makeComparisonReport } from '../report/comparison-report.ts';
import { leaveOutStrings } from '../report/leave-out-strings.ts';
import type { ExportOptions } from './exporter.ts';

/** What a comparison tells of its snapshots that no one of them tells. */
export interface ExportedComparison {
  /** In their order, oldest first. */
  readonly paths: readonly string[];
  /** Objects have one id in all of them. */
  readonly isFollowed: boolean;
  readonly verdict: Verdict;
  readonly suspects: readonly Suspect[];
  /** From the first snapshot to the last; null where a sidecar is missing. */
  readonly seconds: number | null;
  readonly warnings: readonly string[];
}

/** Compares two files or more. Without `includeStrings` no key of a Map is told. @throws SnapdiffError */
export async function compareForExport(
  paths: readonly string[],
  options: ExportOptions,
): Promise<ExportedComparison> {
  const { edges: _edges, includeStrings = false, labels: _labels, ...reading } = options;
  const comparison = await compareFiles(paths, reading);
  const { snapshots, matchedBy, isSwapped, verdict, warnings, context } = comparison;
  // As in a page that is sent: what is left out of it is left out here.
  const report = makeComparisonReport(comparison, { top: 1 });
  const { suspects } = includeStrings ? report : leaveOutStrings(report);
  return {
    paths: snapshots.map(({ path }) => path),
    isFollowed: matchedBy === 'id' && !isSwapped,
    verdict,
    suspects,
    seconds: context?.seconds ?? null,
    warnings,
  };
}
