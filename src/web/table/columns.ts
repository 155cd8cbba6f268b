import {
  formatBytes,
  formatBytesDelta,
  formatCount,
  formatCountDelta,
  formatShare,
} from '../../base/units.ts';
import type { CheckReport, ComparisonReport, SummaryReport } from '../../report/report.ts';
import type { ComparedClass, GrownClass, PageReport, SummaryClass } from '../data-source.ts';
import { meanings, type behaviours } from '../words.ts';

/** A column of the table of constructors. */
export interface Column<Row> {
  /** As in DevTools, and in the terminal. */
  readonly title: string;
  /** What it means. */
  readonly meaning: string;
  /** What rows are sorted by. */
  readonly valueOf: (row: Row) => number | string;
  readonly textOf: (row: Row) => string;
  /** Colours what grew. */
  readonly isDelta?: boolean;
}

/** A row of any report: what the table itself has to know of it. */
export type ClassRow = ComparedClass | SummaryClass | GrownClass;

/** @returns rows in the report's own order, and their columns beside the constructor's name */
export function tableOf(report: PageReport): {
  readonly rows: readonly ClassRow[];
  readonly columns: readonly Column<ClassRow>[];
} {
  switch (report.kind) {
    case 'comparison':
      return { rows: report.classes, columns: comparisonColumns(report) as Column<ClassRow>[] };
    case 'summary':
      return { rows: report.classes, columns: summaryColumns(report) as Column<ClassRow>[] };
    case 'check':
      return { rows: report.classes, columns: grownColumns(report) as Column<ClassRow>[] };
  }
}

type Amount<Row> = (row: Row) => number;

function count<Row>(title: string, meaning: string, valueOf: Amount<Row>): Column<Row> {
  return { title, meaning, valueOf, textOf: (row) => formatCount(valueOf(row)) };
}

function countDelta<Row>(title: string, meaning: string, valueOf: Amount<Row>): Column<Row> {
  return { title, meaning, valueOf, textOf: (row) => formatCountDelta(valueOf(row)), isDelta: true };
}

function bytes<Row>(title: string, meaning: string, valueOf: Amount<Row>): Column<Row> {
  return { title, meaning, valueOf, textOf: (row) => formatBytes(valueOf(row)) };
}

function bytesDelta<Row>(title: string, meaning: string, valueOf: Amount<Row>): Column<Row> {
  return { title, meaning, valueOf, textOf: (row) => formatBytesDelta(valueOf(row)), isDelta: true };
}

function share<Row>(title: string, meaning: string, valueOf: Amount<Row>): Column<Row> {
  return { title, meaning, valueOf, textOf: (row) => formatShare(valueOf(row)) };
}

function comparisonColumns({ snapshots, classes }: ComparisonReport): Column<ComparedClass>[] {
  const isSeries = snapshots.length > 2;
  const counts = snapshots.map((_, index) =>
    count<ComparedClass>(`# in ${index}`, `Objects in snapshot ${index}.`, (row) => row.counts[index] ?? 0),
  );
  const resized = bytesDelta<ComparedClass>(
    'Resized',
    'Bytes by which objects that are in both grew in place.',
    (row) => row.resizedSize,
  );
  const behaviour: Column<ComparedClass> = {
    title: 'Behaviour',
    meaning: 'How its objects come and go over the snapshots.',
    valueOf: (row) => row.behaviour,
    textOf: (row) => row.behaviour,
  };
  return [
    ...(isSeries ? [behaviour] : []),
    countDelta('# Delta', 'New less deleted objects.', (row) => row.countDelta),
    bytesDelta('Ret. Delta', 'Change of the retained size.', (row) => row.retainedSizeDelta),
    ...(isSeries ? counts : []),
    count('# New', 'Objects only in the last snapshot.', (row) => row.addedCount),
    count('# Deleted', 'Objects only in the first snapshot.', (row) => row.removedCount),
    bytes('Alloc. Size', 'Shallow bytes of the new objects.', (row) => row.addedSize),
    bytes('Freed Size', 'Shallow bytes of the deleted objects.', (row) => row.removedSize),
    bytesDelta('Size Delta', 'Allocated less freed bytes.', (row) => row.sizeDelta),
    ...(classes.some(({ resizedSize }) => resizedSize !== 0) ? [resized] : []),
    bytes(
      isSeries ? 'Ret. First' : 'Ret. Baseline',
      `In the first snapshot: ${meanings.retained}`,
      (row) => row.retainedSizes[0] ?? 0,
    ),
    bytes(
      isSeries ? 'Ret. Last' : 'Ret. Current',
      `In the last snapshot: ${meanings.retained}`,
      (row) => row.retainedSizes.at(-1) ?? 0,
    ),
  ];
}

/** Chrome DevTools counts from here for what is reached only through the engine. */
const engineDistance = 100_000_000;

function summaryColumns({ statistics: { total } }: SummaryReport): Column<SummaryClass>[] {
  const of = (size: number): number => (total === 0 ? 0 : size / total);
  return [
    count('Count', 'Objects of the constructor.', (row) => row.count),
    {
      title: 'Distance',
      meaning: meanings.distance,
      valueOf: ({ distance }) => (distance < 0 ? Infinity : distance),
      textOf: ({ distance }) => distanceText(distance),
    },
    bytes('Shallow Size', meanings.shallow, (row) => row.selfSize),
    share('Shallow %', meanings.share, (row) => of(row.selfSize)),
    bytes('Retained Size', meanings.retained, (row) => row.retainedSize),
    share('Retained %', meanings.share, (row) => of(row.retainedSize)),
  ];
}

/** A dash for what only the engine or a weak reference reaches. */
export function distanceText(distance: number): string {
  return distance >= 0 && distance < engineDistance ? formatCount(distance) : '−';
}

function grownColumns(_report: CheckReport): Column<GrownClass>[] {
  return [
    countDelta('# Delta', 'Objects more than in the first file.', (row) => row.countDelta),
    bytesDelta('Ret. Delta', 'Change of the retained size.', (row) => row.retainedSizeDelta),
    bytesDelta('Size Delta', 'Change of the shallow bytes.', (row) => row.selfSizeDelta),
    count('# Baseline', 'Objects in the first file.', (row) => row.baseline.count),
    count('# Current', 'Objects in the last file.', (row) => row.current.count),
    bytes('Ret. Baseline', `In the first file: ${meanings.retained}`, (row) => row.baseline.retainedSize),
    bytes('Ret. Current', `In the last file: ${meanings.retained}`, (row) => row.current.retainedSize),
  ];
}

/** How a constructor behaves, where the report says so. */
export function behaviourOf(row: ClassRow): keyof typeof behaviours | undefined {
  return 'behaviour' in row ? row.behaviour : undefined;
}
