import assert from 'node:assert/strict';
import { summarize, type Analysis } from '../../src/analysis/analysis.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import type { NodeColumn } from '../../src/heap/index-spaces.ts';
import { assertAddsUp } from '../../test/support/assert-adds-up.ts';
import { dominatorsOf, type Drawing } from '../../test/support/draw-heap.ts';
import {
  distances,
  dominatorsByRemoval,
  retainedByRemoval,
  retainedOfClasses,
  shallowSizes,
} from '../../test/support/naive-analysis.ts';
import { classKeysOf } from '../../test/support/naive-classes.ts';
import { diffByDefinition } from '../../test/support/naive-diff.ts';

const values = (column: NodeColumn): number[] => Array.from(column as unknown as ArrayLike<number>);
const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);

/** Holds everything that is computed of a small heap against its definition. */
export function judgeAnalysis(analysis: Analysis, drawing: Drawing, extraNativeBytes: number): void {
  const shallow = shallowSizes(drawing);
  assert.deepEqual(values(analysis.shallowSizes), shallow, 'shallow sizes');
  assert.deepEqual(dominatorsOf(analysis), dominatorsByRemoval(drawing), 'dominators');
  assert.deepEqual(values(analysis.retainedSizes), retainedByRemoval(drawing, shallow), 'retained sizes');
  assert.deepEqual(values(analysis.distances), distances(drawing), 'distances');
  const keys = judgeClasses(analysis, drawing);
  const rows = summarize(analysis).classes.map(
    ({ key, count, selfSize, retainedSize, distance }) =>
      [key, { count, selfSize, retainedSize, distance }] as const,
  );
  assert.deepEqual(new Map(rows), retainedOfClasses(drawing, keys, shallow), 'classes');
  assert.equal(rows.length, new Set(rows.map(([key]) => key)).size, 'no class twice');
  judgeSums(analysis, drawing, extraNativeBytes);
}

/** @returns node → the key of its class */
export function judgeClasses(analysis: Analysis, drawing: Drawing): string[] {
  const { classes, classOf } = analysis.classify();
  const keys = values(classOf).map((index) => classes[index].key);
  assert.deepEqual(keys, classKeysOf(drawing), 'the classes of the nodes');
  return keys;
}

/** That no byte is lost, whatever the size of the heap. */
export function judgeSums(analysis: Analysis, { nodes }: Drawing, extraNativeBytes: number): void {
  const { snapshot, classes, statistics } = summarize(analysis);
  const total = sum(nodes.map(({ size }) => size));
  assert.equal(snapshot.totalSize, total + extraNativeBytes, 'the total');
  assert.equal(sum(values(analysis.shallowSizes)), total, 'shallow sizes add up');
  assert.equal(sum(classes.map(({ selfSize }) => selfSize)), total, 'classes add up');
  const { native, v8Heap, code, strings, jsArrays, system, otherJsObjects } = statistics;
  assert.equal(statistics.total, snapshot.totalSize, 'the statistics are of all');
  assert.equal(native + v8Heap, statistics.total, 'statistics add up');
  assert.equal(code + strings + jsArrays + system + otherJsObjects, v8Heap, "statistics of V8's heap add up");
}

/** Holds a comparison of two against both laid side by side. */
export function judgeComparison(comparison: Comparison, baseline: Drawing, current: Drawing): void {
  assertAddsUp(comparison);
  // Which of two objects of one id is which, nothing says.
  if ([baseline, current].some(({ nodes }) => new Set(nodes.map(({ id }) => id)).size < nodes.length)) return;
  const expected = diffByDefinition(baseline, current, comparison.matchedBy === 'id');
  const actual = comparison.classes.map(
    ({ key, addedCount, removedCount, addedSize, removedSize, resizedSize }) =>
      [key, { addedCount, removedCount, addedSize, removedSize, resizedSize }] as const,
  );
  assert.deepEqual(new Map(actual), expected, 'what came, went and changed its size');
}
