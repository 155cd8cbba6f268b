import { compareText } from '../../base/compare-text.ts';
import { SnapdiffError } from '../../base/errors.ts';
import { parseExpression } from '../../base/expression.ts';
import { matchNames } from '../../base/match-names.ts';

/** What of a comparison or a summary goes into a report, and in which order. */
export interface Selection<Column extends string> {
  /** Biggest first; names rise from A to Z. Ties go by class name, then key. */
  readonly sort?: Column;
  /** Classes to list; 0 lists all. */
  readonly top?: number;
  /** Lists only classes whose name has this in it, in either case, or matches the /expression/flags. */
  readonly filter?: string;
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

/** The classes to list, in order, and how many are left out. @throws SnapdiffError of an expression that does not end */
export function choose<Class extends { className: string; key: string }, Column extends string>(
  candidates: readonly Class[],
  { top = 0, filter = '' }: Selection<Column>,
  sort: Column,
  valueOf: (heapClass: Class, column: Column) => number,
): { classes: Class[]; omittedClassCount: number } {
  const listed = findListed(
    filter,
    candidates.map(({ className }) => className),
  );
  const classes = candidates.filter(({ className }) => listed.has(className));
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
function findListed(filter: string, names: readonly string[]): ReadonlySet<string> {
  const expression = parseFilter(filter);
  if (expression) {
    return matchNames(
      { text: filter, place: '--filter', matches: (name) => expression.test(name) },
      new Set(names),
    );
  }
  const escaped = new RegExp(filter.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
  return new Set(names.filter((name) => escaped.test(name)));
}

/** @returns undefined for plain text */
function parseFilter(filter: string): RegExp | undefined {
  try {
    return parseExpression(filter);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new SnapdiffError(`--filter ${filter}: ${problem}`, {
      cause,
      hint: 'Text between slashes is a regular expression; to look for it as it stands, write \\/ for each slash.',
    });
  }
}
