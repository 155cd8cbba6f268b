import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Comparison } from '../../src/compare/comparison.ts';
import { followDrawn, type DrawnProcess } from '../support/draw-series.ts';

// Objects that are never changed but made anew, each bigger than the one before: none survives, and memory gathers.

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** The result, and of the first suspect what it is, in which form it gathers and where. */
function answerOf({ verdict, suspects }: Comparison): string {
  const [first] = suspects;
  return [verdict.result, ...(first ? [first.className, first.form, first.holder.className] : [])].join(', ');
}

/** Requests that come and go: a sign that there was work. */
function serve(process: DrawnProcess): void {
  for (const i of range(0, 30)) process.put('app', `request${i}`, { name: 'Request', size: 40 });
}

/**
 * A Map of customers, of whom each is another object in each snapshot.
 *
 * @param sizes snapshot → bytes of each; null where nothing is done
 */
function replaceCustomers(count: number, sizes: readonly (number | null)[]): Promise<Comparison> {
  return followDrawn(
    sizes.length,
    (process) => process.put('app', 'customers', 'Map'),
    (process, index) => {
      const size = sizes[index];
      if (size === null) return;
      serve(process);
      for (const i of range(0, count)) process.put('customers', `customer${i}`, { name: 'Customer', size });
    },
  );
}

suite('a place whose objects are all replaced', () => {
  test('leaks if each is bigger than the one before, and is told as one that grows', async () => {
    const comparison = await replaceCustomers(40, [1000, 2000, 3000, 4000]);
    assert.equal(answerOf(comparison), 'leak, Customer, in place, Map');
    const [{ evidence, heldSizes, retainedGrowth, confidence }] = comparison.suspects;
    assert.deepEqual([heldSizes, retainedGrowth, confidence], [[40_000, 40_000, 40_000], 120_000, 0.97]);
    assert.match(evidence.join('\n'), /^The holder retains 40\.1 kB → 80\.1 kB → 120\.1 kB → 160\.1 kB\.$/m);
    assert.match(
      evidence.join('\n'),
      /^Of its Customer objects born in the intervals before the last 0 % are left: they are replaced\.$/m,
    );
    assert.match(
      comparison.verdict.reason,
      /\.customers \(Map @\d+\) grows 40\.1 kB → .* → 160\.1 kB, as its Customer objects are replaced by bigger ones, 100 % of the growth;/,
    );
    assert.deepEqual([comparison.growth.suspectBytes, comparison.growth.unexplainedBytes], [120_000, 0]);
  });

  test('has stopped, and is accounted for, if they were no bigger after two intervals', async () => {
    const { verdict, growth } = await replaceCustomers(40, [1000, 1600, 2000, 2000, 2000]);
    assert.equal(verdict.result, 'no-leak', verdict.reason);
    assert.deepEqual([growth.warmUpBytes, growth.unexplainedBytes], [40_000, 0]);
  });

  test('leaks under uneven load too, and with an idle interval or at an idle end', async () => {
    for (const sizes of [
      [1000, 1500, 3500, 4500],
      [1000, 2000, null, 3000, 4000],
      [1000, 2000, 3000, 4000, null],
    ]) {
      const comparison = await replaceCustomers(40, sizes);
      assert.equal(answerOf(comparison), 'leak, Customer, in place, Map', sizes.join());
    }
  });

  test('is nothing if they are as big as those before, or of any size', async () => {
    for (const sizes of [
      [2000, 2000, 2000, 2000],
      [2000, 3000, 1800, 2600],
      [2000, 3500, 3600, 2100],
    ]) {
      const { verdict, suspects } = await replaceCustomers(40, sizes);
      assert.deepEqual([verdict.result, suspects], ['no-leak', []], `${sizes.join()}: ${verdict.reason}`);
    }
  });

  test('does not leak for certain if it grew once, or less and less', async () => {
    for (const sizes of [
      [2000, 4000, 4000, 4000],
      [2000, 4000, 4500, 4550],
    ]) {
      const { verdict } = await replaceCustomers(40, sizes);
      assert.notEqual(verdict.result, 'leak', `${sizes.join()}: ${verdict.reason}`);
    }
  });

  test('is open if they are few and bigger three times, for that may be chance; four times are none', async () => {
    const three = await replaceCustomers(29, [1000, 2000, 3000, 4000]);
    assert.equal(three.verdict.result, 'inconclusive', three.verdict.reason);
    assert.match(
      three.verdict.reason,
      /bigger by chance; .* One more snapshot after the same work would decide\.$/,
    );
    assert.equal((await replaceCustomers(30, [1000, 2000, 3000, 4000])).verdict.result, 'leak');
    const four = await replaceCustomers(29, [1000, 2000, 3000, 4000, 5000]);
    assert.equal(answerOf(four), 'leak, Customer, in place, Map');
    const then = await replaceCustomers(29, [1000, 2000, 3000, 4000, 1500]);
    assert.notEqual(then.verdict.result, 'leak', then.verdict.reason);
  });
});

suite('a few objects alike, each with something that is replaced', () => {
  /** @param sizes snapshot → bytes of the history of each */
  const replaceHistories = (count: number, sizes: readonly number[]): Promise<Comparison> =>
    followDrawn(
      sizes.length,
      (process) => {
        process.put('app', 'customers', 'Map');
        for (const i of range(0, count)) process.put('customers', `customer${i}`, 'Customer');
      },
      (process, index) => {
        serve(process);
        for (const i of range(0, count)) {
          process.put(`customer${i}`, `history${i}`, { name: 'History', size: sizes[index] });
        }
      },
    );

  test('leak by three steps if they grew eight times over: that is no chance', async () => {
    const much = await replaceHistories(10, [200, 2000, 4000, 6000]);
    assert.equal(answerOf(much), 'leak, History, in place, Map');
    const less = await replaceHistories(10, [2000, 4000, 6000, 8000]);
    assert.equal(less.verdict.result, 'inconclusive', less.verdict.reason);
    assert.match(less.verdict.reason, /bigger by chance/);
  });

  test('are nothing if they are as big as before', async () => {
    const { verdict, suspects } = await replaceHistories(10, [4000, 4000, 4000, 4000]);
    assert.deepEqual([verdict.result, suspects], ['no-leak', []], verdict.reason);
  });
});

suite('a state that is made anew on the way to what changes', () => {
  /** The store's state, its forty players and what each has scored, all new in each snapshot. */
  const makeAnew = (sizes: readonly number[]): Promise<Comparison> =>
    followDrawn(
      sizes.length,
      (process) => process.put('app', 'store', 'Store'),
      (process, index) => {
        serve(process);
        process.put('store', 'state', 'Object');
        process.put('state', 'players', { name: 'Object', size: 400 });
        for (const i of range(0, 40)) {
          process.put('players', `player${i}`, 'Object');
          process.put(`player${i}`, `scores${i}`, { name: 'Array', size: sizes[index] });
        }
      },
    );

  test('leaks if the leaves of it are bigger each time, however deep', async () => {
    const comparison = await makeAnew([500, 1000, 1500, 2000]);
    assert.match(answerOf(comparison), /^leak, (Object|Array), in place, Store$/, comparison.verdict.reason);
  });

  test('is nothing if it has the same size each time', async () => {
    const { verdict, suspects } = await makeAnew([1500, 1500, 1500, 1500]);
    assert.deepEqual([verdict.result, suspects], ['no-leak', []], verdict.reason);
  });
});

suite('more objects each time, all new', () => {
  /** Forty customers, who are replaced, and have so many orders each. @param counts snapshot → orders; null where it is idle */
  const replaceWithOrders = (counts: readonly (number | null)[]): Promise<Comparison> =>
    followDrawn(
      counts.length,
      (process) => process.put('app', 'customers', 'Map'),
      (process, index) => {
        const count = counts[index];
        if (count === null) return;
        serve(process);
        for (const i of range(0, 40)) {
          process.put('customers', `customer${i}`, 'Customer');
          for (const order of range(0, count)) process.put(`customer${i}`, `order${i}_${order}`, 'Order');
        }
      },
    );

  test('are like a load that rises, which the capture that is advised tells from a leak', async () => {
    const rising = [2, 4, 6, 8];
    const { verdict, suspects, growth } = await replaceWithOrders(rising);
    assert.equal(verdict.result, 'inconclusive', verdict.reason);
    assert.deepEqual([suspects[0].form, suspects[0].confidence], ['in place', 0.5]);
    assert.equal(growth.unexplainedBytes, 24_000);
    assert.match(
      verdict.reason,
      /most of it is new each time, and more, as under a load that rises; .* One more snapshot while the process is idle would tell it from load\.$/,
    );
    const idle = await replaceWithOrders([...rising, null]);
    assert.equal(idle.verdict.result, 'leak', idle.verdict.reason);
    const over = await replaceWithOrders([...rising, 0]);
    assert.deepEqual([over.verdict.result, over.suspects], ['no-leak', []], over.verdict.reason);
  });

  test('in a queue, whose references rise with the load, are churn as ever', async () => {
    const { verdict, suspects, growth } = await followDrawn(
      4,
      (process) => process.put('app', 'queue', 'Queue'),
      (process, index) => {
        const count = 40 + 20 * index;
        for (const i of range(0, count)) {
          process.put('queue', `job${i}`, { name: 'Job', size: 400 + 100 * index });
        }
      },
    );
    assert.deepEqual([verdict.result, suspects], ['no-leak', []], verdict.reason);
    assert.equal(growth.churnBytes, growth.bytes);
  });
});

test('what is new at a place, and little beside what else it retains, is not what grows', async () => {
  // The log is the leak; of the customers each is another one, as big as before.
  const { suspects } = await followDrawn(
    4,
    (process) => {
      process.put('app', 'shop', 'Shop');
      process.put('shop', 'log', 'Log');
    },
    (process, index) => {
      for (const i of range(0, 40)) process.put('shop', `customer${i}`, { name: 'Customer', size: 200 });
      for (const i of range(0, 40)) process.put('log', `line${index}_${i}`, { name: 'Line', size: 500 });
    },
  );
  assert.deepEqual(
    suspects.map(({ className, form }) => `${className} ${form}`),
    ['Line objects'],
  );
});
