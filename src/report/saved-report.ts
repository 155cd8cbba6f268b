import type { ClassObjects } from '../paths/held-objects.ts';
import type { DrawnReport } from './leave-out-strings.ts';
import type { ComparisonReport } from './report.ts';

/**
 * Where a report, which is as its schema says, contradicts itself: numbers that point nowhere, or a list that has not one value
 * for each snapshot. Reporters rely on both.
 *
 * @returns the field, `suspects[0].counts`; undefined where it is sound
 */
export function findContradiction(report: DrawnReport): string | undefined {
  const own = report.kind === 'comparison' ? ofComparison(report) : undefined;
  if (own !== undefined) return own;
  if (report.kind === 'check' && report.snapshots.length < 2) return 'snapshots';
  const { objects, timeline } = report;
  const steps = objects?.steps.length ?? 0;
  const isLost = ({ objects: list }: ClassObjects): boolean =>
    list.some(({ path }) => path.some((step) => !isPosition(step, steps)));
  if (objects?.classes.some(isLost)) return 'objects.classes';
  const count = report.kind === 'summary' ? 1 : report.snapshots.length;
  return timeline?.snapshots.some(({ snapshot }) => !isPosition(snapshot, count))
    ? 'timeline.snapshots'
    : undefined;
}

function ofComparison({ snapshots, classes, suspects, pairs }: ComparisonReport): string | undefined {
  const count = snapshots.length;
  if (count < 2) return 'snapshots';
  for (const [index, row] of classes.entries()) {
    const lists = [row.counts, row.selfSizes, row.retainedSizes, row.cohorts, ...row.cohorts];
    if (lists.some(({ length }) => length !== count)) return `classes[${index}]`;
  }
  for (const [index, suspect] of suspects.entries()) {
    const { counts, retainedSizes, heldCounts, heldSizes } = suspect;
    if (counts.length !== count || retainedSizes.length !== count) return `suspects[${index}].counts`;
    if (heldCounts.length !== count - 1 || heldSizes.length !== count - 1)
      return `suspects[${index}].heldCounts`;
  }
  const lost = pairs.findIndex(
    ({ baseline, current }) => !isPosition(baseline, count) || !isPosition(current, count),
  );
  return lost < 0 ? undefined : `pairs[${lost}]`;
}

function isPosition(value: number, length: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < length;
}

/** As many classes as are asked for; 0 for all. The others are counted. */
export function limitRows<Kind extends DrawnReport>(report: Kind, top: number): Kind {
  const { classes, omittedClassCount } = report;
  if (top === 0 || classes.length <= top) return report;
  return {
    ...report,
    classes: classes.slice(0, top),
    omittedClassCount: omittedClassCount + classes.length - top,
  };
}
