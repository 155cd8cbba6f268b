import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Comparison } from '../../src/compare/comparison.ts';
import { followDrawn, growCache, type DrawnProcess } from '../support/draw-series.ts';

// Survival decides, not evenness: what came stays, and came in the last interval that saw work.

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** The result, and what the first suspect is and is held by. */
function answerOf({ verdict, suspects }: Comparison): string {
  const [first] = suspects;
  return [verdict.result, ...(first ? [first.className, first.holder.className] : [])].join(' ');
}

/** Requests in each interval: objects that come and go, as many as was worked. */
function serve(process: DrawnProcess, index: number, requests: number): void {
  for (const i of range(0, 200)) process.drop('app', `request${index - 1}_${i}`);
  for (const i of range(0, requests))
    process.put('app', `request${index}_${i}`, { name: 'Request', size: 24 });
}

suite('leaks', () => {
  for (const added of [
    [20, 20, 20],
    [20, 80, 40],
    [40, 0, 60],
    [60, 20, 120],
    [20, 60, 0, 40, 100],
    [14, 38, 39, 32, 72, 52, 158, 192, 111],
  ]) {
    test(`a leak of ${added.join(' + ')} objects is one, and the sentence has these numbers`, async () => {
      const comparison = await growCache(added);
      assert.equal(answerOf(comparison), 'leak Entry Cache');
      assert.ok(comparison.verdict.reason.startsWith(`${added.join(' + ')} Entry stay under `));
      assert.ok(comparison.verdict.confidence >= 0.85);
    });
  }

  test('two snapshots of an idle process in a row change nothing, wherever they stand', async () => {
    for (const added of [
      [0, 40, 60],
      [40, 0, 60],
      [40, 60, 0, 30],
    ]) {
      assert.equal(answerOf(await growCache(added)), 'leak Entry Cache', added.join());
    }
  });

  test('what slows and all of which stays, many times what there was, is not called healthy, however little it weighs', async () => {
    const follow = (kept: number, size: number): Promise<Comparison> =>
      followDrawn(
        4,
        (process) => {
          process.put('app', 'cache', 'Cache');
          process.put('app', 'rest', { name: 'Rest', size: 8_000_000 });
          process.put('app', 'pages', 'Pages');
          for (const i of range(0, kept)) process.put('cache', `first${i}`, { name: 'Entry', size });
        },
        (process, index) => {
          // Beside what is there for the moment it is little of the growth.
          if (index === 3) process.put('pages', 'page', { name: 'Page', size: 400_000 });
          const added = [0, 90, 35, 12][index];
          for (const i of range(0, added)) process.put('cache', `${index}_${i}`, { name: 'Entry', size });
        },
      );
    assert.equal(answerOf(await follow(20, 200)), 'inconclusive Entry Cache');
    assert.match(answerOf(await follow(400, 200)), /^no-leak/);
    assert.match(answerOf(await follow(20, 40)), /^no-leak/);
  });

  test('keys of a Map are texts of any kind, and each counts', async () => {
    const { verdict } = await followDrawn(
      4,
      (process) => process.put('app', 'hits', { name: 'Map' }),
      (process, index) => {
        for (const i of range(0, [20, 200, 100, 20][index])) {
          const kind = index < 3 ? 'concatenated string' : 'string';
          process.put('hits', `${index}_${i}`, { kind, name: `key ${index} ${i}`, size: 60 });
        }
      },
    );
    assert.equal(verdict.result, 'inconclusive', 'it has not stopped');
    assert.match(verdict.reason, /less came at the end/);
  });

  test('a series that ends idle is not called healthy, and says what would decide', async () => {
    const { verdict, suspects } = await growCache([40, 60, 0]);
    assert.equal(verdict.result, 'inconclusive');
    assert.match(verdict.reason, /next to nothing was done in the last interval/);
    assert.match(
      verdict.reason,
      /One more snapshot after as much work as before the busiest one would decide\.$/,
    );
    assert.deepEqual([suspects[0].className, suspects[0].confidence], ['Entry', 0.5]);
  });

  test('a leak that begins in the last interval is not called healthy', async () => {
    const { verdict, suspects } = await growCache([0, 0, 60]);
    assert.deepEqual([verdict.result, suspects[0].className], ['inconclusive', 'Entry']);
    assert.match(verdict.reason, /it came in one interval/);
  });

  test('a leak that begins in the second but last is one', async () => {
    assert.equal(answerOf(await growCache([0, 0, 60, 50])), 'leak Entry Cache');
    assert.match(answerOf(await growCache([0, 0, 60, 30])), /^inconclusive/, 'or a cache');
  });

  test('a leak under a tide of what comes and goes is one', async () => {
    const comparison = await followDrawn(
      5,
      (process) => process.put('app', 'cache', 'Cache'),
      (process, index) => {
        serve(process, index, [100, 20, 180, 60, 40][index]);
        for (const i of range(0, [20, 5, 40, 15, 30][index])) process.put('cache', `${index}_${i}`, 'Entry');
      },
    );
    assert.equal(answerOf(comparison), 'leak Entry Cache');
  });

  test('several leaks at once are told, each', async () => {
    const { verdict, suspects } = await followDrawn(
      4,
      (process) => {
        process.put('app', 'sessions', 'SessionStore');
        process.put('app', 'log', 'Log');
      },
      (process, index) => {
        for (const i of range(0, [20, 10, 40, 20][index])) {
          process.put('sessions', `session${index}_${i}`, { name: 'Session', size: 300 });
          if (i % 2 === 0) process.put('log', `line${index}_${i}`, 'Line');
        }
      },
    );
    assert.equal(verdict.result, 'leak');
    assert.deepEqual(
      suspects.map(({ className, holder }) => [className, holder.className]),
      [
        ['Session', 'SessionStore'],
        ['Line', 'Log'],
      ],
    );
  });

  test('plain objects that two hold are one, told by their class as by any other', async () => {
    const comparison = await followDrawn(
      4,
      (process) => {
        process.put('app', 'byToken', 'Map');
        process.put('app', 'byUser', 'Map');
      },
      (process, index) => {
        for (const i of range(0, [200, 100, 400, 200][index])) {
          process.put('byToken', `${index}_${i}`, 'Object');
          process.hold('byUser', `${index}_${i}`);
        }
      },
    );
    assert.equal(answerOf(comparison), 'leak Object Map');
    const [{ evidence }] = comparison.suspects;
    assert.ok(
      evidence.some((fact) =>
        /^Clearing it alone frees 0 B of the 4 looked at: .*\.by(Token|User) .* too\.$/.test(fact),
      ),
      evidence.join('\n'),
    );
  });

  test('other owners are asked for what came before the last interval, not for a bigger batch of that one', async () => {
    const { suspects } = await followDrawn(
      4,
      (process) => {
        for (const holder of ['byToken', 'byUser', 'batches']) process.put('app', holder, 'Map');
      },
      (process, index) => {
        for (const i of range(0, 40)) {
          process.put('byToken', `${index}_${i}`, 'Session');
          process.hold('byUser', `${index}_${i}`);
        }
        if (index < 3) return;
        for (const i of range(0, 40)) process.put('batches', `row${i}`, { name: 'Row', size: 500 });
      },
    );
    assert.equal(suspects[0].className, 'Session');
    assert.ok(suspects[0].evidence.some((fact) => fact.startsWith('Clearing it alone frees 0 B')));
  });

  test('nor for a burst long before that weighs more than all that leaks', async () => {
    const { suspects } = await followDrawn(
      4,
      (process) => {
        for (const holder of ['byToken', 'byUser']) process.put('app', holder, 'Map');
        process.put('app', 'rows', 'Rows');
        process.put('app', 'columns', 'Columns');
      },
      (process, index) => {
        for (const i of range(0, 40)) {
          process.put('byToken', `${index}_${i}`, 'Session');
          process.hold('byUser', `${index}_${i}`);
        }
        if (index !== 1) return;
        for (const i of range(0, 40)) {
          process.put('rows', `row${i}`, { name: 'Row', size: 5000 });
          process.put('columns', `column${i}`, { name: 'Column', size: 5000 });
        }
      },
    );
    assert.equal(suspects[0].className, 'Session');
    assert.ok(suspects[0].evidence.some((fact) => fact.startsWith('Clearing it alone frees 0 B')));
  });

  test('few objects are one if they weigh much: a Job with a big Buffer in each interval', async () => {
    const comparison = await growCache([1, 1, 1, 1], { name: 'Job', size: 2_000_000 }, 1);
    assert.equal(answerOf(comparison), 'leak Job Cache');
  });
});

suite('no leaks', () => {
  test('a leak that stopped while the work went on is none', async () => {
    const { verdict } = await followDrawn(
      6,
      (process) => process.put('app', 'cache', 'Cache'),
      (process, index) => {
        serve(process, index, 100);
        for (const i of range(0, [40, 40, 40, 0, 0, 0][index]))
          process.put('cache', `${index}_${i}`, 'Entry');
      },
    );
    assert.notEqual(verdict.result, 'leak', verdict.reason);
  });

  test('one burst that stays is none', async () => {
    const { verdict, growth } = await followDrawn(
      5,
      (process) => process.put('app', 'cache', 'Cache'),
      (process, index) => {
        serve(process, index, 100);
        for (const i of range(0, index === 2 ? 60 : 0)) process.put('cache', `${index}_${i}`, 'Entry');
      },
    );
    assert.equal(verdict.result, 'no-leak', verdict.reason);
    assert.equal(growth.warmUpBytes, 6000);
  });

  test('a cache on its way to its limit is a warm-up', async () => {
    const { verdict, growth, classes } = await growCache([100, 60, 36, 21], 'Entry', 200);
    assert.deepEqual([verdict.result, growth.warmUpBytes], ['no-leak', growth.bytes], verdict.reason);
    assert.equal(classes.find(({ className }) => className === 'Entry')?.behaviour, 'warm-up');
  });

  test('less and less in three intervals may be a leak while load falls, be it after a long time', async () => {
    const { verdict, suspects } = await growCache([100, 40, 10], 'Entry', 200);
    assert.deepEqual([verdict.result, suspects[0]?.className], ['inconclusive', 'Entry'], verdict.reason);
  });

  test('one quiet interval at the end of many is no sign of a limit', async () => {
    const { verdict } = await growCache([40, 38, 41, 39, 60, 52, 5], 'Entry', 400);
    assert.equal(verdict.result, 'inconclusive', verdict.reason);
  });

  test('a ring that is full and overwritten, under any load, is churn', async () => {
    const { verdict, suspects } = await followDrawn(
      5,
      (process) => process.put('app', 'ring', 'Ring'),
      (process, index) => {
        for (const i of range(0, [100, 20, 80, 40, 60][index])) process.put('ring', `slot${i}`, 'Slot');
      },
    );
    assert.deepEqual([verdict.result, suspects], ['no-leak', []]);
  });

  test('what lives for a time and goes is none, though the load rises', async () => {
    const { verdict } = await followDrawn(
      6,
      (process) => process.put('app', 'sessions', 'Sessions'),
      (process, index) => {
        const load = [20, 24, 29, 35, 42, 50];
        for (const i of range(0, load[index - 1] ?? 0)) process.drop('sessions', `${index - 1}_${i}`);
        for (const i of range(0, load[index])) process.put('sessions', `${index}_${i}`, 'Session');
      },
    );
    assert.equal(verdict.result, 'no-leak', verdict.reason);
  });
});
