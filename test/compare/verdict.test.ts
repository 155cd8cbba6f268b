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
    `20 + 20 + 20 Entry stay under App › .cache (Cache @${suspects[0].holder.nodeId}), 100 % of the growth; ` +
      'the heap went 6.2 kB → 8.2 kB → 10.2 kB → 12.2 kB.',
  );
  assert.deepEqual([growth.bytes, growth.suspectBytes], [6000, 6000]);
});

test('no leak is said with the same confidence of any series that does nothing', async () => {
  for (const snapshots of [3, 4, 6]) {
    const { verdict, suspects, growth } = await followDrawn(
      snapshots,
      () => {},
      () => {},
    );
    assert.deepEqual([verdict.result, verdict.confidence], ['no-leak', 0.95]);
    assert.deepEqual([suspects, new Set(Object.values(growth))], [[], new Set([0])]);
  }
});

test('what is there for the moment beside the suspects is churn', async () => {
  const { growth, suspects } = await followDrawn(
    4,
    (process) => process.put('app', 'cache', 'Cache'),
    (process, index) => {
      for (const i of twenty) process.put('cache', `entry${index}_${i}`, 'Entry');
      if (index === 3) process.put('app', 'body', { kind: 'string', name: 'text', size: 18_000 });
    },
  );
  assert.deepEqual([growth.bytes, growth.suspectBytes, growth.churnBytes], [24_000, 6000, 18_000]);
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

test('growth that nothing accounts for leaves the verdict open, and the capture that would decide is named', async () => {
  const { verdict, suspects, growth } = await followDrawn(
    4,
    (process) => process.put('app', 'cache', 'Cache'),
    (process, index) => {
      for (const i of index === 3 ? twenty : []) process.put('cache', `entry${i}`, 'Entry');
    },
  );
  assert.equal(verdict.result, 'inconclusive');
  assert.match(verdict.reason, /^0 \+ 0 \+ 20 Entry stay under App › \.cache /);
  assert.match(verdict.reason, /One more snapshot after the same work would decide\.$/);
  assert.equal(growth.unexplainedBytes, 2000);
  assert.deepEqual([suspects.length, suspects[0].confidence], [1, 0.5]);
});

test('a class that gathers in every interval, of which each holder has one, is not cleared', async () => {
  const { verdict, classes } = await followDrawn(
    4,
    (process) => {
      for (let i = 0; i < 90; i++) process.put('app', `owner${i}`, `Owner${i}`);
    },
    (process, index) => {
      if (index === 0) return;
      for (let i = 0; i < 20; i++) {
        process.put(`owner${index * 20 + i}`, `session${index}_${i}`, { name: 'Session', size: 60 });
      }
    },
  );
  assert.equal(classes.find(({ className }) => className === 'Session')?.behaviour, 'leaking');
  assert.equal(verdict.result, 'inconclusive');
  assert.match(
    verdict.reason,
    /^There are 0 → 20 → 40 → 60 Session objects, and no place where they gather was found to leak;/,
  );
});
