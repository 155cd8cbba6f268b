import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Comparison } from '../../src/compare/comparison.ts';
import { judgeTogether } from '../../src/compare/spread.ts';
import type { FollowedClass } from '../../src/compare/suspects.ts';
import { followDrawn, type DrawnProcess } from '../support/draw-series.ts';

// Objects of one class under several places, some of which hold them only as long as they are in use.

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/**
 * Twenty sessions an interval that are found by their token while they live, and by their user: of two indexes the first
 * is nearer.
 *
 * @param isKept whether the index by user still has in snapshot `index` a session that was opened before snapshot `opened`
 */
function openSessions(
  snapshotCount: number,
  isKept: (opened: number, index: number) => boolean,
  look: (index: number) => string = () => 'Session',
  besides: (process: DrawnProcess, index: number) => void = () => {},
): Promise<Comparison> {
  return followDrawn(
    snapshotCount,
    (process) => {
      process.put('app', 'byToken', 'ByToken');
      process.put('app', 'users', 'Users');
      process.put('users', 'byUser', 'ByUser');
    },
    (process, index) => {
      besides(process, index);
      for (const i of range(0, 20)) {
        process.put('byToken', `session${index}_${i}`, look(index));
        process.hold('byUser', `session${index}_${i}`);
        process.drop('byToken', `session${index - 1}_${i}`);
        for (const opened of range(0, index)) {
          if (!isKept(opened, index)) process.drop('byUser', `session${opened}_${i}`);
        }
      }
    },
  );
}

suite('sessions in two indexes', () => {
  test('leak if one of them keeps what the other lets go, and that one is named', async () => {
    const { verdict, suspects } = await openSessions(4, () => true);
    assert.equal(verdict.result, 'leak', verdict.reason);
    assert.deepEqual(
      [suspects[0].className, suspects[0].holder.className, suspects[0].heldCounts],
      ['Session', 'ByUser', [20, 20, 0]],
    );
    assert.deepEqual([verdict.confidence, suspects[0].confidence], [0.9, 0.9]);
  });

  test('do not if both let them go', async () => {
    const { verdict, suspects } = await openSessions(4, () => false);
    assert.deepEqual([verdict.result, suspects], ['no-leak', []], verdict.reason);
  });

  test('do not if one keeps the last of each user, as many as there were before', async () => {
    const { verdict, suspects } = await openSessions(6, (opened, index) => index - opened < 3);
    assert.notEqual(verdict.result, 'leak', verdict.reason);
    assert.ok(suspects.every(({ confidence }) => confidence <= 0.5));
  });

  test('do not if as many others of them go meanwhile: all together they are no more', async () => {
    const { verdict, classes } = await openSessions(
      4,
      () => true,
      () => 'Session',
      (process, index) => {
        for (const i of range(0, index === 0 ? 60 : 0)) process.put('app', `guest${i}`, 'Session');
        for (const i of range(20 * (index - 1), 20 * index)) process.drop('app', `guest${i}`);
      },
    );
    assert.deepEqual(classes.find(({ className }) => className === 'Session')?.counts, [80, 80, 80, 80]);
    assert.notEqual(verdict.result, 'leak', verdict.reason);
  });

  test('are not judged together with objects of another class', async () => {
    const { verdict } = await openSessions(
      4,
      () => true,
      (index) => (index === 3 ? 'Visit' : 'Session'),
    );
    assert.notEqual(verdict.result, 'leak', verdict.reason);
  });
});

test('texts under several places say nothing of one another: they hang anywhere', async () => {
  const put = (process: DrawnProcess, holder: string, index: number): void => {
    for (const i of range(0, 20)) {
      process.put(holder, `text${index}_${i}`, { kind: 'string', name: `text ${index} ${i}`, size: 100 });
    }
  };
  const { verdict } = await followDrawn(
    4,
    (process) => {
      for (const i of range(0, 4)) process.put('app', `batch${i}`, `Batch${i}`);
    },
    (process, index) => put(process, `batch${index}`, index),
  );
  assert.notEqual(verdict.result, 'leak', verdict.reason);
});

test('objects of a class of which each place got some once are open: tables may be filled one after the other', async () => {
  const follow = (last: number): Promise<Comparison> =>
    followDrawn(
      4,
      (process) => {
        process.put('app', 'early', 'Early');
        process.put('app', 'late', 'Late');
      },
      (process, index) => {
        for (const i of range(0, index === 3 ? last : 20)) {
          process.put(index < 3 ? 'early' : 'late', `timer${index}_${i}`, 'Timer');
        }
        for (const i of range(0, 30)) process.put('app', `request${i}`, { name: 'Request', size: 40 });
      },
    );
  const goesOn = await follow(20);
  assert.equal(goesOn.verdict.result, 'inconclusive', goesOn.verdict.reason);
  const stopped = await follow(0);
  assert.notEqual(stopped.verdict.result, 'leak', stopped.verdict.reason);
});

test('all places of a class together go on only if its objects stay, and its total still rises by what came', () => {
  const judge = (parts: readonly (readonly number[])[], counts: number[], cohorts: number[][]): string => {
    const followed = { counts, cohorts } as unknown as FollowedClass;
    const { course, confidence } = judgeTogether(parts, followed, { work: [1, 1, 1], isMeasured: false });
    return `${course} ${confidence}`;
  };
  const staying = [
    [20, 20, 20, 20],
    [0, 20, 20, 20],
    [0, 0, 20, 20],
    [0, 0, 0, 20],
  ];
  const parts = [
    [20, 20, 0],
    [0, 0, 20],
  ];
  assert.equal(judge(parts, [20, 40, 60, 80], staying), 'goes on 0.9');
  assert.equal(judge(parts, [80, 80, 80, 80], [[80, 60, 40, 20], ...staying.slice(1)]), 'eases 0.5');
  const going = [
    [20, 20, 20, 20],
    [0, 20, 10, 5],
    [0, 0, 20, 10],
    [0, 0, 0, 20],
  ];
  assert.equal(judge(parts, [20, 40, 60, 80], going), 'eases 0.5', 'they go, whoever else comes');
  const filled = [
    [10, 10, 10, 10],
    [0, 8, 6, 5],
    [0, 0, 2, 2],
    [0, 0, 0, 1],
  ];
  const overwritten = [
    [5, 2, 0],
    [0, 0, 1],
  ];
  assert.equal(
    judge(overwritten, [10, 18, 18, 18], filled),
    'eases 0.5',
    'filled once, and then overwritten',
  );
});
