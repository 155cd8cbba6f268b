import { isConstructor } from '../analysis/class-origins.ts';
import type { Comparison } from '../compare/comparison.ts';
import { hasChanged, type ComparedClass } from '../compare/diff.ts';
import type { ComparisonReport, PairReport } from './report.ts';
import { chooseDetails } from './select/chosen-details.ts';
import { checkSelection, choose, type Selection } from './select/selection.ts';

/** As in the JSON; `retainedSize` is the last snapshot's. */
export const comparisonColumns = [
  'className',
  'addedCount',
  'removedCount',
  'countDelta',
  'addedSize',
  'removedSize',
  'sizeDelta',
  'resizedSize',
  'retainedSize',
  'retainedSizeDelta',
] as const;
export type ComparisonColumn = (typeof comparisonColumns)[number];

/**
 * What grew most in retained size comes first: over 14 real leaks it puts the guilty constructor among
 * the first three in 9, and Chrome DevTools' own order, `addedSize`, in at most 3.
 */
export const defaultComparisonColumn: ComparisonColumn = 'retainedSizeDelta';

export interface ComparisonSelection extends Selection<ComparisonColumn> {
  /** Lists also the classes of which nothing came, went or changed its size. */
  readonly all?: boolean;
}

/**
 * Chooses and orders the classes of a comparison, by the change from its first snapshot to its last.
 *
 * @throws SnapdiffError for a selection that makes no sense
 */
export function makeComparisonReport(
  comparison: Comparison,
  selection: ComparisonSelection = {},
): ComparisonReport {
  checkSelection(selection, comparisonColumns);
  const { sort = defaultComparisonColumn, all = false } = selection;
  const moving = all ? comparison.classes : comparison.classes.filter(hasMoved);
  const { classes, omittedClassCount } = choose(moving, selection, sort, comparedValue);
  const { snapshots, matchedBy, warnings, warningsParts, context, verdict, growth, suspects, totals } =
    comparison;
  const pairs = comparison.pairs.map((pair) => ({
    ...pair,
    grew: whatGrew(pair.classes, suspects[0]?.key),
    ...choose(pair.classes, selection, sort, comparedValue),
  }));
  return {
    schemaVersion: 1,
    kind: 'comparison',
    snapshots,
    matchedBy,
    warnings,
    warningsParts,
    ...(context && { context }),
    verdict,
    growth,
    suspects,
    totals,
    classes,
    omittedClassCount,
    pairs,
    ...chooseDetails(comparison.details, classes),
  };
}

/** Functions and plain objects come with everything and say nothing. */
function whatGrew(classes: readonly ComparedClass[], suspectKey: string | undefined): PairReport['grew'] {
  let most: ComparedClass | undefined;
  for (const heapClass of classes) {
    if (heapClass.countDelta <= 0 || (heapClass.key !== suspectKey && !isConstructor(heapClass.origin)))
      continue;
    if (heapClass.key === suspectKey || heapClass.countDelta > (most?.countDelta ?? 0)) most = heapClass;
    if (heapClass.key === suspectKey) break;
  }
  return most ? { key: most.key, className: most.className, countDelta: most.countDelta } : null;
}

/** Whether anything of the class came, went or changed its size between any two snapshots. */
function hasMoved(heapClass: ComparedClass): boolean {
  const { counts, selfSizes, cohorts } = heapClass;
  const [first = []] = cohorts;
  const isSteady = (amounts: readonly number[]): boolean => amounts.every((amount) => amount === amounts[0]);
  return hasChanged(heapClass) || ![counts, selfSizes, first].every(isSteady);
}

function comparedValue(heapClass: ComparedClass, column: ComparisonColumn): number {
  if (column === 'className') return 0;
  if (column === 'retainedSize') return heapClass.retainedSizes.at(-1) ?? 0;
  return heapClass[column];
}
