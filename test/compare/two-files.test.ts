import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Comparison } from '../../src/compare/comparison.ts';
import { compareFiles } from '../../src/files/compare-files.ts';
import { repositoryPath } from '../support/fixtures.ts';
import { DrawnProcess, withDrawnFiles } from '../support/draw-series.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Two snapshots of a drawn process, `before` having happened at the first and `between` at the second. */
function diffDrawn(
  before: (process: DrawnProcess) => void,
  between: (process: DrawnProcess) => void,
  isControlled = false,
): Promise<Comparison> {
  const process = new DrawnProcess();
  before(process);
  process.takeSnapshot();
  between(process);
  process.takeSnapshot();
  return withDrawnFiles(process.snapshots, ([baseline = '', current = '']) =>
    compareFiles([baseline, current], { isControlled }),
  );
}

test('what gathers under an old object is a suspect, as likely as its share is new; the verdict asks for a third', async () => {
  const { verdict, suspects, growth } = await diffDrawn(
    (process) => {
      process.put('app', 'cache', 'Cache');
      for (const i of range(20)) process.put('cache', `old entry${i}`, 'Entry');
    },
    (process) => {
      for (const i of range(60)) process.put('cache', `entry${i}`, 'Entry');
    },
  );
  assert.equal(verdict.result, 'inconclusive');
  assert.match(
    verdict.reason,
    /^2 snapshots only: growth of 97 % \(6\.2 kB → 12\.2 kB\) cannot be told from a warm-up; take a third\./,
  );
  assert.match(verdict.reason, /60 Entry stay under App › \.cache \(Cache @\d+\), 100 % of the growth\.$/);
  assert.deepEqual([growth.bytes, growth.suspectBytes, growth.churnBytes], [6000, 6000, 0]);
  const [suspect] = suspects;
  assert.deepEqual([suspect.className, suspect.counts, suspect.heldCounts], ['Entry', [20, 80], [60]]);
  assert.deepEqual([suspect.confidence, suspect.survival, suspect.retainedGrowth], [0.75, 1, 6000]);
  assert.deepEqual(suspect.evidence.slice(0, 2), [
    '60 objects born since the first snapshot hang on the same holder at the end.',
    '100 % of the Entry objects of the first snapshot are still alive.',
  ]);
  assert.deepEqual(
    suspect.path.map(({ className }) => className),
    ['App', 'Cache', 'Entry'],
  );
});

test('of objects the first snapshot has none of, nobody is said to be still alive', async () => {
  for (const look of ['Job', { kind: 'closure', name: 'job' }]) {
    const { suspects } = await diffDrawn(
      (process) => {
        process.put('app', 'jobs', 'Jobs');
        for (const i of range(30)) process.put('app', `main${i}`, { kind: 'closure', name: 'main' });
      },
      (process) => {
        for (const i of range(30)) process.put('jobs', `job${i}`, look);
      },
    );
    assert.ok(suspects.length > 0);
    assert.doesNotMatch(suspects[0].evidence.join('\n'), /still alive/);
  }
});

test('a queue that holds others than before is no suspect: none of them stayed', async () => {
  const { suspects } = await diffDrawn(
    (process) => {
      process.put('app', 'queue', 'Queue');
      process.put('app', 'cache', 'Cache');
      for (const i of range(20)) process.put('queue', `old job${i}`, 'Job');
      for (const i of range(20)) process.put('cache', `old entry${i}`, 'Entry');
    },
    (process) => {
      for (const i of range(20)) process.drop('queue', `old job${i}`);
      for (const i of range(200)) process.put('queue', `job${i}`, 'Job');
      for (const i of range(80)) process.put('cache', `entry${i}`, 'Entry');
    },
  );
  assert.deepEqual(
    suspects.map(({ className, confidence }) => [className, confidence]),
    [['Entry', 0.8]],
  );
});

test('classes being defined gather once, and are no suspects of a pair', async () => {
  const { suspects } = await diffDrawn(
    (process) => process.put('app', 'library', 'Library'),
    (process) => {
      for (const i of range(50)) {
        process.put('library', `prototype${i}`, 'Shape');
        process.put(`prototype${i}`, `class${i}`, { kind: 'closure', name: `Shape${i}`, size: 0 });
        process.drop(`prototype${i}`, `class${i}`);
        process.hold(`prototype${i}`, `class${i}`, 'constructor');
        process.hold(`class${i}`, `prototype${i}`, 'prototype');
      }
    },
  );
  assert.deepEqual(suspects, []);
});

test('native objects with new ids in every snapshot are the old ones, and no suspects', async () => {
  const wrap = { kind: 'native', name: 'Node / BaseObject', size: 4000 };
  const { suspects } = await diffDrawn(
    (process) => {
      process.put('app', 'environment', 'Environment');
      for (const i of range(10)) process.put('environment', `wrap${i}`, wrap);
    },
    (process) => {
      for (const i of range(10)) process.put('environment', `wrap${i}`, wrap);
      process.put('environment', 'bigger', { ...wrap, size: 90_000 });
    },
  );
  assert.deepEqual(suspects, []);
});

test('two snapshots clear no heap: a third may tell', async () => {
  const idle = await diffDrawn(
    () => {},
    () => {},
  );
  assert.deepEqual([idle.verdict.result, idle.verdict.confidence, idle.suspects], ['inconclusive', 0, []]);
  const grown = await diffDrawn(
    () => {},
    (process) => {
      for (let i = 0; i < 2; i++) process.put('app', `part${i}`, { name: `Part${i}`, size: 4000 });
    },
  );
  assert.deepEqual([grown.verdict.result, grown.suspects], ['inconclusive', []]);
  assert.match(
    grown.verdict.reason,
    /^Nothing of note gathers under an object of the baseline; .* take a third/,
  );
});

test('files in the wrong order, or of two processes, are judged by nothing', async () => {
  const leaky = (): DrawnProcess => {
    const process = new DrawnProcess();
    process.put('app', 'cache', 'Cache');
    process.takeSnapshot();
    for (const i of range(60)) process.put('cache', `entry${i}`, 'Entry');
    process.takeSnapshot();
    return process;
  };
  const swapped = await withDrawnFiles(leaky().snapshots.toReversed(), ([a = '', b = '']) =>
    compareFiles([a, b]),
  );
  assert.deepEqual(
    [swapped.verdict.result, swapped.verdict.confidence, swapped.suspects],
    ['inconclusive', 0, []],
  );
  assert.match(swapped.verdict.reason, /^The baseline is newer .*; swap the two files\.$/);

  const [baseline, current] = ['push-daemon-healthy/0', 'push-daemon-leak/3'].map((name) =>
    repositoryPath(`fixtures/snapshots/${name}.heapsnapshot.gz`),
  );
  const two = await compareFiles([baseline ?? '', current ?? '']);
  assert.equal(two.matchedBy, 'className');
  assert.deepEqual([two.verdict.result, two.suspects], ['inconclusive', []]);
  assert.match(
    two.verdict.reason,
    /^Objects cannot be followed from one process, or session with an inspector, into another/,
  );
});

test('of the same work again and again, a thirtieth more of what was there is a suspect all the same', async () => {
  const soaked = (process: DrawnProcess): void => {
    process.put('app', 'cache', 'Cache');
    for (const i of range(450)) process.put('cache', `old entry${i}`, 'Entry');
  };
  const leaked = (process: DrawnProcess): void => {
    for (const i of range(15)) process.put('cache', `entry${i}`, 'Entry');
  };
  const unplanned = await diffDrawn(soaked, leaked);
  assert.deepEqual(unplanned.suspects, []);
  assert.equal(unplanned.verdict.result, 'inconclusive');
  const planned = await diffDrawn(soaked, leaked, true);
  assert.deepEqual(
    planned.suspects.map(({ className, heldCounts }) => [className, heldCounts]),
    [['Entry', [15]]],
  );
  assert.equal(planned.verdict.result, 'inconclusive');
});

test('of the same work again and again, where nothing gathers there is no leak', async () => {
  const busy = (process: DrawnProcess): void => {
    process.put('app', 'queue', 'Queue');
    for (const i of range(20)) process.put('queue', `job${i}`, 'Job');
  };
  const { verdict, suspects } = await diffDrawn(busy, busy, true);
  assert.deepEqual([verdict.result, verdict.confidence, suspects], ['no-leak', 0.9, []]);
  assert.match(
    verdict.reason,
    /^Nothing of the weight of a leak gathers under an object of the first snapshot/,
  );
});

test('what is replaced by something bigger is bigger every second time, unless it begins with what was there', async () => {
  const replace = (textAt: (index: number) => string): Promise<Comparison> => {
    const put = (process: DrawnProcess, index: number): void =>
      process.put('app', 'log', { kind: 'string', name: textAt(index), size: 10_000 + 90_000 * index });
    return diffDrawn(
      (process) => put(process, 0),
      (process) => put(process, 1),
    );
  };
  const [confidence] = (await replace((index) => `page ${index}`)).suspects.map(
    (suspect) => suspect.confidence,
  );
  assert.equal(confidence, 0.45);
  const line = 'a line of a log, with more characters than two texts have in common. ';
  assert.equal((await replace((index) => line.repeat(1 + index))).suspects[0].confidence, 0.9);
  assert.equal((await replace((index) => 'line '.repeat(1 + index))).suspects[0].confidence, 0.45, 'few');
});

test("objects of Node's are as likely as what their place had at first has stayed, wherever others go", async () => {
  const timer = { name: 'Timeout', at: [7, 1, 1] } as const;
  const gather = (isKept: boolean): Promise<Comparison> =>
    diffDrawn(
      (process) => {
        process.putScript('app', [7, 0, 0], 'node:internal/timers');
        process.put('app', 'list', 'TimersList');
        for (const i of range(20)) process.put('list', `kept${i}`, timer);
        for (const i of range(100)) process.put('app', `passing${i}`, timer);
      },
      (process) => {
        for (const i of range(100)) process.drop('app', `passing${i}`);
        if (!isKept) for (const i of range(20)) process.drop('list', `kept${i}`);
        for (const i of range(80)) process.put('list', `more${i}`, timer);
      },
    );
  const [kept] = (await gather(true)).suspects;
  assert.deepEqual([kept.className, kept.confidence], ['Timeout', 0.8]);
  const others = (await gather(false)).suspects.map(({ className, confidence }) => [className, confidence]);
  assert.deepEqual(others, []);
});
