import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followDrawn } from '../support/draw-series.ts';

const twenty = Array.from({ length: 20 }, (_, i) => i);

test('a leak is said in a sentence: how many of what, where, and how the heap went', async () => {
  const { verdict, growth, suspects } = await followDrawn(
    4,
    (process) => process.put('app', 'cache', 'Cache'),
    (process, index) => {
      for (const i of twenty) process.put('cache', `entry${index}_${i}`, 'Entry');
    },
  );
  assert.equal(verdict.result, 'leak');
  assert.equal(
    verdict.reason,
    `20 + 20 + 20 Entry stay under .cache (Cache @${suspects[0].holder.nodeId}), 100 % of the growth; ` +
      'the heap went 6.2 kB → 8.2 kB → 10.2 kB → 12.2 kB.',
  );
  assert.deepEqual(growth, { bytes: 6000, explainedBytes: 6000 });
});

test('no leak is as sure as there are intervals to look at', async () => {
  for (const [snapshots, confidence] of [
    [3, 3 / 4],
    [4, 7 / 8],
    [6, 31 / 32],
  ] as const) {
    const { verdict, suspects, growth } = await followDrawn(
      snapshots,
      () => {},
      () => {},
    );
    assert.deepEqual([verdict.result, verdict.confidence], ['no-leak', confidence]);
    assert.deepEqual([suspects, growth], [[], { bytes: 0, explainedBytes: 0 }]);
  }
});

test('what grew beside the suspects stays unexplained', async () => {
  const { growth, suspects } = await followDrawn(
    4,
    (process) => process.put('app', 'cache', 'Cache'),
    (process, index) => {
      for (const i of twenty) process.put('cache', `entry${index}_${i}`, 'Entry');
      if (index === 2) process.put('app', 'body', { kind: 'string', name: 'text', size: 18_000 });
    },
  );
  assert.deepEqual(growth, { bytes: 24_000, explainedBytes: 6000 });
  assert.equal(suspects[0].growthShare, 0.25);
});

test('a leak in a heap that shrinks is a leak, and its share never more than all', async () => {
  const { verdict, growth, suspects } = await followDrawn(
    4,
    (process) => {
      process.put('app', 'cache', 'Cache');
      process.put('app', 'setup', { name: 'Setup', size: 50_000 });
    },
    (process, index) => {
      if (index === 1) process.drop('app', 'setup');
      for (const i of twenty) process.put('cache', `entry${index}_${i}`, 'Entry');
    },
  );
  assert.deepEqual([verdict.result, growth.bytes], ['leak', -44_000]);
  assert.equal(suspects[0].growthShare, 1);
});

test('two uneven intervals leave the verdict open: another snapshot would tell', async () => {
  const { verdict, suspects } = await followDrawn(
    3,
    (process) => process.put('app', 'cache', 'Cache'),
    (process, index) => {
      for (let i = 0; i < [0, 20, 38][index]; i++) process.put('cache', `entry${index}_${i}`, 'Entry');
    },
  );
  assert.equal(verdict.result, 'inconclusive');
  assert.match(verdict.reason, /Take another snapshot to be sure\.$/);
  assert.equal(suspects.length, 1);
});
