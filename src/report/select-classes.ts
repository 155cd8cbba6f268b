import { compareText } from '../compare-text.ts';
import type { ClassDiff } from '../compare/diff.ts';
import type { ClassSummary } from '../analysis/aggregate.ts';
import { SnapdiffError } from '../errors.ts';
import type { SnapshotSummary } from '../analysis/analysis.ts';
import { isTelling } from '../compare/candidates.ts';
import type { DiffReport, PairReport, SeriesReport, SummaryReport } from './report.ts';
import type { SeriesClass, SnapshotSeries } from '../compare/series.ts';
import type { JudgedDiff } from '../compare/pair.ts';

/** What of a comparison or a summary goes into a report, and in which order. */
export interface Selection<Column extends string> {
  /** Biggest first; names rise from A to Z. Ties go by class name, then key. */
  readonly sort?: Column;
  /** Classes to list; 0 lists all. */
  readonly top?: number;
  /** Lists only classes whose name has this in it, in either case, or matches the /expression/flags. */
  readonly filter?: string;
}

/** As in the JSON; `retainedSize` is the current snapshot's. */
export const diffColumns = [
  'className',
  'addedCount',
  'removedCount',
  'countDelta',
  'addedSize',
  'removedSize',
  'sizeDelta',
  'retainedSize',
  'retainedSizeDelta',
] as const;
export type DiffColumn = (typeof diffColumns)[number];

export const summaryColumns = ['className', 'count', 'distance', 'selfSize', 'retainedSize'] as const;
export type SummaryColumn = (typeof summaryColumns)[number];

/**
 * What grew most in retained size comes first: over 14 real leaks it puts the guilty constructor among
 * the first three in 9, and Chrome DevTools' own order, `addedSize`, in at most 3.
 */
export const defaultDiffColumn: DiffColumn = 'retainedSizeDelta';
export const defaultSummaryColumn: SummaryColumn = 'retainedSize';

export interface DiffSelection extends Selection<DiffColumn> {
  /** Lists also the classes with nothing added or removed, which Chrome DevTools leaves out. */
  readonly all?: boolean;
}

export type SummarySelection = Selection<SummaryColumn>;

/** Chooses and orders the classes of a comparison. @throws SnapdiffError for a selection that makes no sense */
export function makeDiffReport(diff: JudgedDiff, selection: DiffSelection = {}): DiffReport {
  checkSelection(selection, diffColumns);
  const { sort = defaultDiffColumn, all = false } = selection;
  const changed = all
    ? diff.classes
    : diff.classes.filter(({ addedCount, removedCount }) => addedCount > 0 || removedCount > 0);
  const { classes, omittedClassCount } = choose(changed, selection, sort, diffValue);
  const { baseline, current, matchedBy, warnings, context, verdict, growth, suspects, totals } = diff;
  return {
    schemaVersion: 1,
    kind: 'diff',
    baseline,
    current,
    matchedBy,
    warnings,
    ...(context && { context }),
    verdict,
    growth,
    suspects,
    totals,
    classes,
    omittedClassCount,
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

/**
 * Chooses and orders the classes of a series, by the change from its first snapshot to its last.
 *
 * @throws SnapdiffError for a selection that makes no sense
 */
export function makeSeriesReport(series: SnapshotSeries, selection: DiffSelection = {}): SeriesReport {
  checkSelection(selection, diffColumns);
  const { sort = defaultDiffColumn, all = false } = selection;
  const moving = all ? series.classes : series.classes.filter(hasMoved);
  const { classes, omittedClassCount } = choose(moving, selection, sort, seriesValue);
  const { snapshots, warnings, context, verdict, growth, suspects, totals } = series;
  const pairs = series.pairs.map((pair) => ({
    ...pair,
    grew: whatGrew(pair.classes, suspects[0]?.key),
    ...choose(pair.classes, selection, sort, diffValue),
  }));
  return {
    schemaVersion: 1,
    kind: 'series',
    snapshots,
    warnings,
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

/** Functions and plain objects come with everything and say nothing. */
function whatGrew(classes: readonly ClassDiff[], suspectKey: string | undefined): PairReport['grew'] {
  let most: ClassDiff | undefined;
  for (const of of classes) {
    if (of.countDelta <= 0 || (of.key !== suspectKey && !isTelling(of.className))) continue;
    if (of.key === suspectKey || of.countDelta > (most?.countDelta ?? 0)) most = of;
    if (of.key === suspectKey) break;
  }
  return most ? { key: most.key, className: most.className, countDelta: most.countDelta } : null;
}

/** Whether anything of the class came or went between any two snapshots. */
function hasMoved({ counts, cohorts }: SeriesClass): boolean {
  const [first = []] = cohorts;
  return counts.some((count) => count !== counts[0]) || first.some((alive) => alive !== first[0]);
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

function diffValue(of: ClassDiff, column: DiffColumn): number {
  if (column === 'className') return 0;
  if (column === 'retainedSize') return of.current?.retainedSize ?? 0;
  return of[column];
}

function seriesValue(of: SeriesClass, column: DiffColumn): number {
  if (column === 'className') return 0;
  if (column === 'retainedSize') return of.retainedSizes.at(-1) ?? 0;
  if (column === 'retainedSizeDelta') return of.retainedSizeDelta;
  return of.change[column];
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
