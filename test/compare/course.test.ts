import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { judgeCourse, judgeSteps, minRatio, type Course } from '../../src/compare/course.ts';

/** Amounts by interval, how many times as much as at first there is, the course, and what the case is. */
type Case = readonly [readonly number[], number, Course, string];

const unmeasured: readonly Case[] = [
  [[20, 20, 20], 4, 'goes on', 'equal work'],
  [[10, 40, 20], 4, 'goes on', 'rounds of 1 : 4 : 2'],
  [[30, 10, 60], 4, 'goes on', 'rounds of 3 : 1 : 6'],
  [[0, 0, 40], 4, 'once', 'all of it in the last interval'],
  [[0, 30, 30], 4, 'goes on', 'it began late'],
  [[5, 10, 60], 8, 'goes on', 'it gets ever more'],
  [[0, 60, 0], 4, 'stopped', 'one burst'],
  [[60, 0, 0], 4, 'stopped', 'a warm-up'],
  [[40, 40, 0], 4, 'stopped', 'a leak that stopped'],
  [[100, 40, 10], 2, 'slows', 'a cache that fills'],
  [[100, 60, 36], 2, 'slows', 'a cache that takes in less and less'],
  [[100, 60, 36], 4, 'eases', 'the same, many times over: it was empty at first'],
  [[100, 55], 4, 'eases', 'the same, after two intervals'],
  [[100, 70], 4, 'goes on', 'of two one is always less'],
  [[100, 60, 5], 4, 'slows', 'next to nothing at the end'],
  [[100, 60, 16], 10, 'slows', 'the same, however much as at first'],
  [[60, 100, 16], 10, 'slows', 'the same, but not less and less'],
  [[60, 100, 32], 10, 'goes on', 'less at the end, but not much less'],
  [[40], 4, 'once', 'two snapshots'],
  [[], 1, 'stopped', 'nothing to look at'],
  [[20, 20], 2.5, 'goes on', 'two intervals, most of it came in them'],
  [[20, 20], 2, 'eases', 'two intervals, as much was there before'],
  [[100, 80, 74], 2, 'eases', 'less and less, but not much less'],
  [[95, 5], 4, 'slows', 'a little after much'],
  [[98, 2], 4, 'stopped', 'next to nothing after much'],
  [[2, 98], 4, 'once', 'of two intervals one has next to nothing'],
];

suite('amounts by interval, where only what was idle is known of the work', () => {
  for (const [amounts, ratio, course, what] of unmeasured) {
    test(`${amounts.join(' + ')}, ${ratio} times as much: ${course} (${what})`, () => {
      assert.equal(judgeCourse(amounts, { work: amounts.map(() => 1), isMeasured: false }, ratio), course);
    });
  }

  test('an idle interval says nothing: 2 : 0 : 3 goes on, and a series that ends idle pauses', () => {
    const of = (amounts: readonly number[], work: readonly number[]): Course =>
      judgeCourse(amounts, { work, isMeasured: false }, 4);
    assert.equal(of([20, 0, 30], [1, 0, 1]), 'goes on');
    assert.equal(of([20, 30, 0], [1, 1, 0]), 'pauses');
    assert.equal(of([20, 30, 0], [1, 1, 1]), 'stopped');
    assert.equal(of([50, 0], [1, 0]), 'once', 'there was one interval only to see it in');
  });

  test('a series that ends idle goes on where what came and went besides tells that it did, or processor time', () => {
    const of = (most: number, isMeasured = false): Course => {
      const turnover = { least: 0, most, clocks: [] };
      return judgeCourse([20, 30, 0], { work: [1, 1, 0], isMeasured, turnover }, 4);
    };
    assert.equal(of(0), 'goes on');
    assert.equal(of(0.1), 'pauses', 'what has come to its end leaves nothing either');
    assert.equal(of(1, true), 'goes on');
  });
});

suite('amounts by interval, where the work was measured', () => {
  const of = (amounts: readonly number[], work: readonly number[], ratio: number): Course =>
    judgeCourse(amounts, { work, isMeasured: true }, ratio);

  test('falling amounts go on where the work fell with them, and slow where it did not', () => {
    assert.equal(of([60, 30, 10], [6, 3, 1], 4), 'goes on');
    assert.equal(of([60, 30, 10], [6, 3, 1], 10), 'goes on');
    assert.equal(of([60, 30, 10], [1, 1, 1], 2), 'slows');
    assert.equal(of([60, 40, 30], [1, 1, 1], 10), 'eases');
  });

  test('amounts that fell with the work ease where there is hardly more than at first', () => {
    assert.equal(of([60, 30, 10], [6, 3, 1], 2), 'eases', 'misses of a cache cost time, too');
  });

  test('even amounts ease where ever more was done, and falling ones slow', () => {
    assert.equal(of([20, 20, 20], [1, 2, 4], 2), 'eases');
    assert.equal(of([40, 30, 20], [1, 2, 4], 2), 'slows');
    assert.equal(of([20, 40, 80], [1, 2, 4], 2), 'goes on');
  });

  test('even amounts go on where the work was even too, and rates are not used against them', () => {
    assert.equal(of([20, 20, 20], [10, 11, 13], 2), 'goes on', 'times that differ by less than a quarter');
    assert.equal(of([20, 20, 20], [10, 11, 14], 2), 'eases', 'by more');
    assert.equal(of([26, 23, 20], [10, 11, 13], 2), 'eases', 'amounts that fall, while as much is done');
    assert.equal(of([60, 30, 10], [10, 11, 13], 2), 'slows');
  });

  test('what came as fast before the first snapshot as since goes on, however much is there', () => {
    const past = { work: 100, length: 4 };
    const of = (came: readonly number[], work: readonly number[], first = 400, before = past): Course => {
      const there = [first, first + came.reduce((sum, amount) => sum + amount, 0)];
      const intervals = { work, isMeasured: true, past: before };
      return judgeCourse(came, intervals, (there.at(-1) ?? 0) / Math.max(1, first), { came, there });
    };
    // 400 were there: four a second.
    assert.equal(of([16, 64, 20], [4, 16, 5]), 'goes on');
    assert.equal(of([60, 30, 10], [15, 7.5, 2.5]), 'goes on', 'load that falls');
    assert.equal(of([40, 0, 60], [10, 0, 15]), 'goes on', 'an idle interval');
    assert.equal(of([16, 64, 20], [6, 24, 8]), 'eases', 'a cache: it had come faster by processor time');
    assert.equal(of([16, 64, 20], [4, 16, 10]), 'eases', 'less came at the end for as much work');
    assert.equal(of([16, 64, 20], [2, 8, 2]), 'eases', 'it came slower before: while starting, perhaps');
    assert.equal(
      of([16, 64, 20], [4, 16, 5], 400, { ...past, length: 2 }),
      'eases',
      'misses take processor time, too, and by the clock fewer came',
    );
    assert.equal(of([16, 64, 20], [4, 16, 5], 80, { work: 20, length: 0.8 }), 'eases', 'a short life');
    // A thousand keys, half of them there after as much time for starting as for serving.
    assert.equal(of([132, 97, 71], [3, 3, 3], 500, { work: 17, length: 1.85 }), 'slows', 'a cache');
    assert.equal(
      of([150, 110], [30, 30], 500, { work: 115, length: 1.85 }),
      'eases',
      'of two, a quarter less',
    );
  });

  test('what came in an interval that looked idle is a rate all the same, and no number is divided by 0', () => {
    assert.equal(of([20, 5, 20], [2, 0, 2], 4), 'goes on');
  });
});

test('the unit of the amounts does not matter, and with more intervals like the busiest a course goes on', () => {
  const amounts = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 7 });
  const seen = new Set<Course>();
  fc.assert(
    fc.property(amounts, fc.integer({ min: 1, max: 12 }), (drawn, ratio) => {
      const course = judgeCourse(drawn, { work: drawn.map(() => 1), isMeasured: false }, ratio);
      seen.add(course);
      const scaled = drawn.map((amount) => amount * 64);
      assert.equal(judgeCourse(scaled, { work: drawn.map(() => 1), isMeasured: false }, ratio), course);
      if (course !== 'goes on') return;
      // Beside the busiest the others may be next to nothing, and two intervals say little of what hardly grew.
      const most = Math.max(...drawn);
      const longer = [...drawn, most, ...(ratio < minRatio ? [most] : [])];
      assert.equal(judgeCourse(longer, { work: longer.map(() => 1), isMeasured: false }, ratio), 'goes on');
    }),
    { numRuns: 2000 },
  );
  assert.deepEqual([...seen].toSorted(), ['eases', 'goes on', 'once', 'slows', 'stopped']);
});

/** Bytes by which one thing grew, its bytes at first, the course, and what the case is. */
const steps: readonly Case[] = [
  [[16_000, 16_000, 16_000], 16_000, 'goes on', 'a text that is appended to'],
  [[8000, 0, 16_000, 32_000], 8000, 'goes on', 'a table that is doubled when it is full'],
  [[8000, 16_000, 32_000, 0], 8000, 'goes on', 'a table that has room for the moment'],
  [[16_000, 0, 32_000], 16_000, 'goes on', 'it is four times as big, by two steps'],
  [[32_000, 16_000], 8000, 'eases', 'two steps, the second smaller'],
  [[8000, 0, 12_000], 16_000, 'eases', 'two steps to a little more are a store and its next size'],
  [[16_000, 0, 0], 16_000, 'stopped', 'it has not grown for two intervals'],
  [[0, 0, 32_000], 16_000, 'once', 'it grew once'],
  [[0, 32_000, 0], 64_000, 'stopped', 'it grew once, by a half'],
  [[8000, -8000, 8000], 16_000, 'eases', 'it is replaced by another of any size'],
  [[19_800, 2000, 5100], 15_700, 'eases', 'the store of a window, made anew with more room or less'],
  [[19_800, 2000, 5100], 2000, 'eases', 'the same, however many times as big as at first'],
  [[19_800, 2000, 7100], 2000, 'goes on', 'more than three tenths of the biggest step'],
  [[6500, 7100, 1900], 28_800, 'eases', 'less came at the end'],
  [[6500, 7100, 5500], 28_800, 'goes on', 'three quarters of the biggest step are another'],
  [[6500, 7100, 2200], 4000, 'goes on', 'nearly a third is enough of what is several times as big'],
  [[16_000, 0, 1400], 16_000, 'once', 'of what has not grown 2.5 times over, a little at the end is no step'],
  [[8000, 8000, 1900], 8000, 'eases', 'of three times as much it is a small one'],
  [[32_000], 16_000, 'once', 'two snapshots'],
  [[], 16_000, 'once', 'nothing to look at'],
];

suite('steps of one thing that grows in place', () => {
  for (const [grown, first, course, what] of steps) {
    test(`${first} + ${grown.join(' + ')} bytes: ${course} (${what})`, () => {
      assert.equal(
        judgeSteps(
          grown,
          first,
          grown.map(() => 1),
          false,
        ),
        course,
      );
    });
  }

  test('what is replaced is bigger three times by chance, but not four times in a row', () => {
    const judge = (grown: number[]): Course => judgeSteps(grown, 16_000, [1, 1, 1, 1], true);
    assert.equal(judge([16_000, 0, 16_000, 80_000]), 'chance');
    assert.equal(judge([0, 0, 0, 80_000]), 'once');
    assert.equal(judge([16_000, 16_000, 16_000, 16_000]), 'goes on');
    assert.equal(judge([4000, 4000, 4000, 3000]), 'goes on');
    assert.equal(judge([4000, 4000, 4000, 1200]), 'chance', 'a tenth of all growth makes a step');
  });

  test('an idle interval is none in which it could have grown', () => {
    assert.equal(judgeSteps([16_000, 16_000, 0, 0], 4000, [1, 1, 0, 0], false), 'goes on');
    assert.equal(judgeSteps([16_000, 16_000, 0, 0], 4000, [1, 1, 1, 1], false), 'stopped');
  });
});
