import { compareText } from '../../base/compare-text.ts';
import { SnapdiffError } from '../../base/errors.ts';
import { parseExpression } from '../../base/expression.ts';

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

/** The classes to list, in order, and how many are left out. */
export function choose<Class extends { className: string; key: string }, Column extends string>(
  candidates: readonly Class[],
  { top = 0, filter = '' }: Selection<Column>,
  sort: Column,
  valueOf: (heapClass: Class, column: Column) => number,
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
  try {
    return parseExpression(filter) ?? new RegExp(filter.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new SnapdiffError(`--filter ${filter}: ${problem}`, {
      cause,
      hint: 'Text between slashes is a regular expression; to look for it as it stands, write \\/ for each slash.',
    });
  }
}
