import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Comparison } from '../../src/compare/comparison.ts';
import { followDrawn, type DrawnProcess } from '../support/draw-series.ts';

// Memory gathers without new objects on an old one, too: one object grows, or is replaced by a bigger one.

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** The result, what the first suspect is and in which form it gathers. */
function answerOf({ verdict, suspects }: Comparison): string {
  const [first] = suspects;
  return [verdict.result, ...(first ? [first.className, first.form, first.holder.edge] : [])].join(', ');
}

/** A growing array's store is a new one each time, under the same old Array. */
function growStore(sizes: readonly number[]): Promise<Comparison> {
  return followDrawn(
    sizes.length,
    (process) => process.put('app', 'samples', 'Array'),
    (process, index) => {
      // V8 keeps the store while nothing has to be moved.
      if (sizes[index] === sizes[index - 1]) return;
      const store = { kind: 'array', name: '', size: sizes[index] ?? 0 };
      process.put('samples', 'elements', store, 'internal');
    },
  );
}

test('an array of numbers whose store is replaced by a bigger one grows in place', async () => {
  const comparison = await growStore([8000, 16_000, 32_000, 64_000]);
  assert.equal(answerOf(comparison), 'leak, Array, in place, App › .samples');
  const [{ heldSizes, retainedGrowth, evidence }] = comparison.suspects;
  assert.deepEqual([heldSizes, retainedGrowth], [[8000, 16_000, 32_000], 56_000]);
  assert.match(evidence.join('\n'), /^It retains 8\.1 kB → 16\.1 kB → 32\.1 kB → 64\.1 kB\.$/m);
  assert.match(
    comparison.verdict.reason,
    /^App › \.samples \(Array @\d+\) grows 8\.1 kB → .*; the heap went /,
  );
  assert.deepEqual([comparison.growth.suspectBytes, comparison.growth.churnBytes], [56_000, 0]);
});

test('a sparse array of numbers grows by its table, however many numbers hang in it', async () => {
  const comparison = await followDrawn(
    4,
    (process) => process.put('app', 'times', 'Array'),
    (process, index) => {
      const table = { kind: 'array', name: '(object elements)', size: 9000 * 2 ** index };
      process.put('times', 'elements', table, 'internal');
      for (const i of range(0, 100 * (index + 1))) {
        if (i >= 100 * index)
          process.put('times', `${i * 1000}`, { kind: 'number', name: 'heap number', size: 16 }, 'element');
        process.hold('elements', `${i * 1000}`, `${i}`, 'internal');
      }
    },
  );
  assert.equal(answerOf(comparison), 'leak, Array, in place, App › .times');
});

test('numbers that go on tell more than the room of their table', async () => {
  const follow = (counts: readonly number[], tableCount = 2): Promise<Comparison> =>
    followDrawn(
      counts.length,
      (process) => process.put('app', 'times', 'Map'),
      (process, index) => {
        if (index < tableCount)
          process.put('times', 'table', { kind: 'array', name: '', size: 30_000 * 2 ** index }, 'internal');
        for (const i of range(0, counts[index])) {
          const isNew = i >= (index === 0 ? 0 : counts[index - 1]);
          if (isNew)
            process.put('table', `${i}`, { kind: 'number', name: 'heap number', size: 16 }, 'internal');
          else process.hold('table', `${i}`, `${i}`, 'internal');
        }
      },
    );
  for (const tableCount of [2, 1]) {
    const counts = [500, 1000, 1500, 2000];
    assert.equal(answerOf(await follow(counts, tableCount)), 'leak, Map, in place, App › .times');
  }
  for (const tableCount of [2, 4]) {
    const { verdict } = await follow([100, 600, 900, 1080], tableCount);
    assert.equal(verdict.result, 'inconclusive', 'it may near a limit, while its table is made larger');
  }
});

test('the names of a dictionary tell more than its table, and than values that are made anew', async () => {
  const follow = (counts: readonly number[]): Promise<Comparison> =>
    followDrawn(
      counts.length,
      (process) => process.put('app', 'latest', 'Object'),
      (process, index) => {
        const table = { kind: 'array', name: '(object properties)', size: 20_000 * 2 ** index };
        process.put('latest', 'properties', table, 'internal');
        // Every other value is a new one.
        for (const i of range(0, counts[index])) {
          const isNew = i >= (index === 0 ? 0 : counts[index - 1]);
          if (isNew || i % 2 === index % 2) process.put('latest', `user${i}`, 'Visit');
          process.hold('properties', `user${i}`, `${2 * i}`, 'internal');
          if (isNew)
            process.put('properties', `key${i}`, { kind: 'string', name: `user${i}`, size: 24 }, 'internal');
          else process.hold('properties', `key${i}`, `key${i}`, 'internal');
        }
      },
    );
  const leaking = await follow([100, 400, 700, 1000]);
  assert.equal(leaking.verdict.result, 'leak', leaking.verdict.reason);
  const filling = await follow([100, 700, 1060, 1276]);
  assert.equal(filling.verdict.result, 'inconclusive', filling.verdict.reason);
});

test('symbols and big integers gather as objects do', async () => {
  for (const kind of ['symbol', 'bigint']) {
    const comparison = await followDrawn(
      4,
      (process) => process.put('app', 'seen', 'Array'),
      (process, index) => {
        process.put('seen', 'elements', { kind: 'array', name: '', size: 400 * (index + 1) }, 'internal');
        for (const i of range(0, 50 * (index + 1))) {
          if (i >= 50 * index) process.put('seen', `${i}`, { kind, name: kind, size: 24 }, 'element');
          process.hold('elements', `${i}`, `${i}`, 'internal');
        }
      },
    );
    assert.equal(answerOf(comparison), `leak, (${kind}), objects, App › .seen`);
  }
});

test('what symbols name is told before the symbols, though these retain more', async () => {
  const { suspects } = await followDrawn(
    4,
    (process) => {
      process.put('app', 'stores', 'Array');
      process.put('app', 'timer', 'Timer');
    },
    (process, index) => {
      for (const i of range(50 * index, 50 * (index + 1))) {
        process.put('stores', `${i}`, { name: 'Store', size: 400 }, 'element');
        process.put('timer', `key${i}`, { kind: 'symbol', name: 'store', size: 600 }, 'internal');
      }
    },
  );
  assert.deepEqual(
    suspects.map(({ className }) => className),
    ['Store', '(symbol)'],
  );
});

test('a variable that a module exports is replaced by something bigger as any other', async () => {
  const { verdict, suspects } = await followDrawn(
    4,
    (process) => {
      process.put('app', 'add', { kind: 'closure', name: 'add', at: [1, 2, 3] });
      process.put('add', 'context', { name: 'system / Context' }, 'internal');
      process.put('context', 'module', { kind: 'hidden', name: 'system / SourceTextModule' }, 'internal');
      process.put('module', '0', { kind: 'array', name: '' }, 'hidden');
      process.put('0', '3', { kind: 'string', name: 'journal' }, 'internal');
      process.put('0', '4', { kind: 'hidden', name: 'system / Cell' }, 'internal');
    },
    (process, index) => {
      const text = 'a line, '.repeat(index + 1);
      process.put('4', 'value', { kind: 'string', name: text, size: 20_000 * (index + 1) }, 'internal');
    },
  );
  assert.deepEqual([verdict.result, suspects[0].holder.edge], ['leak', 'variable journal'], verdict.reason);
});

/** A WeakMap, a WeakSet or the like with a table of such sizes, and so many entries whose keys others hold. */
function growWeak(
  name: string,
  sizes: readonly number[],
  liveCounts: readonly number[],
): Promise<Comparison> {
  return followDrawn(
    sizes.length,
    (process) => process.put('app', 'notes', { name }),
    (process, index) => {
      process.put('notes', 'table', { kind: 'array', name: '', size: sizes[index] ?? 0 }, 'internal');
      for (const i of range(0, liveCounts[index] ?? 0)) {
        if (i >= (liveCounts[index - 1] ?? 0)) process.put('app', `key${i}`, { name: 'Key', size: 16 });
        process.hold('table', `key${i}`, `${i}`, 'weak');
      }
    },
  );
}

test('the table of a WeakMap has room for what was collected, and only what is in it counts', async () => {
  const sizes = [8000, 64_000, 128_000, 256_000];
  for (const live of [
    [40, 40, 40, 40],
    [0, 0, 0, 0],
  ]) {
    const { verdict, growth } = await growWeak('WeakMap', sizes, live);
    assert.equal(verdict.result, 'no-leak', verdict.reason);
    assert.equal(growth.unexplainedBytes, 0);
  }
  const { verdict } = await growWeak('Table', sizes, [40, 40, 40, 40]);
  assert.equal(verdict.result, 'leak', verdict.reason);
});

test('a WeakMap in which there is ever more grows, and its keys are told first', async () => {
  const { verdict, suspects } = await growWeak(
    'WeakMap',
    [8000, 16_000, 32_000, 64_000],
    [200, 400, 800, 1600],
  );
  assert.equal(verdict.result, 'leak', verdict.reason);
  assert.deepEqual(
    suspects.map(({ className, retainedGrowth }) => [className, retainedGrowth]),
    [
      ['Key', 1400 * 16],
      ['WeakMap', 1400 * 16],
    ],
  );
});

test('of several stores that grow alike none is said to be what all are', async () => {
  const names = ['red', 'green', 'blue', 'grey'];
  const { verdict, suspects } = await followDrawn(
    4,
    (process) => {
      process.put('app', 'samples', 'Samples');
      for (const of of names) process.put('samples', of, 'Array');
    },
    (process, index) => {
      for (const of of names)
        process.put(
          of,
          `elements of ${of}`,
          { kind: 'array', name: '', size: 4000 * 2 ** index },
          'internal',
        );
    },
  );
  assert.equal(verdict.result, 'leak', verdict.reason);
  assert.match(verdict.reason, /\(Samples @\d+\) grows .*, in several places, the first a/);
  assert.match(suspects[0].evidence.join('\n'), /^The holder retains /m);
});

test('a store that had room in an interval leaks all the same', async () => {
  for (const sizes of [
    [8000, 16_000, 16_000, 32_000, 64_000],
    [8000, 16_000, 32_000, 64_000, 64_000],
  ]) {
    assert.equal(answerOf(await growStore(sizes)), 'leak, Array, in place, App › .samples', sizes.join());
  }
});

test('a store that grew once is not said to leak, and one that stays as it is is nothing', async () => {
  const once = await growStore([64_000, 128_000, 128_000, 128_000]);
  assert.notEqual(once.verdict.result, 'leak');
  const last = await growStore([64_000, 64_000, 64_000, 80_000]);
  assert.notEqual(last.verdict.result, 'leak');
  const never = await growStore([64_000, 64_000, 64_000, 64_000]);
  assert.deepEqual([never.verdict.result, never.suspects], ['no-leak', []]);
});

test('the store of a window, which is made anew with more room or less, does not leak; steps that go on do', async () => {
  for (const sizes of [
    [15_700, 35_500, 37_500, 42_600],
    [28_800, 35_300, 42_400, 44_300],
    [2000, 21_800, 23_800, 28_900],
  ]) {
    const { verdict } = await growStore(sizes);
    assert.notEqual(verdict.result, 'leak', `${sizes.join()}: ${verdict.reason}`);
  }
  for (const sizes of [
    [15_700, 35_500, 37_500, 52_600],
    [28_800, 35_300, 42_400, 48_300],
    [2000, 21_800, 23_800, 30_900],
  ]) {
    const { verdict } = await growStore(sizes);
    assert.equal(verdict.result, 'leak', `${sizes.join()}: ${verdict.reason}`);
  }
});

/** A property whose text is another one of such a size in each snapshot, with these words. */
function replaceText(sizes: readonly number[], textAt: (index: number) => string): Promise<Comparison> {
  return followDrawn(
    sizes.length,
    (process) => process.put('app', 'log', 'Log'),
    (process, index) => {
      process.put('log', 'text', { kind: 'string', name: textAt(index), size: sizes[index] ?? 0 });
    },
  );
}

const rising = [
  [10_000, 30_000, 50_000, 70_000],
  [10_000, 20_000, 60_000, 80_000],
  [10_000, 40_000, 50_000, 110_000],
];

test('a text that is replaced by itself and more leaks, under even load and uneven', async () => {
  for (const sizes of rising) {
    const comparison = await replaceText(sizes, (index) => 'line, '.repeat(1 + index));
    assert.match(answerOf(comparison), /^leak, \(string\), in place, /, comparison.verdict.reason);
    assert.match(comparison.suspects[0].holder.edge, /\.log/);
  }
});

test('a text in pieces begins with its first one, however deep', async () => {
  const comparison = await followDrawn(
    4,
    (process) => {
      process.put('app', 'log', 'Log');
      process.put('log', 'piece', { kind: 'string', name: 'line', size: 10_000 }, 'internal');
    },
    (process, index) => {
      const whole = `whole${index}`;
      const kind = 'concatenated string';
      process.put('app', whole, { kind, name: '(concatenated string)', size: 20_000 * index });
      process.drop('app', whole);
      process.hold(whole, index === 0 ? 'piece' : `whole${index - 1}`, 'first', 'internal');
      process.put(whole, `second${index}`, { kind: 'string', name: ` ${index}`, size: 40 });
      process.hold(whole, `second${index}`, 'second', 'internal');
      process.hold('log', whole, 'text');
    },
  );
  assert.match(answerOf(comparison), /^leak, \(concatenated string\), in place, /, comparison.verdict.reason);
});

test('another text each time is bigger three times in a row by chance: that is left open', async () => {
  for (const sizes of rising) {
    const { verdict } = await replaceText(sizes, (index) => `page ${index}`);
    assert.equal(verdict.result, 'inconclusive', `${sizes.join()}: ${verdict.reason}`);
    assert.match(
      verdict.reason,
      /may be bigger by chance; .* One more snapshot after the same work would decide\.$/,
    );
  }
  const longer = await replaceText([10_000, 20_000, 60_000, 80_000, 100_000], (index) => `page ${index}`);
  assert.equal(longer.verdict.result, 'leak', longer.verdict.reason);
});

test('an array of objects that is replaced by itself and more is one array, a reshuffled one is not', async () => {
  const replaceList = (orderOf: (index: number) => readonly number[]): Promise<Comparison> =>
    followDrawn(
      4,
      (process) => {
        process.put('app', 'log', 'Log');
        for (let i = 0; i < 8; i++) process.put('app', `item${i}`, { name: 'Item', size: 40 });
      },
      (process, index) => {
        const list = `list${index}`;
        process.put('log', list, { name: 'Array', size: 40 });
        const store = { kind: 'array', name: '', size: 20_000 * (1 + index) };
        process.put(list, `store${index}`, store, 'internal');
        process.drop('log', list);
        for (const [position, item] of orderOf(index).entries()) {
          process.hold(list, `item${item}`, String(position), 'element');
        }
        process.hold('log', list, 'items');
      },
    );
  const appended = await replaceList((index) => range(0, 2 + 2 * index));
  assert.equal(appended.verdict.result, 'leak', appended.verdict.reason);
  const shuffled = await replaceList((index) => range(0, 2 + 2 * index).toReversed());
  assert.equal(shuffled.verdict.result, 'inconclusive', shuffled.verdict.reason);
});

test('a text of any size each time is the last answer, and none that gathers', async () => {
  for (const sizes of [
    [40_000, 20_000, 50_000, 45_000],
    [20_000, 60_000, 30_000, 70_000],
    [50_000, 10_000, 30_000, 60_000],
  ]) {
    const { verdict } = await replaceText(sizes, (index) => `page ${index}`);
    assert.notEqual(verdict.result, 'leak', `${sizes.join()}: ${verdict.reason}`);
  }
});

/** A buffer whose memory, outside V8's heap, is resized: neither object is ever another. */
function resizeBuffer(sizes: readonly number[]): Promise<Comparison> {
  return followDrawn(
    sizes.length,
    (process) => {
      process.put('app', 'log', 'Log');
      process.put('log', 'buffer', 'ArrayBuffer');
      const data = { kind: 'native', name: 'system / JSArrayBufferData', size: 0 };
      process.put('buffer', 'backing_store', data, 'internal');
    },
    (process: DrawnProcess, index) => process.resize('backing_store', sizes[index] ?? 0),
  );
}

test('a buffer that is resized leaks, though nothing in the heap is new', async () => {
  const comparison = await resizeBuffer([20_000, 60_000, 80_000, 140_000]);
  assert.equal(answerOf(comparison), 'leak, ArrayBuffer, in place, App › .log › .buffer');
  assert.equal(comparison.totals.addedCount, 0);
  assert.equal(comparison.growth.suspectBytes, 120_000);
});

test('a buffer that is resized and shrinks again does not leak', async () => {
  for (const sizes of [
    [80_000, 20_000, 90_000, 60_000],
    [80_000, 80_000, 80_000, 80_000],
  ]) {
    const { verdict } = await resizeBuffer(sizes);
    assert.equal(verdict.result, 'no-leak', verdict.reason);
  }
});

test("a Map's table of objects that others hold is told after those who hold them", async () => {
  const { verdict, suspects } = await followDrawn(
    4,
    (process) => {
      process.put('app', 'users', 'Users');
      process.put('app', 'byId', 'Map');
    },
    (process, index) => {
      const entries = 100 * 2 ** index;
      process.put('byId', 'table', { kind: 'array', name: '', size: entries * 100 }, 'internal');
      for (let i = 0; i < entries; i++) {
        if (i >= (index === 0 ? 0 : entries / 2)) process.put('users', `user${i}`, 'User');
        process.hold('table', `user${i}`, `${i}`, 'internal');
      }
    },
  );
  assert.equal(verdict.result, 'leak');
  assert.equal(suspects[0].className, 'User');
});

test('a FinalizationRegistry grows by its registrations, where their held values are no objects', async () => {
  const register = (value?: string): Promise<Comparison> =>
    followDrawn(
      4,
      (process) => process.put('app', 'registry', 'FinalizationRegistry'),
      (process, index) => {
        for (const i of range(index * 200, (index + 1) * 200)) {
          const cell = { kind: 'hidden', name: 'system / WeakCell', size: 72 };
          process.put('registry', `cell${i}`, cell, 'hidden');
          if (value !== undefined) process.put(`cell${i}`, `value${i}`, value, 'hidden');
        }
      },
    );
  assert.equal(answerOf(await register()), 'leak, FinalizationRegistry, in place, App › .registry');
  assert.equal(answerOf(await register('Handle')), 'leak, Handle, objects, App › .registry');
});
