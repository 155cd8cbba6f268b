import { compareText } from '../../base/compare-text.ts';
import { hasChanged, type ComparedClass } from '../../compare/diff.ts';
import type { ClassSummary } from '../../analysis/aggregate.ts';
import { SnapdiffError } from '../../base/errors.ts';
import type { SnapshotSummary } from '../../analysis/analysis.ts';
import { isConstructor } from '../../analysis/class-origins.ts';
import type { Comparison } from '../../compare/comparison.ts';
import type { ComparisonReport, PairReport, SummaryReport } from '../report.ts';

/** What of a comparison or a summary goes into a report, and in which order. */
export interface Selection<Column extends string> {
  /** Biggest first; names rise from A to Z. Ties go by class name, then key. */
  readonly sort?: Column;
  /** Classes to list; 0 lists all. */
  readonly top?: number;
  /** Lists only classes whose name has this in it, in either case, or matches the /expression/flags. */
  readonly filter?: string;
}

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

export const summaryColumns = ['className', 'count', 'distance', 'selfSize', 'retainedSize'] as const;
export type SummaryColumn = (typeof summaryColumns)[number];

/**
 * What grew most in retained size comes first: over 14 real leaks it puts the guilty constructor among
 * the first three in 9, and Chrome DevTools' own order, `addedSize`, in at most 3.
 */
export const defaultComparisonColumn: ComparisonColumn = 'retainedSizeDelta';
export const defaultSummaryColumn: SummaryColumn = 'retainedSize';

export interface ComparisonSelection extends Selection<ComparisonColumn> {
  /** Lists also the classes of which nothing came, went or changed its size. */
  readonly all?: boolean;
}

export type SummarySelection = Selection<SummaryColumn>;

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
  };
}

/** Chooses and orders the classes of a summary. @throws SnapdiffError for a selection that makes no sense */
export function makeSummaryReport(summary: SnapshotSummary, selection: SummarySelection = {}): SummaryReport {
  checkSelection(selection, summaryColumns);
  const { sort = defaultSummaryColumn } = selection;
  const { classes, omittedClassCount } = choose(summary.classes, selection, sort, summaryValue);
  const { snapshot, statistics } = summary;
  return { schemaVersion: 1, kind: 'summary', snapshot, statistics, classes, omittedClassCount };
}

/** Functions and plain objects come with everything and say nothing. */
function whatGrew(classes: readonly ComparedClass[], suspectKey: string | undefined): PairReport['grew'] {
  let most: ComparedClass | undefined;
  for (const of of classes) {
    if (of.countDelta <= 0 || (of.key !== suspectKey && !isConstructor(of.origin))) continue;
    if (of.key === suspectKey || of.countDelta > (most?.countDelta ?? 0)) most = of;
    if (of.key === suspectKey) break;
  }
  return most ? { key: most.key, className: most.className, countDelta: most.countDelta } : null;
}

/** Whether anything of the class came, went or changed its size between any two snapshots. */
function hasMoved(of: ComparedClass): boolean {
  const { counts, selfSizes, cohorts } = of;
  const [first = []] = cohorts;
  const isSteady = (amounts: readonly number[]): boolean => amounts.every((amount) => amount === amounts[0]);
  return hasChanged(of) || ![counts, selfSizes, first].every(isSteady);
}

/** Finds a wrong column, count or expression before files of a gigabyte are read for it. */
export function checkSelection(selection: Selection<string>, columns: readonly string[]): void {
  const { sort, top = 0, filter = '' } = selection;
  if (sort !== undefined && !columns.includes(sort)) {
    throw new SnapdiffError(`cannot sort by "${sort}"`, { hint: `Sort by one of ${columns.join(', ')}.` });
  }
  if (!Number.isSafeInteger(top) || top < 0) {
    throw new SnapdiffError('--top needs a whole number, 0 or more', {
      hint: '--top 0 lists all constructors.',
    });
  }
  parseFilter(filter);
}

function choose<Class extends { className: string; key: string }, Column extends string>(
  candidates: readonly Class[],
  { top = 0, filter = '' }: Selection<Column>,
  sort: Column,
  valueOf: (of: Class, column: Column) => number,
): { classes: Class[]; omittedClassCount: number } {
  const pattern = parseFilter(filter);
  const classes = candidates.filter(({ className }) => pattern.test(className));
  classes.sort(
    (a, b) =>
      valueOf(b, sort) - valueOf(a, sort) ||
      compareText(a.className, b.className) ||
      compareText(a.key, b.key),
  );
  if (top === 0 || classes.length <= top) return { classes, omittedClassCount: 0 };
  return { classes: classes.slice(0, top), omittedClassCount: classes.length - top };
}

/** Text is looked for as it stands, in either case; "/text/flags" is a regular expression. */
function parseFilter(filter: string): RegExp {
  const expression = /^\/(.+)\/([a-z]*)$/s.exec(filter);
  if (expression === null) return new RegExp(filter.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
  const [, source = '', flags = ''] = expression;
  try {
    // g and y would make the answer depend on the class asked about before.
    return new RegExp(source, flags.replace(/[gy]/g, ''));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new SnapdiffError(`--filter ${filter}: ${problem}`, {
      cause,
      hint: 'Text between slashes is a regular expression; to look for it as it stands, write \\/ for each slash.',
    });
  }
}

function comparedValue(of: ComparedClass, column: ComparisonColumn): number {
  if (column === 'className') return 0;
  if (column === 'retainedSize') return of.retainedSizes.at(-1) ?? 0;
  return of[column];
}

function summaryValue(of: ClassSummary, column: SummaryColumn): number {
  if (column === 'className') return 0;
  if (column === 'distance' && !isDistance(of.distance)) return -1;
  return of[column];
}

/** Chrome DevTools shows no distance for what only the engine (100,000,000 and more) or a weak reference reaches. */
export function isDistance(distance: number): boolean {
  return distance >= 0 && distance < 1e8;
}
