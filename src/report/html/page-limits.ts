import type { PathStep } from '../../paths/retaining-path.ts';
import type { DrawnReport } from '../leave-out-strings.ts';

/** Longer texts are cut: V8 keeps names that are megabytes long, and nobody reads one to its end. */
const maxTextLength = 500;
/** Constructors of the main table, and of all pairs of a series together. */
const maxClasses = 1000;
const maxPairClasses = 1500;
/** Steps of a path: of a longer one its end, which is what a person looks for. */
const maxSteps = 200;

/** A report with no more in it than a page of 2 MB has room for. What is left out is counted, as in any report. */
export function fitToPage(report: DrawnReport): DrawnReport {
  const fitted = limitPaths(limitClasses(report, maxClasses));
  if (fitted.kind !== 'comparison' || fitted.pairs.length === 0) return fitted;
  const ofPair = Math.max(Math.floor(maxPairClasses / fitted.pairs.length), 1);
  return { ...fitted, pairs: fitted.pairs.map((pair) => limitClasses(pair, ofPair)) };
}

function limitClasses<
  List extends { readonly classes: readonly unknown[]; readonly omittedClassCount: number },
>(list: List, most: number): List {
  const { classes, omittedClassCount } = list;
  if (classes.length <= most) return list;
  return {
    ...list,
    classes: classes.slice(0, most),
    omittedClassCount: omittedClassCount + classes.length - most,
  };
}

function limitPaths(report: DrawnReport): DrawnReport {
  const cut = <Holder extends { readonly path: readonly PathStep[] }>(holder: Holder): Holder =>
    holder.path.length <= maxSteps ? holder : { ...holder, path: holder.path.slice(-maxSteps) };
  if (report.kind === 'summary') return report;
  const shown = { ...report, suspects: report.suspects.map(cut) };
  return shown.kind === 'check' ? { ...shown, failures: shown.failures.map(cut) } : shown;
}

/** For `JSON.stringify`. */
export function cutText(_field: string, value: unknown): unknown {
  return typeof value === 'string' && value.length > maxTextLength
    ? `${value.slice(0, maxTextLength - 1)}…`
    : value;
}
