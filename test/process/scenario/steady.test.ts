import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { watchSize, type Watched } from '../../../src/scenario/steady.cts';

const iterations = 100;
/** Bytes an iteration that the least leak keeps: 1000 in three rounds. */
const least = 1000 / 3 / iterations;

/**
 * Watches a heap.
 *
 * @param sizeAt bytes after so many iterations, at the reading
 * @param msOfIteration what it takes
 */
async function watch(
  sizeAt: (iterations: number, reading: number) => number,
  msOfIteration = 0.01,
): Promise<Watched & { readings: number }> {
  let [done, readings, time] = [0, 0, 0];
  const optimized: boolean[] = [];
  const subject = {
    run: (count: number) => {
      done += count;
      time += count * msOfIteration;
      return Promise.resolve();
    },
    optimize: (mayOptimize: boolean) => {
      optimized.push(mayOptimize);
      return Promise.resolve();
    },
    size: () => Promise.resolve(sizeAt(done, readings++)),
  };
  const watched = await watchSize(subject, iterations, 3, () => time);
  assert.deepEqual(optimized, [false, true]);
  return { ...watched, readings };
}

/** That V8 compiles at first, and now and then sets space aside. */
const noise = fc.record({
  atFirst: fc.array(fc.integer({ min: -300_000, max: 300_000 }), { maxLength: 6 }),
  spikes: fc.array(fc.constantFrom(0, 0, 9000, 250_000), { minLength: 20, maxLength: 20 }),
});

suite('the size of a heap', () => {
  test('that goes up and down, but not on, is steady', async () => {
    const { trend, iterations: all } = await watch((_, reading) => 5e6 + (reading % 2 === 0 ? 0 : 200_000));
    assert.ok(typeof trend === 'object');
    assert.deepEqual([trend.bytes, trend.growth, trend.iterations], [5e6, 0, 9600]);
    assert.ok(trend.leastLeak >= 16_000 && all > trend.iterations);
  });

  test('that the least leak adds to is not steady, whatever V8 adds', async () => {
    await fc.assert(
      fc.asyncProperty(noise, fc.double({ min: 1, max: 3, noNaN: true }), async (drawn, times) => {
        // At least one reading in two is free of spikes, as in what was measured.
        const spikeAt = (reading: number): number => (reading % 2 === 0 ? 0 : (drawn.spikes[reading] ?? 0));
        const { trend } = await watch((done, reading) => 5e6 + done * least * times + spikeAt(reading));
        assert.ok(typeof trend !== 'object');
      }),
    );
  });

  test('that half falls and then stays is steady only once it stays', async () => {
    const { trend, readings } = await watch((_, reading) => 5e6 - Math.min(reading, 7) * 50_000);
    assert.ok(typeof trend === 'object');
    assert.ok(readings >= 7 + 6);
  });

  test('that grows by the same each time plainly grows, and by a megabyte in a round it does at once', async () => {
    const even = await watch((done) => 5e6 + done * 100);
    assert.equal(even.trend, 'grows');
    const fast = await watch((done) => 5e6 + done * 20_000);
    assert.deepEqual([fast.trend, fast.iterations], ['grows', iterations]);
    const filling = await watch((done) => 5e6 + done * 9000);
    assert.equal(filling.trend, 'grows');
    assert.ok(filling.iterations * 9000 <= 16e6 + 16 * iterations * 9000);
  });

  test('is not told where the work fails: its error is, and V8 may optimise again', async () => {
    const optimized: boolean[] = [];
    const failing = {
      run: () => Promise.reject(new Error('of the work')),
      optimize: (mayOptimize: boolean) => {
        optimized.push(mayOptimize);
        return mayOptimize ? Promise.reject(new Error('it has ended')) : Promise.resolve();
      },
      size: () => Promise.resolve(5e6),
    };
    await assert.rejects(
      watchSize(failing, iterations, 3, () => 0),
      /of the work/,
    );
    assert.deepEqual(optimized, [false, true]);
  });

  test('is not read again and again where a round takes longer than that would save', async () => {
    const { trend, iterations: all } = await watch(() => 5e6, 1);
    assert.deepEqual([trend, all], [undefined, iterations]);
  });

  test('of work of which few rounds fit is not read for long', async () => {
    const { trend, readings } = await watch((done) => 5e6 + done * 100, 0.3);
    assert.deepEqual([trend, readings], [undefined, 9]);
  });

  test('that never settles is left to the snapshots after 20 readings', async () => {
    const { trend, readings } = await watch((_, reading) => 5e6 - reading ** 2 * 3000);
    assert.deepEqual([trend, readings], [undefined, 21]);
  });
});
