import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { after, suite, test } from 'node:test';
import { Analysis, summarize } from '../../src/analysis/analysis.ts';
import { compareSnapshots } from '../../src/compare/comparison.ts';
import { hasBit } from '../../src/heap/bit-set.ts';
import type { DfsNumber, NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { NodeKind } from '../../src/heap/kinds.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import {
  manifest,
  readDiffGolden,
  readNodesGolden,
  readSummaryGolden,
  summaryRowOf,
} from './devtools-goldens.ts';
import { repositoryPath } from './fixtures.ts';

/** Those of the folder that is tested now: each is asked for by its summary, its diffs and its nodes. */
const analyses = new Map<string, Promise<Analysis>>();

function analyzeFile(path: string): Promise<Analysis> {
  let analysis = analyses.get(path);
  if (analysis === undefined) {
    analysis = readSnapshot(repositoryPath(path)).then((snapshot) => new Analysis(snapshot));
    analyses.set(path, analysis);
  }
  return analysis;
}

const folderOf = (path: string): string => dirname(path);
const byKey = (a: Row, b: Row): number => (String(a[0]) < String(b[0]) ? -1 : 1);

function sumOfSizes({ snapshot: { graph } }: Analysis): number {
  let sum = 0;
  for (let node = 0 as NodeOrdinal; node < graph.nodeCount; node++) sum += graph.selfSize[node];
  return sum;
}

/**
 * The rows must be equal, but for one fault of DevTools': it groups by string index, and where an
 * object's own name is that of a type's class (an object node named `Function`, as Bun writes them),
 * of two groups with one key only the last is shown. snapdiff shows them as one.
 */
function assertSameRows(actual: readonly Row[], expected: readonly Row[], snapshot: string): void {
  const isMerged = ({ 0: key }: Row): boolean => snapshot.includes('/bun/') && mergedInBun.has(String(key));
  assert.deepEqual(
    actual.filter((row) => !isMerged(row)).sort(byKey),
    expected
      .filter((row) => !isMerged(row))
      .map(withSymbols)
      .sort(byKey),
  );
  for (const row of expected.filter(isMerged)) {
    const merged = actual.find(([key]) => key === row[0]);
    assert.ok(
      merged && Number(merged[2]) >= Number(row[2]),
      `${String(row[0])} has all of DevTools' objects`,
    );
  }
}

type Row = readonly (string | number)[];
const mergedInBun: ReadonlySet<string> = new Set([',(system)', ',(string)', ',Function', ',RegExp']);

/** V8 up to 6.7 named 12 types and wrote symbols as the next one, for which DevTools has no name either. */
const asSymbol = (name: string): string => name.replace(/^(,?)\(undefined\)$/, '$1(symbol)');
const withSymbols = ([key, name, ...rest]: Row): Row => [
  asSymbol(String(key)),
  asSymbol(String(name)),
  ...rest,
];

/** DevTools keeps 32 bits of an id; Julia's are addresses. */
const idBits = 2 ** 32;

/** Folders of fixtures of which it said something. */
export const goldenFolders: readonly string[] = [
  ...new Set([
    ...manifest.summaries.map(({ snapshot }) => folderOf(snapshot)),
    ...manifest.diffs.map(({ current }) => folderOf(current)),
    ...manifest.nodes.map(({ snapshot }) => folderOf(snapshot)),
  ]),
];

/** Tests all that Chrome DevTools' engine said of the snapshots of a folder. */
export function testGoldensOf(folder: string): void {
  assert.ok(goldenFolders.includes(folder), folder);
  suite(folder, () => {
    after(() => analyses.clear());

    for (const { snapshot, golden } of manifest.summaries.filter(
      (each) => folderOf(each.snapshot) === folder,
    )) {
      test(`the summary of ${snapshot} is Chrome DevTools', row by row`, async () => {
        const expected = readSummaryGolden(golden);
        const analysis = await analyzeFile(snapshot);
        const { snapshot: info, statistics, classes } = summarize(analysis);
        const rows = classes.map(summaryRowOf);
        assertSameRows(rows, expected.rows, snapshot);
        assert.equal(
          classes.reduce((sum, { selfSize }) => sum + selfSize, 0),
          sumOfSizes(analysis),
          'no object is lost',
        );
        assert.deepEqual(
          [info.nodeCount, info.edgeCount, info.totalSize],
          [expected.nodeCount, expected.edgeCount, expected.totalSize],
        );
        const { native, v8heap, total } = expected.statistics;
        assert.deepEqual(statistics, {
          total,
          native: native.total,
          typedArrays: native.typedArrays,
          v8Heap: v8heap.total,
          code: v8heap.code,
          strings: v8heap.strings,
          jsArrays: v8heap.jsArrays,
          system: v8heap.system,
          otherJsObjects: v8heap.total - v8heap.code - v8heap.strings - v8heap.jsArrays - v8heap.system,
        });
      });
    }

    for (const { baseline, current, golden } of manifest.diffs.filter(
      (each) => folderOf(each.current) === folder,
    )) {
      test(`the diff of ${baseline} and ${current} is Chrome DevTools', row by row`, async () => {
        const expected = readDiffGolden(golden);
        // DevTools pairs by id whatever it is given; that two processes are told apart is tested elsewhere.
        const diff = compareSnapshots([await analyzeFile(baseline), await analyzeFile(current)], {
          matchBy: 'id',
        });
        const rows = diff.classes
          .filter((row) => row.addedCount + row.removedCount > 0)
          .map((row) => [
            row.key,
            row.className,
            row.addedCount,
            row.removedCount,
            row.countDelta,
            row.addedSize,
            row.removedSize,
            row.sizeDelta,
          ]);
        assertSameRows(rows, expected.rows, current);
        assert.deepEqual(
          diff.snapshots.map(({ totalSize }) => totalSize),
          [expected.baseline.totalSize, expected.current.totalSize],
        );
      });
    }

    for (const { snapshot, golden } of manifest.nodes.filter((each) => folderOf(each.snapshot) === folder)) {
      test(`every node of ${snapshot} has Chrome DevTools' sizes, distance, dominator and class`, async () => {
        const expected = readNodesGolden(golden);
        const analysis = await analyzeFile(snapshot);
        const { graph } = analysis.snapshot;
        const { shallowSizes, retainedSizes, distances, dominators, detached } = analysis;
        const { classes, classOf } = analysis.classify();
        const dominatorOf = new Map<number, number>();
        for (let dfs = 0 as DfsNumber; dfs < graph.nodeCount; dfs++) {
          dominatorOf.set(
            dominators.nodeAt[dfs],
            graph.nodeId[dominators.nodeAt[dominators.dominatorAt[dfs]]] % idBits,
          );
        }
        const columns = expected.columns;
        assert.equal(graph.nodeCount, expected.nodeCount);
        for (let node = 0 as NodeOrdinal; node < graph.nodeCount; node++) {
          // The state spreads over native nodes only; the others keep what the file says.
          const isDetached =
            graph.nodeKind[node] === NodeKind.native
              ? detached !== undefined && hasBit(detached, node)
              : graph.detachedness?.[node] === 2;
          const actual = [
            graph.nodeId[node] % idBits,
            shallowSizes[node],
            retainedSizes[node],
            distances[node],
            dominatorOf.get(node),
            isDetached,
            classes[classOf[node]].key,
          ];
          const wanted = [
            columns.id[node],
            columns.self[node],
            columns.retained[node],
            columns.distance[node],
            columns.dominator[node],
            columns.detachedness[node] === 2,
            asSymbol(expected.classKeys[columns.classKey[node]] ?? ''),
          ];
          // There are a hundred thousand nodes: only a difference is worth its message.
          if (actual.some((value, column) => value !== wanted[column])) {
            assert.deepEqual(actual, wanted, `node ${node}`);
          }
        }
      });
    }
  });
}
