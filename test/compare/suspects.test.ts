import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confidenceOfObjects } from '../../src/compare/confidence.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import { followDrawn, type DrawnProcess, type Look } from '../support/draw-series.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Each interval puts `count` objects into the app's cache. */
function leakOf(look: Look | string, count = 20, snapshotCount = 4): Promise<Comparison> {
  return followDrawn(
    snapshotCount,
    (process) => process.put('app', 'cache', 'Cache'),
    (process, index) => {
      for (const i of range(0, count)) process.put('cache', `entry${index}_${i}`, look);
    },
  );
}

const behaviourOf = ({ classes }: Comparison, name: string): string | undefined =>
  classes.find(({ className }) => className === name)?.behaviour;

test('a cache that only grows is a suspect, with its holder, the way to it and its newest objects', async () => {
  const series = await leakOf('Entry');
  assert.equal(series.suspects.length, 1);
  const [suspect] = series.suspects;
  assert.deepEqual([suspect.className, suspect.kind, suspect.rank], ['Entry', 'object', 1]);
  assert.deepEqual(suspect.heldCounts, [20, 20, 20]);
  assert.deepEqual(suspect.counts, [20, 40, 60, 80]);
  assert.deepEqual(suspect.retainedSizes, [2000, 4000, 6000, 8000]);
  assert.deepEqual([suspect.survival, suspect.retainedGrowth, suspect.growthShare], [1, 6000, 1]);
  assert.deepEqual([suspect.holder.className, suspect.holder.edge], ['Cache', 'App › .cache']);
  assert.deepEqual(
    suspect.path.map(({ className }) => className),
    ['App', 'Cache', 'Entry'],
  );
  assert.equal(suspect.sampleIds.length, 3);
  assert.deepEqual(
    suspect.sampleIds,
    suspect.sampleIds.toSorted((a, b) => b - a),
    'the newest first',
  );
  assert.equal(behaviourOf(series, 'Entry'), 'leaking');
});

test('the path leads to an object that is not of the last interval: what is new may be held by anything', async () => {
  const { suspects } = await followDrawn(
    4,
    (process) => process.put('app', 'cache', 'Cache'),
    (process, index) => {
      process.put('cache', `bucket${index}`, 'Bucket');
      for (const i of range(0, 20)) {
        // What is new hangs on the cache itself until the next interval.
        process.drop('cache', `entry${index - 1}_${i}`);
        if (index > 0) process.hold(`bucket${index - 1}`, `entry${index - 1}_${i}`);
        process.put('cache', `entry${index}_${i}`, 'Entry');
      }
    },
  );
  const entry = suspects.find(({ className }) => className === 'Entry');
  assert.deepEqual(
    entry?.path.map(({ className }) => className),
    ['App', 'Cache', 'Bucket', 'Entry'],
  );
});

test('a full cache in churn is none: as many go as come', async () => {
  const series = await followDrawn(
    4,
    (process) => {
      process.put('app', 'cache', 'Cache');
      for (const i of range(-60, 0)) process.put('cache', `entry${i}`, 'Entry');
    },
    (process, index) => {
      for (const i of range(index * 25, (index + 1) * 25)) {
        process.put('cache', `entry${i}`, 'Entry');
        process.drop('cache', `entry${i - 60}`);
      }
    },
  );
  assert.deepEqual([series.suspects, series.verdict.result], [[], 'no-leak']);
  assert.equal(behaviourOf(series, 'Entry'), 'churn');
});

/** A cache that lets its oldest entry go for each new one when it has `room`. @param added snapshot → new entries */
function fillLru(room: number, added: readonly number[]): Promise<Comparison> {
  let last = 0;
  return followDrawn(
    added.length,
    (process) => process.put('app', 'cache', 'Cache'),
    (process, index) => {
      for (const i of range(last, last + added[index])) {
        process.put('cache', `entry${i}`, 'Entry');
        process.drop('cache', `entry${i - room}`);
      }
      last += added[index];
    },
  );
}

test('a cache that became full meanwhile is open: its oldest go, and what it took in since is all there', async () => {
  for (const [room, added] of [
    [150, [60, 60, 0, 90]],
    [300, [60, 90, 30, 180]],
  ] as const) {
    const { verdict, suspects } = await fillLru(room, added);
    assert.deepEqual([verdict.result, suspects[0].confidence], ['inconclusive', 0.5], verdict.reason);
  }
  const { verdict } = await fillLru(1000, [60, 90, 30, 180]);
  assert.equal(verdict.result, 'leak', 'none of it has gone');
});

test('of a class whose oldest go elsewhere, what stays at a place of which nothing went leaks', async () => {
  const { verdict, suspects } = await followDrawn(
    4,
    (process) => process.put('app', 'refs', 'Array'),
    (process, index) => {
      // A cache of hints that is made anew each time.
      for (const i of range(0, 30)) process.put('app', `hint${i}`, { name: 'WeakRef' });
      for (const i of range(0, [10, 80, 320, 160][index]))
        process.put('refs', `${index}_${i}`, { name: 'WeakRef' });
    },
  );
  assert.deepEqual([verdict.result, suspects[0].holder.edge], ['leak', 'App › .refs'], verdict.reason);
});

test('a leak beside as many that are in use for a moment is one, though none of the first is left', async () => {
  const { verdict } = await followDrawn(
    5,
    (process) => process.put('app', 'sessions', 'Sessions'),
    (process, index) => {
      for (const i of range(0, 20)) {
        process.drop('sessions', `used${index - 1}_${i}`);
        process.put('sessions', `used${index}_${i}`, 'Session');
      }
      for (const i of range(0, index === 0 ? 0 : 40)) process.put('sessions', `kept${index}_${i}`, 'Session');
    },
  );
  assert.equal(verdict.result, 'leak', verdict.reason);
});

test('a full cache whose entries live longer than the series is none either', async () => {
  const series = await followDrawn(
    4,
    (process) => {
      process.put('app', 'cache', 'Cache');
      for (const i of range(-500, 0)) process.put('cache', `entry${i}`, 'Entry');
    },
    (process, index) => {
      for (const i of range(index * 25, (index + 1) * 25)) {
        process.put('cache', `entry${i}`, 'Entry');
        process.drop('cache', `entry${i - 500}`);
      }
    },
  );
  // Every interval's objects are there, all of them: only that nothing grew tells it from a leak.
  assert.deepEqual([series.suspects, series.verdict.result], [[], 'no-leak']);
  assert.equal(behaviourOf(series, 'Entry'), 'churn');
});

test('a cache that fills ever more slowly is none', async () => {
  const series = await followDrawn(
    5,
    (process) => process.put('app', 'cache', 'Cache'),
    (process, index) => {
      for (const i of range(0, Math.round(100 * 0.6 ** index)))
        process.put('cache', `entry${index}_${i}`, 'Entry');
    },
  );
  assert.deepEqual([series.suspects, series.verdict.result], [[], 'no-leak']);
  assert.equal(behaviourOf(series, 'Entry'), 'warm-up');
});

test('a queue under rising load that turns over whole is none', async () => {
  const series = await followDrawn(
    4,
    (process) => process.put('app', 'queue', 'Queue'),
    (process, index) => {
      for (const i of range(0, index * 20)) process.drop('queue', `job${index - 1}_${i}`);
      for (const i of range(0, (index + 1) * 20)) process.put('queue', `job${index}_${i}`, 'Job');
    },
  );
  assert.deepEqual([series.suspects, series.verdict.result], [[], 'no-leak']);
  assert.equal(behaviourOf(series, 'Job'), 'churn');
});

test('a huge string and a buffer that live in one snapshot only are transient, and no suspects', async () => {
  for (const moment of [1, 2, 3]) {
    const series = await followDrawn(
      4,
      (process) => process.put('app', 'state', 'State'),
      (process, index) => {
        if (index === moment) {
          process.put('state', 'body', { kind: 'string', name: 'a long text', size: 80_000_000 });
          process.put('state', 'bytes', {
            kind: 'native',
            name: 'system / JSArrayBufferData',
            size: 40_000_000,
          });
        } else if (index === moment + 1) {
          process.drop('state', 'body');
          process.drop('state', 'bytes');
        }
      },
    );
    assert.deepEqual([series.suspects, series.verdict.result], [[], 'no-leak'], `in snapshot ${moment}`);
    assert.equal(behaviourOf(series, '(string)'), 'transient');
    assert.equal(behaviourOf(series, 'system / JSArrayBufferData'), 'transient');
  }
});

test('a transient giant does not hide a leak beside it', async () => {
  const { suspects, verdict } = await followDrawn(
    4,
    (process) => process.put('app', 'cache', 'Cache'),
    (process, index) => {
      if (index === 3) process.put('app', 'body', { kind: 'string', name: 'a long text', size: 80_000_000 });
      for (const i of range(0, 20)) process.put('cache', `entry${index}_${i}`, 'Entry');
    },
  );
  assert.equal(verdict.result, 'leak');
  assert.deepEqual(
    suspects.map(({ className }) => className),
    ['Entry'],
  );
});

test('growth in two intervals is less sure than in three, and so is any where nothing tells how much was done', async () => {
  const of = (amounts: number[], ratio: number, isMeasured: boolean): number =>
    confidenceOfObjects(amounts, 1, 'goes on', ratio, { work: amounts.map(() => 1), isMeasured });
  assert.deepEqual([of([20, 20], 2, true), of([20, 20, 20], 2, true)], [0.9, 0.97]);
  assert.deepEqual([of([20, 20, 20], 2, false), of([20, 5, 40], 2, false)], [0.9, 0.85]);
  assert.deepEqual([of([20, 5, 40], 9, false), of([20, 5, 40, 60], 9, false)], [0.9, 0.9]);
  assert.deepEqual([of([20, 5, 40, 60, 9], 9, false), of([20, 5, 40, 60, 9], 7, false)], [0.97, 0.9]);
  const { suspects, verdict } = await leakOf('Entry', 20, 4);
  assert.deepEqual([verdict.confidence, suspects[0].confidence], [0.9, 0.9]);
});

test('fewer than nine objects, or a kilobyte, are not worth a person, unless they weigh much', async () => {
  const leaks = async (size: number, count: number): Promise<string> =>
    (await leakOf({ name: 'Entry', size }, count)).verdict.result;
  assert.equal(await leaks(400, 3), 'leak');
  assert.notEqual(await leaks(400, 2), 'leak');
  assert.equal(await leaks(8000, 2), 'leak');
  assert.equal(await leaks(40, 20), 'leak');
  assert.deepEqual((await leakOf({ name: 'Entry', size: 4 }, 60)).suspects, []);
});

test('what weighs little in a big heap that does not grow is said, and not called a leak', async () => {
  const { verdict, growth } = await followDrawn(
    4,
    (process) => {
      process.put('app', 'cache', 'Cache');
      process.put('app', 'state', { name: 'State', size: 5_000_000 });
    },
    (process, index) => {
      for (const i of range(0, 15)) process.put('cache', `entry${index}_${i}`, 'Entry');
    },
  );
  assert.notEqual(verdict.result, 'leak');
  assert.equal(growth.unexplainedBytes, 4500);
});

test("what hangs nearest is passed over for the program's own constructor, if there is one for each", async () => {
  const grow = (sessionsAnInterval: number): Promise<Comparison> =>
    followDrawn(
      4,
      (process) => process.put('app', 'table', 'Map'),
      (process, index) => {
        for (const i of range(0, 20)) {
          process.put('table', `entry${index}_${i}`, 'Array');
          if (i < sessionsAnInterval) process.put(`entry${index}_${i}`, `session${index}_${i}`, 'Session');
        }
      },
    );
  assert.equal((await grow(20)).suspects[0].className, 'Session');
  assert.equal((await grow(1)).suspects[0].className, 'Array');
});

test('strings, closures and natives are suspects too, closures by their function', async () => {
  const names: string[] = [];
  const looks: readonly Look[] = [
    { kind: 'string', name: 'some text' },
    { kind: 'closure', name: 'onChange', at: [3, 10, 1] },
    { kind: 'native', name: 'Node / Handle' },
  ];
  for (const look of looks) {
    names.push((await leakOf(look)).suspects[0].className);
  }
  assert.deepEqual(names, ['(string)', 'onChange()', 'Node / Handle']);
});

test('functions that gather are told with the place they were made at: a nameless one has nothing else', async () => {
  const { suspects } = await leakOf({ kind: 'closure', name: '', at: [3, 10, 1] });
  const { className, location } = suspects[0];
  assert.equal(className, 'Function');
  assert.deepEqual([location?.scriptId, location?.line, location?.column], [3, 10, 1]);
});

test("V8's code and hidden tables are never suspects, however evenly they grow", async () => {
  for (const look of [
    { kind: 'code', name: '' },
    { kind: 'hidden', name: 'system / FeedbackCell' },
    { kind: 'object shape', name: 'system / Map' },
  ]) {
    const { suspects, classes } = await leakOf(look);
    assert.deepEqual(suspects, [], look.kind);
    assert.deepEqual(
      classes.filter(({ behaviour }) => behaviour === 'leaking'),
      [],
      look.kind,
    );
  }
});

test('classes that come in the same numbers are named beside the suspect', async () => {
  const { suspects } = await followDrawn(
    4,
    (process) => process.put('app', 'cache', 'Cache'),
    (process, index) => {
      for (const i of range(0, 20)) {
        process.put('cache', `entry${index}_${i}`, 'Connection');
        process.put(`entry${index}_${i}`, `socket${index}_${i}`, 'Socket');
        // One stray more or less hides no companion.
        if (i > 0) process.put(`entry${index}_${i}`, `extra${index}_${i}`, 'Extra');
        if (i > 4) process.put(`entry${index}_${i}`, `other${index}_${i}`, 'Other');
      }
    },
  );
  assert.equal(suspects.length, 1);
  assert.ok(
    suspects[0].evidence.includes('In the same numbers came Socket, Extra.'),
    suspects[0].evidence.join('\n'),
  );
});

test('of two leaks the one of more bytes comes first', async () => {
  const { suspects } = await followDrawn(
    4,
    (process) => {
      process.put('app', 'small', 'SmallCache');
      process.put('app', 'large', 'LargeCache');
    },
    (process, index) => {
      for (const i of range(0, 20)) {
        process.put('small', `small${index}_${i}`, 'Small');
        process.put('large', `large${index}_${i}`, { name: 'Large', size: 300 });
      }
    },
  );
  assert.deepEqual(
    suspects.map(({ rank, className }) => [rank, className]),
    [
      [1, 'Large'],
      [2, 'Small'],
    ],
  );
});

test('an object that others share with the cache counts where it is nearest, and is told by its class', async () => {
  const { suspects } = await followDrawn(
    4,
    (process: DrawnProcess) => {
      process.put('app', 'cache', 'Cache');
      process.put('app', 'log', 'Log');
      process.put('log', 'pages', 'Pages');
    },
    (process, index) => {
      for (const i of range(0, 20)) {
        process.put('cache', `entry${index}_${i}`, 'Entry');
        process.hold('pages', `entry${index}_${i}`);
      }
    },
  );
  // No dominator but the app: neither owner retains the entries alone.
  assert.deepEqual(
    suspects.map(({ className, holder }) => [className, holder.className]),
    [['Entry', 'Cache']],
  );
});

/**
 * A pool of eight slots that is filled in the first interval; from then on `replaced` of them are overwritten in each, and
 * `added` new ones taken.
 */
function fillSlots(replaced: readonly number[], added: number): Promise<Comparison> {
  return followDrawn(
    4,
    (process) => {
      process.put('app', 'slots', 'Slots');
      for (const i of range(0, 10)) process.put('app', `other${i}`, 'Slab');
    },
    (process, index) => {
      if (index === 0) return;
      const slots = index === 1 ? range(0, 8) : range(0, replaced[index - 2]);
      for (const i of slots) process.put('slots', `slot${i}`, { name: 'Slab', size: 4000 });
      if (index > 1) {
        for (const i of range(0, added)) {
          process.put('slots', `more${index}_${i}`, { name: 'Slab', size: 4000 });
        }
      }
    },
  );
}

test('a pool that is filled once and then overwritten is none, though what is there came in every interval', async () => {
  const { verdict, suspects, classes } = await fillSlots([3, 1], 0);
  const slabs = classes.find(({ className }) => className === 'Slab');
  assert.deepEqual(slabs?.counts, [10, 18, 18, 18]);
  assert.deepEqual(
    slabs?.cohorts.slice(1).map((alive) => alive.at(-1)),
    [5, 2, 1],
  );
  assert.notEqual(verdict.result, 'leak', verdict.reason);
  assert.ok(suspects.every(({ confidence }) => confidence <= 0.5));
});

test('a pool of which slots are overwritten leaks all the same if it gets more of them each time', async () => {
  const { verdict, suspects } = await fillSlots([1, 1], 5);
  assert.equal(verdict.result, 'leak', verdict.reason);
  assert.deepEqual([suspects[0].className, suspects[0].counts], ['Slab', [10, 18, 23, 28]]);
});

test('a reservoir that replaces more of its entries the fuller it is does not leak, though what is there came evenly', async () => {
  const { verdict, classes } = await followDrawn(
    4,
    (process) => process.put('app', 'reservoir', 'Reservoir'),
    (process, index) => {
      const [from, to, replaced] = [
        [0, 0, 0],
        [0, 40, 0],
        [40, 66, 10],
        [66, 84, 15],
      ][index];
      for (let i = 0; i < replaced; i++) process.put('reservoir', `sample${i * 2}`, 'Sample');
      for (let i = from; i < to; i++) process.put('reservoir', `sample${i}`, 'Sample');
    },
  );
  assert.deepEqual(classes.find(({ className }) => className === 'Sample')?.counts, [0, 40, 66, 84]);
  assert.equal(verdict.result, 'inconclusive', verdict.reason);
});

/** A Map that gets twenty more in each interval and whose values are all replaced; its old keys stay or go. */
function refreshMachines(isKeyKept: boolean, before = 0): Promise<Comparison> {
  return followDrawn(
    4,
    (process) => process.put('app', 'machines', 'Map'),
    (process, index) => {
      if (index === 0) {
        for (const i of range(-before, 0))
          process.put('machines', `key${i}`, { kind: 'string', name: 'machine' });
      }
      const from = isKeyKept ? -before : 20 * index;
      for (const i of range(0, from)) {
        process.drop('machines', `key${i}`);
        process.drop('machines', `value${i}`);
      }
      for (const i of range(from, 20 * (index + 1))) {
        if (i >= 20 * index) process.put('machines', `key${i}`, { kind: 'string', name: `machine ${i}` });
        process.put('machines', `value${i}`, 'Object');
      }
    },
  );
}

test('a Map whose keys stay and whose values are all replaced leaks, one whose keys go does not', async () => {
  const kept = await refreshMachines(true);
  assert.equal(kept.verdict.result, 'leak', kept.verdict.reason);
  assert.deepEqual(
    [kept.suspects[0].className, kept.suspects[0].holder.className, kept.suspects[0].heldCounts],
    ['(string)', 'Map', [20, 20, 20]],
  );
  const old = await refreshMachines(true, 300);
  assert.notEqual(old.verdict.result, 'no-leak', 'of many values that are made anew few are of new keys');
  assert.equal(old.suspects[0].holder.className, 'Map');
  const gone = await refreshMachines(false);
  assert.deepEqual([gone.verdict.result, gone.suspects], ['no-leak', []], gone.verdict.reason);
});

test('a Map that got its last keys long before does not leak, whatever is made anew under its values', async () => {
  const { verdict } = await followDrawn(
    4,
    (process) => process.put('app', 'compiled', 'Map'),
    (process, index) => {
      for (const i of range([0, 100, 130, 150][index], [100, 130, 150, 150][index])) {
        process.put('compiled', `key${i}`, { kind: 'string', name: `page ${i}` });
        process.put('compiled', `template${i}`, 'Template');
      }
      if (index === 0) return;
      // What a template was last called with is kept with it: ever more of them have been called, and some always are.
      for (const i of range([0, 100, 120, 130][index], [0, 120, 130, 150][index])) {
        process.put(`template${i}`, `call${i}`, { name: 'Object', size: 200 });
      }
      for (const i of range(0, 90)) process.put(`template${100 + (i % 30)}`, `often${i}`, 'Object');
    },
  );
  assert.notEqual(verdict.result, 'leak', verdict.reason);
});

test('texts that gather elsewhere say nothing of a place through which texts pass', async () => {
  const { suspects } = await followDrawn(
    4,
    (process) => {
      process.put('app', 'queue', 'Queue');
      process.put('app', 'log', 'Log');
    },
    (process, index) => {
      for (const i of range(0, 20 + 20 * index)) {
        process.put('queue', `job${i}`, { kind: 'string', name: `job ${index} ${i}`, size: 100 });
      }
      for (const i of range(0, 200)) {
        process.put('log', `line${index}_${i}`, { kind: 'string', name: `line ${index} ${i}`, size: 40 });
      }
    },
  );
  assert.deepEqual(
    suspects.map(({ className, holder }) => `${className} of ${holder.className}`),
    ['(string) of Log'],
  );
});
