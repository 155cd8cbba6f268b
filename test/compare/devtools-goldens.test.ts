import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Analysis, summarize } from '../../src/analysis/analysis.ts';
import { diffSnapshots } from '../../src/compare/diff.ts';
import type { DfsNumber, NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { manifest, readDiffGolden, readNodesGolden, readSummaryGolden } from '../support/devtools-goldens.ts';
import { repositoryPath } from '../support/fixtures.ts';

const analyzeFile = async (path: string): Promise<Analysis> => new Analysis(await readSnapshot(repositoryPath(path)));
const byKey = (a: readonly unknown[], b: readonly unknown[]): number => (String(a[0]) < String(b[0]) ? -1 : 1);

for (const { snapshot, golden } of manifest.summaries) {
  test(`the summary of ${snapshot} is Chrome DevTools', row by row`, async () => {
    const expected = readSummaryGolden(golden);
    const { snapshot: info, statistics, classes } = summarize(await analyzeFile(snapshot));
    const rows = classes.map((row) => [row.key, row.className, row.count, row.distance, row.selfSize, row.retainedSize]);
    assert.deepEqual(rows.sort(byKey), [...expected.rows].sort(byKey));
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

for (const { baseline, current, golden } of manifest.diffs) {
  test(`the diff of ${baseline} and ${current} is Chrome DevTools', row by row`, async () => {
    const expected = readDiffGolden(golden);
    // DevTools pairs by id whatever it is given; that two processes are told apart is tested elsewhere.
    const diff = diffSnapshots(await analyzeFile(baseline), await analyzeFile(current), { matchBy: 'id' });
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
    assert.deepEqual(rows.sort(byKey), [...expected.rows].sort(byKey));
    assert.equal(diff.baseline.totalSize, expected.baseline.totalSize);
    assert.equal(diff.current.totalSize, expected.current.totalSize);
  });
}

for (const { snapshot, golden } of manifest.nodes) {
  test(`every node of ${snapshot} has Chrome DevTools' sizes, distance, dominator and class`, async () => {
    const expected = readNodesGolden(golden);
    const analysis = await analyzeFile(snapshot);
    const { graph } = analysis.snapshot;
    const { shallowSizes, retainedSizes, distances, dominators, detached } = analysis;
    const { classes, classOf } = analysis.classify();
    const dominatorOf = new Map<number, number>();
    for (let dfs = 0 as DfsNumber; dfs < graph.nodeCount; dfs++) {
      dominatorOf.set(dominators.nodeAt[dfs], graph.nodeId[dominators.nodeAt[dominators.dominatorAt[dfs]]]);
    }
    const columns = expected.columns;
    assert.equal(graph.nodeCount, expected.nodeCount);
    for (let node = 0 as NodeOrdinal; node < graph.nodeCount; node++) {
      const isDetached = detached !== undefined && (detached.words[node >>> 5] & (1 << (node & 31))) !== 0;
      assert.deepEqual(
        [
          graph.nodeId[node],
          shallowSizes[node],
          retainedSizes[node],
          distances[node],
          dominatorOf.get(node),
          isDetached,
          classes[classOf[node]].key,
        ],
        [
          columns.id[node],
          columns.self[node],
          columns.retained[node],
          columns.distance[node],
          columns.dominator[node],
          columns.detachedness[node] === 2,
          expected.classKeys[columns.classKey[node]],
        ],
        `node ${node}`,
      );
    }
  });
}
