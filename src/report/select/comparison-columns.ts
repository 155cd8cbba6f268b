import type { Change, ComparedClass, TotalChange } from '../../compare/diff.ts';
import { formatBytes, formatBytesDelta, formatCount, formatCountDelta } from '../../base/units.ts';
import type { ComparisonReport, PairReport } from '../report.ts';

/** A row of a table of changes: its cells, and which way they point; 0 for plain amounts. */
export interface RowCells {
  readonly cells: readonly string[];
  readonly signs: readonly number[];
}

/** The columns of a table of changes, chosen once for a report. */
export interface ChangeColumns<Row> {
  /** Beside the first column, of names. */
  readonly titles: readonly string[];
  /** Those that a narrow table may leave out, the least telling first. */
  readonly dropOrder: readonly string[];
  readonly cellsOf: (row: Row) => RowCells;
  readonly totalCells: (totals: Change) => RowCells;
}

interface Cell {
  readonly text: string;
  readonly sign: number;
}

interface Column<Row> {
  readonly title: string;
  readonly cellOf: (row: Row) => Cell;
  /**
   * Of all classes together; empty without it. The totals retain nothing: their retained sizes would
   * count an object once for each class that holds it.
   */
  readonly totalCell?: (totals: Change) => Cell;
}

const count = (amount: number): Cell => ({ text: formatCount(amount), sign: 0 });
const countDelta = (delta: number): Cell => ({ text: formatCountDelta(delta), sign: Math.sign(delta) });
const bytes = (amount: number): Cell => ({ text: formatBytes(amount), sign: 0 });
const bytesDelta = (delta: number): Cell => ({ text: formatBytesDelta(delta), sign: Math.sign(delta) });

type ChangeColumn = Column<Change>;
const changeColumn = (title: string, cellOf: (change: Change) => Cell): ChangeColumn => ({
  title,
  cellOf,
  totalCell: cellOf,
});

const countDeltaColumn = changeColumn('# Delta', (change) => countDelta(change.countDelta));
const sizeDeltaColumn = changeColumn('Size Delta', (change) => bytesDelta(change.sizeDelta));
/** Chrome DevTools', in its order. */
const devToolsColumns: readonly ChangeColumn[] = [
  changeColumn('# New', (change) => count(change.addedCount)),
  changeColumn('# Deleted', (change) => count(change.removedCount)),
  countDeltaColumn,
  changeColumn('Alloc. Size', (change) => bytes(change.addedSize)),
  changeColumn('Freed Size', (change) => bytes(change.removedSize)),
  sizeDeltaColumn,
];
const resizedColumn = changeColumn('Resized', (change) => bytesDelta(change.resizedSize));

/** Nothing, where no object changed its size: then the columns before it add up without it. */
function resizedColumns(changes: readonly Change[]): readonly ChangeColumn[] {
  return changes.some(({ resizedSize }) => resizedSize !== 0) ? [resizedColumn] : [];
}

/**
 * Of two snapshots Chrome DevTools' columns, of more a count for each and the behaviour; then what is
 * retained at the first and at the last.
 */
export function columnsOfComparison(report: ComparisonReport): ChangeColumns<ComparedClass> {
  const { snapshots, classes, totals } = report;
  const resized = resizedColumns([...classes, totals]);
  if (snapshots.length === 2) {
    return chooseColumns(
      [...devToolsColumns, ...resized, ...retainedColumns('Ret. Baseline', 'Ret. Current')],
      [
        'Ret. Baseline',
        'Freed Size',
        '# Deleted',
        'Ret. Current',
        'Alloc. Size',
        '# New',
        'Resized',
        '# Delta',
        'Size Delta',
      ],
    );
  }
  const counts = snapshots.map((_, index) => ({
    title: `# in ${index}`,
    cellOf: (heapClass: ComparedClass) => count(heapClass.counts[index] ?? 0),
  }));
  // Of the counts those in the middle, so that the first and the last stay.
  const middle = counts.slice(1, -1).map(({ title }) => title);
  return chooseColumns(
    [
      ...counts,
      countDeltaColumn,
      sizeDeltaColumn,
      ...resized,
      ...retainedColumns('Ret. First', 'Ret. Last'),
      {
        title: 'Behaviour',
        cellOf: ({ behaviour }) => ({ text: behaviour, sign: behaviour === 'leaking' ? 1 : 0 }),
      },
    ],
    ['Ret. First', ...middle, 'Ret. Last', 'Resized', 'Size Delta', '# Delta'],
  );
}

function retainedColumns(first: string, last: string): readonly Column<ComparedClass>[] {
  return [
    { title: first, cellOf: (heapClass) => bytes(heapClass.retainedSizes[0] ?? 0) },
    { title: last, cellOf: (heapClass) => bytes(heapClass.retainedSizes.at(-1) ?? 0) },
    { title: 'Ret. Delta', cellOf: (heapClass) => bytesDelta(heapClass.retainedSizeDelta) },
  ];
}

/**
 * Of what people compare by hand, a row for each two snapshots: the totals, and the suspect, or what grew most.
 *
 * @param showName makes a name safe to print
 */
export function columnsOfPairs(
  pairs: readonly PairReport[],
  showName: (untrusted: string) => string,
): ChangeColumns<PairReport> {
  const changes = [...devToolsColumns, ...resizedColumns(pairs.map(({ totals }) => totals))];
  return chooseColumns(
    [
      ...changes.map(({ title, cellOf }) => ({
        title,
        cellOf: ({ totals }: PairReport) => cellOf(totals),
      })),
      {
        title: 'Grew',
        cellOf: ({ grew }) => ({
          text: grew ? `${showName(grew.className)} ${formatCountDelta(grew.countDelta)}` : '',
          sign: 0,
        }),
      },
    ],
    ['Freed Size', '# Deleted', 'Alloc. Size', '# New', 'Resized', '# Delta', 'Grew'],
  );
}

/** Of two snapshots what they are to each other, of more the number that the columns name them by. */
export function snapshotRole(index: number, count: number): string {
  if (count > 2) return `${index}`;
  return index === 0 ? 'baseline' : 'current';
}

/** Label of the row that adds up all classes, also those a report leaves out. */
export const totalsLabel = 'All constructors';

/** The part of the heap's growth that no row has; nothing where there is none. */
export function outsideText({ extraNativeDelta }: TotalChange): readonly string[] {
  if (extraNativeDelta === 0) return [];
  return [`Of no constructor: ${formatBytesDelta(extraNativeDelta)} that V8 reports outside its heap.`];
}

/** "0 → 2". */
export function pairLabel({ baseline, current }: PairReport): string {
  return `${baseline} → ${current}`;
}

const empty: Cell = { text: '', sign: 0 };

function chooseColumns<Row>(
  columns: readonly Column<Row>[],
  dropOrder: readonly string[],
): ChangeColumns<Row> {
  const rowOf = (cells: readonly Cell[]): RowCells => ({
    cells: cells.map(({ text }) => text),
    signs: cells.map(({ sign }) => sign),
  });
  return {
    titles: columns.map(({ title }) => title),
    dropOrder,
    cellsOf: (row) => rowOf(columns.map(({ cellOf }) => cellOf(row))),
    totalCells: (totals) => rowOf(columns.map(({ totalCell }) => totalCell?.(totals) ?? empty)),
  };
}
