import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Comparison } from '../../src/compare/comparison.ts';
import type { ClassHistory } from '../../src/compare/class-histories.ts';
import { judgeCourse } from '../../src/compare/course.ts';
import { measureReplaced, measureTurnover } from '../../src/compare/turnover.ts';
import { followDrawn } from '../support/draw-series.ts';

// Where nobody measured the work, what came and went besides tells whether there was less of it.

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/**
 * A place to which `added` objects come beside a ring of `room` pages, of which the oldest is let go for each of `requests`.
 *
 * @param kept objects at the place in the first snapshot
 */
function follow(
  added: readonly number[],
  requests: readonly number[],
  kept: number,
  room = 200,
): Promise<Comparison> {
  let served = 0;
  return followDrawn(
    added.length + 1,
    (process) => {
      process.put('app', 'ring', 'Ring');
      for (const slot of range(0, room)) process.put('ring', `page${slot}`, 'Page');
      process.put('app', 'cache', 'Cache');
      for (const i of range(0, kept)) process.put('cache', `first${i}`, 'Entry');
    },
    (process, index) => {
      if (index === 0) return;
      for (const i of range(served, served + requests[index - 1])) {
        process.drop('ring', `page${i}`);
        process.put('ring', `page${i + room}`, 'Page');
      }
      served += requests[index - 1];
      for (const i of range(0, added[index - 1])) process.put('cache', `${index}_${i}`, 'Entry');
    },
  );
}

suite('growth that slows, and what came and went besides', () => {
  test('slows in three intervals while as much comes and goes: a cache that fills', async () => {
    const { verdict, growth } = await follow([100, 40, 10], [60, 60, 60], 200);
    assert.equal(verdict.result, 'no-leak', verdict.reason);
    assert.equal(growth.warmUpBytes, growth.bytes);
  });

  test('slows while less comes and goes, from hardly anything: a leak under falling load', async () => {
    const { verdict, suspects } = await follow([120, 60, 20], [120, 60, 20], 40);
    assert.deepEqual([verdict.result, suspects[0]?.className], ['leak', 'Entry'], verdict.reason);
  });

  test('slows while less comes and goes, but much was there before: open', async () => {
    const { verdict } = await follow([120, 60, 20], [120, 60, 20], 400);
    assert.equal(verdict.result, 'inconclusive', verdict.reason);
  });

  test('less in each of four intervals is no cache that fills where less came and went as well', async () => {
    const { verdict } = await follow([100, 60, 36, 21], [100, 60, 36, 21], 200);
    assert.equal(verdict.result, 'inconclusive', verdict.reason);
  });

  test('slows far more than the work fell: not known to go on', async () => {
    const { verdict } = await follow([120, 60, 4], [120, 60, 100], 40);
    assert.notEqual(verdict.result, 'leak', verdict.reason);
  });

  test('as much in each interval while more comes and goes, and much was there before: a cache that fills, or a leak', async () => {
    const { verdict } = await follow([160, 44, 184], [60, 20, 120], 400);
    assert.equal(verdict.result, 'inconclusive', verdict.reason);
  });

  test('as much in each interval as came and went besides, uneven as it is: a leak', async () => {
    const { verdict, suspects } = await follow([160, 56, 330], [60, 20, 120], 600);
    assert.deepEqual([verdict.result, suspects[0]?.className], ['leak', 'Entry'], verdict.reason);
  });

  test('a ring that may have been replaced more than once before the last interval is no clock', async () => {
    const { verdict } = await follow([160, 44, 184], [60, 20, 120], 400, 70);
    assert.equal(verdict.result, 'leak', verdict.reason);
  });

  test('a ring that is replaced as a whole, and more than once, tells that work fell and never that it went on', async () => {
    const fell = await follow([120, 60, 20], [120, 60, 12], 40, 60);
    assert.equal(fell.verdict.result, 'leak', fell.verdict.reason);
    const untold = await follow([100, 40, 10], [120, 90, 58], 200, 60);
    assert.equal(untold.verdict.result, 'inconclusive', untold.verdict.reason);
  });
});

suite('an interval that brought nothing while as much came and went as in others', () => {
  test('is no leak’s: a pool that grows when more is in use at once than ever before', async () => {
    const pool = await follow([26, 0, 10], [120, 60, 160], 4);
    assert.equal(pool.verdict.result, 'inconclusive', pool.verdict.reason);
    assert.match(pool.verdict.reason, /One more snapshot after as much work/);
    const more = await follow([26, 0, 10, 0, 40], [120, 60, 160, 160, 200], 4);
    assert.equal(more.verdict.result, 'inconclusive', more.verdict.reason);
  });

  test('may be a leak’s where nothing came and went, or hardly anything: it was idle in what leaks', async () => {
    for (const requests of [
      [120, 0, 160],
      [120, 12, 160],
    ]) {
      const { verdict } = await follow([26, 0, 30], requests, 4);
      assert.equal(verdict.result, 'leak', verdict.reason);
    }
  });

  test('may be a leak’s of which more came after it than before: of that kind nothing was done', async () => {
    const { verdict } = await follow([40, 0, 60], [120, 120, 120], 4);
    assert.equal(verdict.result, 'leak', verdict.reason);
    const twice = await follow([40, 0, 20, 0, 60], [120, 120, 120, 120, 120], 4);
    assert.equal(twice.verdict.result, 'inconclusive', twice.verdict.reason);
  });

  test('may be a leak’s that began later, or went on twice in a row by as much', async () => {
    const late = await follow([0, 20, 26], [120, 120, 120], 4);
    assert.equal(late.verdict.result, 'leak', late.verdict.reason);
    const again = await follow([26, 0, 30, 25], [120, 60, 120, 120], 4);
    assert.equal(again.verdict.result, 'leak', again.verdict.reason);
  });
});

test('a course is held against the class that fell least', () => {
  const of = (shares: { least: number; most: number }): string =>
    judgeCourse([60, 30, 10], { work: [1, 1, 1], isMeasured: false, turnover: { ...shares, clocks: [] } }, 4);
  assert.equal(of({ least: 0.2, most: 0.2 }), 'goes on');
  assert.equal(of({ least: 0.2, most: 1 }), 'slows');
  assert.equal(of({ least: 0, most: 0 }), 'slows', 'nothing came and went: no number is divided by 0');
});

test('a course is held against what fell as a whole, but not against what may have gone on', () => {
  const of = (most: number): string =>
    judgeCourse(
      [60, 40, 24],
      { work: [1, 1, 1], isMeasured: false, turnover: { least: 0, most, clocks: [] } },
      10,
    );
  assert.equal(of(0.5), 'goes on');
  assert.equal(of(0.7), 'eases');
});

suite('growth, against each class that counts the work', () => {
  const of = (amounts: number[], ratio: number, ...clocks: number[][]): string =>
    judgeCourse(
      amounts,
      { work: amounts.map(() => 1), isMeasured: false, turnover: { least: 1, most: 1, clocks } },
      ratio,
    );

  test('goes on unless it slowed against all of them, however many times over it grew', () => {
    for (const ratio of [2, 10]) {
      assert.equal(of([160, 44, 184], ratio), 'goes on');
      assert.equal(of([160, 44, 184], ratio, [60, 20, 120]), 'eases');
      assert.equal(of([160, 44, 184], ratio, [60, 20, 120], [160, 44, 184]), 'goes on');
      assert.equal(of([160, 44, 184], ratio, [60, 0, 120]), 'goes on', 'so few tell nothing');
    }
  });

  test('is no chance where less came for more', () => {
    assert.equal(of([180, 115], 10, [40, 60]), 'eases');
    assert.equal(of([180, 115], 10, [40, 26]), 'goes on');
    assert.equal(of([115, 180], 10, [40, 120]), 'goes on', 'more came');
  });

  test('that falls goes on where all of them fell as far, if it was little at first', () => {
    assert.equal(of([160, 80, 40], 10, [40, 20, 10]), 'goes on');
    assert.equal(of([160, 80, 40], 10, [40, 20, 10], [40, 38, 41]), 'slows');
    assert.equal(of([160, 80, 20], 4, [40, 20, 5]), 'goes on');
    assert.equal(of([160, 80, 20], 2, [40, 20, 5]), 'slows');
  });
});

test('of what is there for a moment the number tells nothing of how much was done', () => {
  // A hundred objects in each of four snapshots, by the snapshot they were born in.
  const clocksOf = (...cohorts: number[][]): number | undefined => {
    const heapClass = { origin: 'program' };
    const history = { heapClass, counts: [100, 100, 100, 100], cohorts: [...cohorts, [0, 0, 0, 30]] };
    return measureTurnover(measureReplaced([history as unknown as ClassHistory]))?.clocks.length;
  };
  assert.equal(
    clocksOf([100, 70, 40, 10], [0, 30, 30, 30], [0, 0, 30, 30]),
    1,
    'the oldest thirty go each time',
  );
  assert.equal(
    clocksOf([100, 70, 70, 70], [0, 30, 0, 0], [0, 0, 30, 0]),
    undefined,
    'thirty in use, and none for long',
  );
  assert.equal(clocksOf([100, 70, 70, 70], [0, 30, 27, 27], [0, 0, 30, 30]), 1, 'three that went so soon');
});
