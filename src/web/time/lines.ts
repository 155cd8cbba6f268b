import { formatBytes, formatCount } from '../../base/units.ts';
import { shownName } from '../parts/name.tsx';
import type { PageReport, Timeline } from '../data-source.ts';

/** What a chart draws. */
export interface Lines {
  readonly title: string;
  readonly meaning: string;
  /** Positions of the points: seconds since 1970, or numbers of snapshots. */
  readonly x: readonly number[];
  readonly isTime: boolean;
  readonly lines: readonly Line[];
  /** Positions to be marked, and what stands there. */
  readonly marks: readonly { readonly x: number; readonly text: string }[];
  readonly format: (amount: number) => string;
}

export interface Line {
  readonly name: string;
  /** The name is one of the heap's. */
  readonly isClass: boolean;
  /** null where it was not measured. */
  readonly values: readonly (number | null)[];
}

/** More lines in one chart are not told apart. */
const maxLines = 5;

/** Whether there is more to draw than two points. */
export function hasCourse(report: PageReport): boolean {
  if ((report.timeline?.points.length ?? 0) > 2) return true;
  return report.kind !== 'summary' && report.snapshots.length > 2;
}

/** The charts that a report has something for. */
export function linesOf(report: PageReport): Lines[] {
  const charts: Lines[] = [];
  if (report.kind !== 'summary' && report.snapshots.length > 2) {
    const { x, isTime } = positionsOf(report.snapshots.length, report.timeline);
    const base = { x, isTime, marks: [] };
    charts.push({
      ...base,
      title: 'The heap',
      meaning: 'Its size in each snapshot.',
      lines: [{ name: 'Heap', isClass: false, values: report.snapshots.map(({ totalSize }) => totalSize) }],
      format: formatBytes,
    });
    const followed = followedOf(report);
    if (followed.length > 0) {
      const isSuspects = report.suspects.length > 0;
      charts.push({
        ...base,
        title: isSuspects ? 'Objects of the suspects' : 'Objects of what grew most',
        meaning: 'How many there were in each snapshot.',
        lines: followed.map(({ className, counts }) => ({
          name: shownName(className, 40),
          isClass: true,
          values: counts,
        })),
        format: formatCount,
      });
      charts.push({
        ...base,
        title: isSuspects ? 'Retained by the suspects’ objects' : 'Retained by what grew most',
        meaning: 'Bytes that would be freed if they all went, in each snapshot.',
        lines: followed.map(({ className, retainedSizes }) => ({
          name: shownName(className, 40),
          isClass: true,
          values: retainedSizes,
        })),
        format: formatBytes,
      });
    }
  }
  const process = processLines(report.timeline);
  return process ? [process, ...charts] : charts;
}

interface Followed {
  readonly className: string;
  readonly counts: readonly number[];
  readonly retainedSizes: readonly number[];
}

function followedOf(report: Exclude<PageReport, { kind: 'summary' }>): readonly Followed[] {
  if (report.suspects.length > 0) {
    // One constructor may be suspect at two places.
    return [...new Map(report.suspects.map((suspect) => [suspect.key, suspect])).values()].slice(0, maxLines);
  }
  if (report.kind === 'check') return [];
  return report.classes
    .filter(({ retainedSizeDelta, origin }) => retainedSizeDelta > 0 && origin !== 'engine')
    .slice(0, maxLines);
}

/** By time where all moments are known, else by number. */
function positionsOf(
  count: number,
  timeline: Timeline | undefined,
): { readonly x: readonly number[]; readonly isTime: boolean } {
  const moments = new Map(timeline?.snapshots.map(({ snapshot, time }) => [snapshot, time / 1000]));
  const x = Array.from({ length: count }, (_, index) => moments.get(index) ?? Number.NaN);
  const isRising = x.every((time, index) => index === 0 || time > x[index - 1]);
  return isRising && !Number.isNaN(x[0]) ? { x, isTime: true } : { x: [...x.keys()], isTime: false };
}

function processLines(timeline: Timeline | undefined): Lines | undefined {
  if (timeline === undefined || timeline.points.length < 2) return undefined;
  const { points, snapshots } = timeline;
  const line = (name: string, of: 'rss' | 'heapTotal' | 'heapUsed' | 'external'): Line => ({
    name,
    isClass: false,
    values: points.map((point) => point[of]),
  });
  return {
    title: 'Memory of the process',
    meaning:
      'RSS is what the system counts for the process; heap used is what V8 has in use of the heap it holds. Lines mark the snapshots.',
    x: points.map(({ time }) => time / 1000),
    isTime: true,
    lines: [
      line('RSS', 'rss'),
      line('Heap total', 'heapTotal'),
      line('Heap used', 'heapUsed'),
      line('External', 'external'),
    ].filter(({ values }) => values.some((value) => value !== null)),
    marks: snapshots.map(({ time, snapshot }) => ({ x: time / 1000, text: `${snapshot}` })),
    format: formatBytes,
  };
}
