import type { ClassSummary, ClassTotals, SnapshotInfo } from '../../src/analysis/aggregate.ts';
import type { SourceLocation } from '../../src/analysis/classes.ts';
import type { Statistics } from '../../src/analysis/statistics.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import type { Change, ComparedClass } from '../../src/compare/diff.ts';
import { splitGrowth } from '../../src/compare/growth.ts';
import { name, sentence, textsOf, type Sentence } from '../../src/base/sentence.ts';
import { verdictOf } from '../../src/compare/verdict.ts';
import type { NodeId } from '../../src/heap/index-spaces.ts';
import type { SnapshotSummary } from '../../src/analysis/analysis.ts';

/** A class of a drawn comparison; what is left out is 0. */
interface DrawnClass {
  readonly className: string;
  readonly location?: SourceLocation;
  readonly added?: readonly [count: number, size: number];
  readonly removed?: readonly [count: number, size: number];
  readonly resized?: number;
  readonly baseline?: ClassTotals | null;
  readonly current?: ClassTotals | null;
}

export function comparedClass({
  className,
  location,
  added = [0, 0],
  removed = [0, 0],
  resized = 0,
  ...sides
}: DrawnClass): ComparedClass {
  const { baseline = null, current = null } = sides;
  const place = location === undefined ? '' : `${location.scriptId},${location.line},${location.column}`;
  return {
    key: `${place},${className}`,
    className,
    origin: location === undefined ? 'builtin' : 'program',
    kind: 'instance',
    ...(location === undefined ? {} : { location }),
    ...change(added, removed, resized),
    behaviour: 'stepped',
    counts: [baseline?.count ?? 0, current?.count ?? 0],
    selfSizes: [baseline?.selfSize ?? 0, current?.selfSize ?? 0],
    retainedSizes: [baseline?.retainedSize ?? 0, current?.retainedSize ?? 0],
    retainedSizeDelta: (current?.retainedSize ?? 0) - (baseline?.retainedSize ?? 0),
    cohorts: [
      [baseline?.count ?? 0, (baseline?.count ?? 0) - removed[0]],
      [0, added[0]],
    ],
  };
}

export function totals(count: number, selfSize: number, retainedSize: number, distance = 3): ClassTotals {
  return { count, selfSize, retainedSize, distance };
}

/** The push daemon's story in small: connections pile up, sockets come and go. */
export function drawnPair(
  classes: readonly ComparedClass[] = leakClasses,
  warnings: readonly Sentence[] = [],
  extraNativeDelta = 0,
): Comparison {
  let added: readonly [number, number] = [0, 0];
  let removed: readonly [number, number] = [0, 0];
  let resized = 0;
  for (const { addedCount, removedCount, addedSize, removedSize, resizedSize } of classes) {
    added = [added[0] + addedCount, added[1] + addedSize];
    removed = [removed[0] + removedCount, removed[1] + removedSize];
    resized += resizedSize;
  }
  return {
    snapshots: [
      snapshotInfo('snapshots/0.heapsnapshot', 4_100_000),
      snapshotInfo('snapshots/3.heapsnapshot.gz', 1_204_551),
    ],
    matchedBy: 'id',
    warnings: textsOf(warnings),
    warningsParts: warnings,
    isSwapped: false,
    totals: { ...change(added, removed, resized), extraNativeDelta },
    classes,
    pairs: [],
    verdict: verdictOf('inconclusive', 0.5, [
      '2 snapshots only: growth of 80 % cannot be told from a warm-up; take a third.',
    ]),
    growth: splitGrowth(9_800_000, [], 0),
    suspects: [],
  };
}

export function drawnSummary(classes: readonly ClassSummary[] = summaryClasses): SnapshotSummary {
  const snapshot = snapshotInfo('snapshots/3.heapsnapshot.gz', 1_204_551);
  return { snapshot, warnings: [], warningsParts: [], statistics, classes };
}

export function classSummary(className: string, sizes: ClassTotals): ClassSummary {
  return { key: `,${className}`, className, origin: 'builtin', kind: 'instance', ...sizes };
}

function change(
  [addedCount, addedSize]: readonly [number, number],
  [removedCount, removedSize]: readonly [number, number],
  resizedSize = 0,
): Change {
  return {
    addedCount,
    removedCount,
    countDelta: addedCount - removedCount,
    addedSize,
    removedSize,
    sizeDelta: addedSize - removedSize,
    resizedSize,
  };
}

function totalChange(...changed: Parameters<typeof change>): Comparison['totals'] {
  return { ...change(...changed), extraNativeDelta: 0 };
}

function snapshotInfo(path: string, fileBytes: number): SnapshotInfo {
  return { path, fileBytes, nodeCount: 61_234, edgeCount: 250_112, totalSize: 5_402_196 };
}

const leakClasses: readonly ComparedClass[] = [
  comparedClass({
    className: 'Connection',
    location: { scriptId: 87, line: 11, column: 4 },
    added: [1200, 134_400],
    removed: [3, 336],
    baseline: totals(4, 448, 51_200),
    current: totals(1201, 134_512, 9_812_345),
  }),
  comparedClass({
    className: 'Connection',
    location: { scriptId: 112, line: 40, column: 0 },
    removed: [2, 160],
    baseline: totals(2, 160, 2048),
  }),
  comparedClass({
    className: 'Socket',
    added: [10, 2560],
    removed: [10, 2560],
    baseline: totals(10, 2560, 40_960),
    current: totals(10, 2560, 40_960),
  }),
  comparedClass({
    className: '{attempts, host, port, タイムアウト}',
    added: [1, 40],
    removed: [40, 1600],
    baseline: totals(60, 2400, 2400, -5),
    current: totals(21, 840, 840, 100_000_002),
  }),
  comparedClass({ className: '(system)', baseline: totals(9, 900, 900), current: totals(9, 900, 950) }),
];

const summaryClasses: readonly ClassSummary[] = [
  classSummary('(string)', totals(8123, 812_300, 812_300, 2)),
  classSummary('Connection', totals(1201, 134_512, 9_812_345, 4)),
  classSummary('(system)', totals(9, 900, 950, 100_000_002)),
  classSummary('Ghost', totals(1, 16, 16, -5)),
];

const statistics: Statistics = {
  total: 5_402_196,
  native: 1_202_196,
  typedArrays: 802_000,
  v8Heap: 4_200_000,
  code: 1_100_000,
  strings: 812_300,
  jsArrays: 90_000,
  system: 400_000,
  otherJsObjects: 1_797_700,
};

function pairClass(className: string, url: string): ComparedClass {
  const location = { scriptId: 87, line: 11, column: 4, url };
  return comparedClass({ className, location, added: [5, 500], current: totals(10, 1000, 100_000) });
}

/**
 * The same story as a series of three snapshots, with the names given in every place a name can be.
 */
export function drawnSeries({
  className = 'Connection',
  path = 'snapshots/0.heapsnapshot',
  warnings = [],
}: {
  readonly className?: string;
  readonly path?: string;
  readonly warnings?: readonly Sentence[];
} = {}): Comparison {
  const location = { scriptId: 87, line: 11, column: 4, url: path };
  const heldBy = {
    nodeId: 42 as NodeId,
    className,
    kind: 'instance' as const,
    edgeType: 'property',
    edgeName: className,
    form: 'property' as const,
    detail: className,
    location,
    object: { kind: 'object' as const, name: className },
    holder: { kind: 'object' as const, name: className },
    name: className,
    label: `.${className}`,
    text: `property .${className} of ${className}`,
  };
  const row: ComparedClass = {
    key: `87,11,4,${className}`,
    className,
    origin: 'program',
    kind: 'instance',
    location,
    behaviour: 'leaking',
    counts: [5, 10, 15],
    selfSizes: [500, 1000, 1500],
    retainedSizes: [50_000, 100_000, 150_000],
    cohorts: [
      [5, 5, 5],
      [0, 5, 5],
      [0, 0, 5],
    ],
    ...change([10, 1000], [0, 0], 16),
    retainedSizeDelta: 100_000,
  };
  const evidence = [
    sentence`5 + 5 objects hang on it.`,
    sentence`There are 5 → 10 → 15 ${name(className)} objects.`,
  ];
  const other: ComparedClass = {
    ...row,
    key: ',(system)',
    className: '(system)',
    behaviour: 'churn',
    counts: [9, 10, 8],
    ...change([3, 300], [4, 400]),
    retainedSizeDelta: -100,
  };
  return {
    snapshots: [snapshotInfo(path, 4_100_000), snapshotInfo(path, 4_200_000), snapshotInfo(path, 4_300_000)],
    matchedBy: 'id',
    warnings: textsOf(warnings),
    warningsParts: warnings,
    isSwapped: false,
    verdict: verdictOf(
      'leak',
      0.75,
      sentence`5 + 5 ${name(className)} stay under ${name(`.${className}`)} (${name(className)} ${name('@42')}), 80 % of the growth.`,
    ),
    growth: splitGrowth(125_000, [{ part: 'suspect', growth: 100_000 }], 20_000),
    suspects: [
      {
        rank: 1,
        className,
        kind: 'object',
        key: row.key,
        fingerprint: '0123456789abcdef',
        fingerprintOf: `${className} ‹ property ${className} ‹ variable stores`,
        form: 'objects',
        score: 90_000,
        confidence: 0.75,
        counts: row.counts,
        retainedSizes: row.retainedSizes,
        heldCounts: [5, 5],
        heldSizes: [50_000, 50_000],
        survival: 1,
        retainedGrowth: 100_000,
        growthShare: 0.8,
        holder: {
          className,
          nodeId: 42 as NodeId,
          edge: `.${className}`,
          edgeParts: [name(`.${className}`)],
          pathLength: 1,
        },
        path: [heldBy, { ...heldBy, count: 12 }],
        location,
        rule: { id: 'listeners', words: 'listeners are added', remedy: 'Remove the listener.' },
        evidence: textsOf(evidence),
        evidenceParts: evidence,
        sampleIds: [1001 as NodeId, 999 as NodeId],
      },
    ],
    totals: totalChange([13, 1300], [4, 400], 16),
    classes: [row, other],
    pairs: [
      {
        baseline: 0,
        current: 1,
        totals: totalChange([6, 600], [0, 0]),
        classes: [pairClass(className, path)],
      },
      {
        baseline: 0,
        current: 2,
        totals: totalChange([13, 1300], [4, 400], 16),
        classes: [pairClass(className, path)],
      },
      { baseline: 1, current: 2, totals: totalChange([7, 700], [4, 400], 16), classes: [] },
    ],
  };
}

/** A series whose suspect is one array that grows: there is nothing to count. */
export function drawnGrowth(): Comparison {
  const series = drawnSeries({ className: 'Array' });
  return {
    ...series,
    suspects: series.suspects.map((suspect) => ({
      ...suspect,
      form: 'in place',
      counts: [40, 41, 40],
      heldCounts: [0, 0],
      heldSizes: [40_000, 60_000],
      holder: {
        ...suspect.holder,
        edge: 'variable logs Array › [3]',
        edgeParts: sentence`variable ${name('logs')} ${name('Array')} › ${name('[3]')}`,
      },
      evidence: ['It retains 54.0 kB → 94.0 kB → 154.0 kB.'],
      evidenceParts: [['It retains 54.0 kB → 94.0 kB → 154.0 kB.']],
    })),
  };
}
