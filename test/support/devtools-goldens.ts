import { readFileSync } from 'node:fs';
import type { ClassSummary } from '../../src/analysis/aggregate.ts';
import { readGzippedJson, repositoryPath } from './fixtures.ts';

/** What Chrome DevTools' engine said of the fixtures; test/golden/devtools/README.md describes it. */
export interface Manifest {
  readonly summaries: readonly { readonly snapshot: string; readonly golden: string }[];
  readonly diffs: readonly {
    readonly baseline: string;
    readonly current: string;
    readonly golden: string;
    readonly warning?: string;
  }[];
  readonly nodes: readonly { readonly snapshot: string; readonly golden: string }[];
}

export const manifest = JSON.parse(
  readFileSync(repositoryPath('test/golden/devtools/manifest.json'), 'utf8'),
) as Manifest;

interface Totals {
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly totalSize: number;
}

/** key, name, count, distance, self, maxRet */
type SummaryRow = readonly [string, string, number, number, number, number];

/** A class as the goldens have it. */
export function summaryRowOf(row: ClassSummary): SummaryRow {
  return [row.key, row.className, row.count, row.distance, row.selfSize, row.retainedSize];
}

export interface SummaryGolden extends Totals {
  readonly statistics: {
    readonly total: number;
    readonly native: { readonly total: number; readonly typedArrays: number };
    readonly v8heap: Readonly<Record<'total' | 'code' | 'jsArrays' | 'strings' | 'system', number>>;
  };
  readonly rows: readonly SummaryRow[];
}

/** key, name, addedCount, removedCount, countDelta, addedSize, removedSize, sizeDelta */
type DiffRow = readonly [string, string, number, number, number, number, number, number];

export interface DiffGolden {
  readonly baseline: Totals;
  readonly current: Totals;
  readonly rows: readonly DiffRow[];
}

export interface NodesGolden {
  readonly nodeCount: number;
  readonly classKeys: readonly string[];
  readonly columns: Readonly<
    Record<
      'id' | 'self' | 'retained' | 'distance' | 'dominator' | 'detachedness' | 'classKey',
      readonly number[]
    >
  >;
}

export const readSummaryGolden = (path: string): SummaryGolden => readGzippedJson(path) as SummaryGolden;
export const readDiffGolden = (path: string): DiffGolden => readGzippedJson(path) as DiffGolden;
export const readNodesGolden = (path: string): NodesGolden => readGzippedJson(path) as NodesGolden;
