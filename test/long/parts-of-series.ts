import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { compareSnapshots, type Comparison } from '../../src/compare/comparison.ts';
import { minRatio } from '../../src/compare/course.ts';
import { sum as sumOf } from '../../src/base/units.ts';
import { DrawnProcess } from '../support/draw-series.ts';
import { DrawnHeap } from '../support/draw-heap.ts';

// One more snapshot never makes an answer worse, so parts of a series are judged as the whole is.

/** Judges some of a drawn process's snapshots. */
function judge({ snapshots }: DrawnProcess, choice: readonly number[]): Comparison {
  return compareSnapshots(choice.map((index) => new DrawnHeap(snapshots[index]).analysis));
}

/** Every choice of two snapshots or more. */
function choicesOf(length: number): number[][] {
  const choices: number[][] = [];
  for (let bits = 0; bits < 2 ** length; bits++) {
    const choice = Array.from({ length }, (_, index) => index).filter(
      (index) => ((bits >>> index) & 1) !== 0,
    );
    if (choice.length >= 2) choices.push(choice);
  }
  return choices;
}

/** How much is done in each interval; 0 in idle ones. */
const plan = fc.array(
  fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 4, arbitrary: fc.nat(6) }),
  {
    minLength: 2,
    maxLength: 4,
  },
);

/** Less at the end than before, in three intervals or more, or a tenth of it: as a cache on its way to its limit. Idle intervals say nothing. */
function looksLikeCache(added: readonly number[]): boolean {
  const grown = added.filter((count) => count > 0);
  const [most, last] = [Math.max(...grown), grown.at(-1) ?? 0];
  return last < most && (grown.length > 2 || last <= most / 8);
}

// One seed, as a build should not fail by chance; change it to look for more.
const runs = { numRuns: 25, seed: 20 };

suite('whatever the load, of every part of a series', () => {
  test('a leak is not called healthy, and under even load it is called one', () => {
    let leaks = 0;
    fc.assert(
      fc.property(plan, (rounds) => {
        const process = new DrawnProcess();
        process.put('app', 'cache', 'Cache');
        for (let i = 0; i < 10; i++) process.put('cache', `old${i} entry`, 'Entry');
        process.takeSnapshot();
        for (const [index, count] of rounds.entries()) {
          for (let i = 0; i < count * 10; i++) process.put('cache', `${index}_${i}`, 'Entry');
          process.takeSnapshot();
        }
        for (const choice of choicesOf(rounds.length + 1)) {
          const { verdict } = judge(process, choice);
          const added = choice.slice(1).map((end, i) => sumOf(rounds.slice(choice[i], end)));
          const words = `${choice.join()} of ${rounds.join()}: ${verdict.reason}`;
          if (added.some((count) => count > 0) && !looksLikeCache(added)) {
            assert.notEqual(verdict.result, 'no-leak', words);
          }
          const isEven = added.length > 1 && new Set(added).size === 1 && (added[0] ?? 0) > 0;
          // Two intervals tell only where most of what is there came in them. The place counts itself too, hence a margin.
          const before = 10 + 10 * sumOf(rounds.slice(0, choice[0]));
          const ratio = 1 + (10 * sumOf(added)) / before;
          if (isEven && (added.length > 2 || ratio >= minRatio * 1.2))
            assert.equal(verdict.result, 'leak', words);
          if (verdict.result === 'leak') leaks++;
        }
      }),
      runs,
    );
    assert.ok(leaks > 20, String(leaks));
  });

  test('a full cache of which the oldest go is not called a leak', () => {
    fc.assert(
      fc.property(plan, fc.constantFrom(20, 60, 400), (rounds, size) => {
        const process = new DrawnProcess();
        process.put('app', 'cache', 'Cache');
        let next = 0;
        const add = (count: number): void => {
          for (let i = 0; i < count; i++) {
            process.put('cache', `entry${next}`, 'Entry');
            process.drop('cache', `entry${next - size}`);
            next++;
          }
        };
        add(size);
        process.takeSnapshot();
        for (const count of rounds) {
          add(count * 10);
          process.takeSnapshot();
        }
        for (const choice of choicesOf(rounds.length + 1)) {
          const { verdict } = judge(process, choice);
          const words = `${choice.join()} of ${rounds.join()}: ${verdict.reason}`;
          assert.notEqual(verdict.result, 'leak', words);
          // One interval with work clears no heap.
          const added = choice.slice(1).map((end, i) => sumOf(rounds.slice(choice[i], end)));
          const busy = added.filter((count) => count > Math.max(...added) / 8).length;
          if (busy > 1) assert.equal(verdict.result, 'no-leak', words);
        }
      }),
      runs,
    );
  });

  test('a queue that is as long as the load is high is not called a leak', () => {
    fc.assert(
      fc.property(plan, (rounds) => {
        const process = new DrawnProcess();
        process.put('app', 'queue', 'Queue');
        process.takeSnapshot();
        for (const [index, count] of rounds.entries()) {
          for (let i = 0; i < 60; i++) process.drop('queue', `${index - 1}_${i}`);
          for (let i = 0; i < count * 10; i++) process.put('queue', `${index}_${i}`, 'Job');
          process.takeSnapshot();
        }
        for (const choice of choicesOf(rounds.length + 1)) {
          const { verdict } = judge(process, choice);
          assert.notEqual(verdict.result, 'leak', `${choice.join()} of ${rounds.join()}: ${verdict.reason}`);
        }
      }),
      runs,
    );
  });
});
