import type { Sentence } from '../base/sentence.ts';
import { isConstructor, type ClassOrigin } from '../analysis/class-origins.ts';
import type { SnapshotSummary } from '../analysis/analysis.ts';
import type { SnapshotInfo } from '../analysis/aggregate.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import type { Comparison } from '../compare/comparison.ts';
import type { Suspect } from '../compare/suspects.ts';
import type { HeapDetails } from '../compare/heap-details.ts';
import { splitGrowth, type Growth } from '../compare/growth.ts';
import type { Verdict } from '../compare/verdict.ts';
import { baselineAmounts, type Baseline } from './baseline.ts';
import type { CheckedFile, CheckMode } from './check-result.ts';
import { addAmounts, amountsOf, noAmounts, type ClassAmounts } from './class-amounts.ts';

/** What a check judges: a comparison, or a snapshot against a baseline file. */
export interface CheckInput {
  readonly mode: CheckMode;
  readonly matchedBy: 'id' | 'className';
  readonly snapshots: readonly InputFile[];
  readonly warnings: readonly Sentence[];
  readonly verdict: Verdict | null;
  readonly growth: Growth;
  readonly suspects: readonly Suspect[];
  /** One for each name: those of one name, from several places, are one to who writes a budget. */
  readonly classes: readonly InputClass[];
  /** What a page draws of the last snapshot; only where it was asked for. */
  readonly details?: HeapDetails;
}

/** Whoever judges it may read it again. */
export type InputFile = CheckedFile & { readonly path: string };

/** One constructor in the first file and in the last. */
export interface InputClass {
  readonly className: string;
  /** Of a class that is gone, of which only a baseline file tells: `engine`, as nothing is said of it. */
  readonly origin: ClassOrigin;
  readonly location?: ScriptLocation;
  readonly baseline: ClassAmounts;
  readonly current: ClassAmounts;
}

/**
 * A comparison: its last snapshot against its first.
 *
 * @param mode `scenario`: snapdiff ran the program itself
 */
export function comparisonInput(
  comparison: Comparison,
  mode: CheckMode = comparison.snapshots.length === 2 ? 'pair' : 'series',
): CheckInput {
  const { snapshots, matchedBy, warningsParts, verdict, growth, suspects, classes, details } = comparison;
  const at = (heapClass: Comparison['classes'][number], index: number): ClassAmounts => ({
    count: heapClass.counts.at(index) ?? 0,
    selfSize: heapClass.selfSizes.at(index) ?? 0,
    retainedSize: heapClass.retainedSizes.at(index) ?? 0,
  });
  return {
    mode,
    matchedBy,
    snapshots: snapshots.map(fileOf),
    warnings: warningsParts,
    verdict: matchedBy === 'id' ? verdict : null,
    growth,
    suspects,
    ...(details && { details }),
    classes: joinByName(
      classes.map((heapClass) => ({
        ...nameOf(heapClass),
        baseline: at(heapClass, 0),
        current: at(heapClass, -1),
      })),
    ),
  };
}

/** A snapshot against a baseline file, which no ids connect. */
export function baselineInput(
  { baseline, path, fileBytes }: { baseline: Baseline; path: string; fileBytes: number },
  { snapshot, classes, details }: SnapshotSummary & Pick<CheckInput, 'details'>,
  warnings: readonly Sentence[] = [],
): CheckInput {
  const { totalSize, nodeCount } = baseline.totals;
  const amountsBefore = baselineAmounts(baseline);
  const now = joinByName(
    classes.map((heapClass) => ({
      ...nameOf(heapClass),
      baseline: noAmounts,
      current: amountsOf(heapClass),
    })),
  );
  const seen = new Set(now.map(({ className }) => className));
  const gone = baseline.classes.filter(({ className }) => !seen.has(className));
  return {
    mode: 'baseline',
    matchedBy: 'className',
    snapshots: [{ path, kind: 'baseline-file', fileBytes, nodeCount, totalSize }, fileOf(snapshot)],
    warnings: [
      ['A baseline file has no object ids: constructors are compared, by name, and there are no suspects.'],
      ...warnings,
    ],
    verdict: null,
    growth: splitGrowth(snapshot.totalSize - totalSize, [], 0),
    suspects: [],
    ...(details && { details }),
    classes: [
      ...now.map((row) => ({ ...row, baseline: amountsBefore(row.className, row.current) })),
      ...gone.map((before) => ({
        className: before.className,
        origin: 'engine' as const,
        baseline: amountsOf(before),
        current: noAmounts,
      })),
    ],
  };
}

function fileOf({ path, fileBytes, nodeCount, totalSize }: SnapshotInfo): InputFile {
  return { path, kind: 'snapshot', fileBytes, nodeCount, totalSize };
}

function nameOf({
  className,
  origin,
  location,
}: Omit<InputClass, 'baseline' | 'current'>): Omit<InputClass, 'baseline' | 'current'> {
  return { className, origin, ...(location && { location }) };
}

/** Retained sizes of several places may overlap, so their sum is an upper bound. The place is that of most objects. */
function joinByName(classes: readonly InputClass[]): InputClass[] {
  const joined = new Map<string, InputClass>();
  for (const row of classes) {
    const other = joined.get(row.className);
    if (!other) {
      joined.set(row.className, row);
      continue;
    }
    const location = (other.current.count >= row.current.count ? other : row).location;
    joined.set(row.className, {
      className: row.className,
      origin: isConstructor(other.origin) ? other.origin : row.origin,
      ...(location && { location }),
      baseline: addAmounts(other.baseline, row.baseline),
      current: addAmounts(other.current, row.current),
    });
  }
  return [...joined.values()];
}
