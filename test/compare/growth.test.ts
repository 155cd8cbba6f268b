import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  isUnexplained,
  splitGrowth,
  type Growth,
  type GrowthPart,
  type PartOfGrowth,
} from '../../src/compare/growth.ts';
import { sum } from '../../src/base/units.ts';
import { DrawnProcess } from '../support/draw-series.ts';

const place = (part: GrowthPart, growth: number): PartOfGrowth => ({ part, growth });

const partsOf = ({ bytes, ...parts }: Growth): number[] => [bytes, sum(Object.values(parts))];

test('growth is split into what places and the engine gathered, and the rest came and went', () => {
  assert.deepEqual(
    splitGrowth(
      1000,
      [
        place('suspect', 700),
        place('suspect', 100),
        place('warm-up', 200),
        place('unexplained', 50),
        place('churn', 999),
      ],
      150,
    ),
    {
      bytes: 1000,
      suspectBytes: 800,
      warmUpBytes: 200,
      engineBytes: 150,
      unexplainedBytes: 50,
      churnBytes: -200,
    },
  );
});

test('what no place accounts for is unexplained, not churn', () => {
  const split = (bytes: number, places: readonly PartOfGrowth[], engineBytes = 0): number[] => {
    const { unexplainedBytes, churnBytes } = splitGrowth(bytes, places, engineBytes);
    return [unexplainedBytes, churnBytes];
  };
  assert.deepEqual(split(1000, []), [1000, 0]);
  assert.deepEqual(split(1000, [place('suspect', 300), place('unexplained', 100)], 50), [650, 0]);
  assert.deepEqual(split(1000, [place('churn', 400)]), [600, 400], 'no more came and went than was measured');
  assert.deepEqual(split(1000, [place('churn', 1000)]), [0, 1000]);
  assert.deepEqual(split(1000, [place('churn', 1400)]), [0, 1000], 'something was freed besides');
  assert.deepEqual(split(1000, [place('suspect', 1200), place('churn', 300)]), [0, -200]);
  assert.deepEqual(split(-500, []), [0, -500], 'a heap that shrank');
});

test('too much is unexplained from a twentieth of the heap on, or a fifth of growth that is more than noise', () => {
  const none = { suspectBytes: 0, warmUpBytes: 0, engineBytes: 0, churnBytes: 0 };
  const of = (bytes: number, unexplainedBytes: number): Growth => ({ ...none, bytes, unexplainedBytes });
  const heap = 100_000;
  assert.equal(isUnexplained(of(60_000, 5001), heap), true);
  assert.equal(isUnexplained(of(60_000, 4999), heap), false);
  assert.equal(isUnexplained(of(4000, 801), heap), true);
  assert.equal(isUnexplained(of(4000, 799), heap), false);
  assert.equal(isUnexplained(of(0, 101), heap), true);
  assert.equal(isUnexplained(of(-5000, 99), heap), false);
});

/** What happens in an interval: [what, where, how many, bytes of each]. */
const event = fc.tuple(
  fc.constantFrom('add', 'drop', 'replace', 'resize', 'compile'),
  fc.nat(3),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 4000 }),
);

test('in any series the parts of the growth add up to it, and what leaks is a suspect', async () => {
  const results = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(event, { maxLength: 6 }), { minLength: 2, maxLength: 5 }),
      async (intervals) => {
        const process = new DrawnProcess();
        for (const i of [0, 1, 2, 3]) {
          process.put('app', `holder${i}`, `Holder${i}`);
          process.put(`holder${i}`, `buffer${i}`, { kind: 'native', name: 'system / JSArrayBufferData' });
        }
        process.takeSnapshot();
        for (const [index, events] of intervals.entries()) {
          for (const [number, [what, at, count, size]] of events.entries()) {
            for (let i = 0; i < count; i++) {
              const label = `${index}_${number}_${i}`;
              if (what === 'add') process.put(`holder${at}`, label, { name: `Item${at}`, size });
              else if (what === 'drop') process.drop(`holder${at}`, `${index - 1}_${number}_${i}`);
              else if (what === 'compile')
                process.put(`holder${at}`, label, { kind: 'code', name: '', size });
            }
            if (what === 'replace')
              process.put(`holder${at}`, 'text', { kind: 'string', name: 'a', size: size * 20 });
            if (what === 'resize') process.resize(`buffer${at}`, size * 20);
          }
          process.takeSnapshot();
        }
        const { growth, verdict, suspects, snapshots } = await process.follow();
        results.add(verdict.result);
        const [bytes, added] = partsOf(growth);
        assert.equal(added, bytes);
        assert.equal(growth.bytes, (snapshots.at(-1)?.totalSize ?? 0) - (snapshots[0]?.totalSize ?? 0));
        for (const part of [growth.suspectBytes, growth.warmUpBytes, growth.unexplainedBytes]) {
          assert.ok(part >= 0);
        }
        if (verdict.result === 'leak') assert.ok(suspects.length > 0 && growth.suspectBytes > 0);
        if (intervals.length > 1) assert.equal(growth.suspectBytes > 0, verdict.result === 'leak');
      },
    ),
    // One in thirteen is no leak: with half as many runs there is none at all in one case of a hundred.
    { numRuns: 120 },
  );
  assert.deepEqual([...results].toSorted(), ['inconclusive', 'leak', 'no-leak']);
});
