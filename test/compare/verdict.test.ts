import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Comparison } from '../../src/compare/comparison.ts';
import { followDrawn, type DrawnProcess } from '../support/draw-series.ts';

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

/**
 * A text for each of ninety owners, too little at each place to be looked at.
 *
 * @param countOf snapshot → texts that come before it
 * @param besides what else goes on
 */
function scatter(
  countOf: (index: number) => number,
  besides: (process: DrawnProcess, index: number) => void = () => {},
): Promise<Comparison> {
  let given = 0;
  return followDrawn(
    4,
    (process) => {
      process.put('app', 'cache', 'Cache');
      for (let i = 0; i < 90; i++) process.put('app', `owner${i}`, `Owner${i}`);
    },
    (process, index) => {
      for (let i = 0; i < countOf(index); i++) {
        const owner = given++ % 90;
        process.put(`owner${owner}`, `text${owner}`, { kind: 'string', name: 'text', size: 900 });
      }
      besides(process, index);
    },
  );
}

test('growth at no place that was looked at is not called accounted for', async () => {
  const { verdict, growth, suspects } = await scatter((index) => [0, 40, 20, 0][index]);
  assert.deepEqual([verdict.result, suspects], ['inconclusive', []]);
  assert.equal(
    verdict.reason,
    '54.0 kB of the growth is at no place that was looked at; of all classes (string) grew most, by 54.0 kB; the heap went 13.2 kB → 49.2 kB → 67.2 kB → 67.2 kB. ' +
      'Two more snapshots with several times the work between them may tell.',
  );
  assert.deepEqual([growth.unexplainedBytes, growth.churnBytes], [54_000, 0]);
});

test('what came to a full cache, and let as much go, does not account for growth elsewhere', async () => {
  const { verdict, growth } = await scatter(
    (index) => [0, 40, 20, 0][index],
    (process, index) => {
      for (let i = 0; i < 200; i++) process.drop('cache', `entry${index - 3}_${i}`);
      for (const batch of index === 0 ? [-2, -1, 0] : [index]) {
        for (let i = 0; i < 200; i++) process.put('cache', `entry${batch}_${i}`, 'Entry');
      }
    },
  );
  assert.equal(verdict.result, 'inconclusive', verdict.reason);
  assert.deepEqual([growth.unexplainedBytes, growth.churnBytes], [54_000, 0]);
});

test('the same texts, another for each owner every time, are no growth and no leak', async () => {
  const { verdict, growth } = await scatter(() => 90);
  assert.deepEqual([verdict.result, growth.unexplainedBytes], ['no-leak', 0], verdict.reason);
});

test('what came and went at a place that was looked at is churn up to its size there, and no leak', async () => {
  const { verdict, growth, suspects } = await followDrawn(
    4,
    (process) => process.put('app', 'queue', 'Queue'),
    (process, index) => {
      for (let i = 0; i < 100; i++) process.drop('queue', `job${i}`);
      for (let i = 0; i < [50, 20, 40, 90][index]; i++) process.put('queue', `job${i}`, 'Job');
    },
  );
  assert.deepEqual([verdict.result, suspects], ['no-leak', []], verdict.reason);
  assert.deepEqual([growth.unexplainedBytes, growth.churnBytes], [0, 4000]);
});

test('a pool that is replaced while something keeps the one before is there for the moment', async () => {
  const { verdict, growth, suspects } = await followDrawn(
    4,
    (process) => process.put('app', 'stored', 'Stored'),
    (process, index) => {
      const label = `pool${index}`;
      process.put('stored', label, { kind: 'string', name: label, size: 60_000 });
      process.hold('app', label, 'pool', 'context');
      if (index > 0) process.drop('stored', label);
    },
  );
  assert.deepEqual([verdict.result, suspects], ['no-leak', []], verdict.reason);
  assert.deepEqual([growth.unexplainedBytes, growth.churnBytes], [0, 60_000]);
});

/**
 * A leak of `count` objects an interval in a heap that does not grow by it, as much being freed.
 *
 * @param rest bytes of the rest, within V8's heap
 * @param outside bytes of a buffer's memory
 */
function leakInFlatHeap(count: number, first: number, rest: number, outside = 0): Promise<Comparison> {
  return followDrawn(
    4,
    (process) => {
      process.put('app', 'cache', 'Cache');
      process.put('app', 'rest', { name: 'Rest', size: rest });
      process.put('app', 'model', 'ArrayBuffer');
      const memory = { kind: 'native', name: 'system / JSArrayBufferData', size: outside };
      process.put('model', 'backing_store', memory, 'internal');
      for (let i = 1; i < 4; i++) process.put('app', `freed${i}`, { name: `Freed${i}`, size: count * 100 });
    },
    (process, index) => {
      if (index > 0) process.drop('app', `freed${index}`);
      const entries = index === 0 ? first : count;
      for (let i = 0; i < entries; i++) process.put('cache', `entry${index}_${i}`, 'Entry');
    },
  );
}

test('a buffer outside the heap, many times as big as all else, hides no slow leak; as much within it does', async () => {
  const alone = await leakInFlatHeap(40, 4, 300_000);
  assert.equal(alone.verdict.result, 'leak', alone.verdict.reason);
  const beside = await leakInFlatHeap(40, 4, 300_000, 22_000_000);
  assert.equal(beside.verdict.result, 'leak', beside.verdict.reason);
  const within = await leakInFlatHeap(40, 4, 22_300_000);
  assert.notEqual(within.verdict.result, 'leak', within.verdict.reason);
});

test('what grew eight times over matters in a flat heap from a thousandth of it on, other things from 2 %', async () => {
  const fromNothing = await leakInFlatHeap(40, 4, 1_500_000);
  assert.equal(fromNothing.verdict.result, 'leak', fromNothing.verdict.reason);
  const fourTimes = await leakInFlatHeap(40, 40, 1_500_000);
  assert.equal(fourTimes.verdict.result, 'inconclusive', fourTimes.verdict.reason);
  const tooLittle = await leakInFlatHeap(40, 4, 15_000_000);
  assert.notEqual(tooLittle.verdict.result, 'leak', tooLittle.verdict.reason);
});

/** A table that was doubled and has room now, beside a catalogue that gets so many articles in each interval. */
function indexBeside(articles: readonly number[], size = 500): Promise<Comparison> {
  return followDrawn(
    4,
    (process) => {
      process.put('app', 'index', 'Map');
      process.put('app', 'catalogue', 'Catalogue');
    },
    (process, index) => {
      const table = [8000, 16_000, 32_000, 32_000][index];
      const isNew = index < 3;
      if (isNew) process.put('index', 'table', { kind: 'array', name: '', size: table }, 'internal');
      for (let i = 0; i < (articles[index] ?? 0); i++) {
        process.put('catalogue', `article${index}_${i}`, { name: 'Article', size });
      }
      // What shows that there was work.
      for (let i = 0; i < 30; i++) process.put('app', `request${i}`, { name: 'Request', size: 40 });
    },
  );
}

test('a table with room is as done as what came beside it and stopped, if that is twice as big', async () => {
  const paged = await indexBeside([100, 100, 100, 0]);
  assert.notEqual(paged.verdict.result, 'leak', paged.verdict.reason);
  const goesOn = await indexBeside([100, 100, 100, 100]);
  assert.equal(goesOn.verdict.result, 'leak', goesOn.verdict.reason);
  assert.ok(goesOn.suspects.some(({ className }) => className === 'Map'));
  const once = await indexBeside([100, 0, 0, 300]);
  assert.equal(once.verdict.result, 'leak', once.verdict.reason);
  assert.equal(once.suspects[0].className, 'Map');
  const beLittle = await indexBeside([100, 100, 100, 0], 50);
  assert.equal(beLittle.verdict.result, 'leak', beLittle.verdict.reason);
  assert.equal(beLittle.suspects[0].className, 'Map');
});
