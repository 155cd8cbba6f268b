import type { PathStep } from '../../paths/retaining-path.ts';
import type { DrawnReport } from '../leave-out-strings.ts';

/** Longer texts are cut: V8 keeps names that are megabytes long, and nobody reads one to its end. */
const maxTextLength = 500;
/** Constructors of the main table. */
const maxClasses = 1000;
/** Characters of JSON for them, and for those of all pairs of a series: with forty snapshots one constructor takes 5 kB. */
const maxClassLength = 600_000;
const maxPairLength = 300_000;
/** However long they are, so many are listed. */
const minClasses = 10;
/** Steps of a path: of a longer one its end, which is what a person looks for. */
const maxSteps = 200;

/** What has a path in a page. */
export interface CutPath {
  /** Steps before those in `path`, which the page has not; not there where it has all. */
  readonly omittedStepCount?: number;
}

/** A report with no more in it than a page of 2 MB has room for. What is left out is counted, as in any report. */
export function fitToPage(report: DrawnReport): DrawnReport {
  const fitted = limitPaths(limitClasses(report, maxClassLength));
  if (fitted.kind !== 'comparison' || fitted.pairs.length === 0) return fitted;
  const ofPair = maxPairLength / fitted.pairs.length;
  return { ...fitted, pairs: fitted.pairs.map((pair) => limitClasses(pair, ofPair)) };
}

/** @param room characters of JSON */
function limitClasses<
  List extends { readonly classes: readonly unknown[]; readonly omittedClassCount: number },
>(list: List, room: number): List {
  const { classes, omittedClassCount } = list;
  let left = room;
  let count = 0;
  while (count < Math.min(classes.length, maxClasses)) {
    left -= JSON.stringify(classes[count], cutText).length;
    if (left < 0 && count >= minClasses) break;
    count++;
  }
  if (count === classes.length) return list;
  return {
    ...list,
    classes: classes.slice(0, count),
    omittedClassCount: omittedClassCount + classes.length - count,
  };
}

function limitPaths(report: DrawnReport): DrawnReport {
  const cut = <Holder extends { readonly path: readonly PathStep[] }>(holder: Holder): Holder & CutPath => {
    const omittedStepCount = holder.path.length - maxSteps;
    if (omittedStepCount <= 0) return holder;
    return { ...holder, path: holder.path.slice(-maxSteps), omittedStepCount };
  };
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
