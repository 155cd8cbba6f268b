import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Comparison } from '../../src/compare/comparison.ts';
import { followDrawn, type DrawnProcess, type Look } from '../support/draw-series.ts';

// What nobody keeps to look it up again fills nothing: less of it comes where less is done.

const [appScript, nodeScript] = [7, 40];

/** As many more in each interval, the first count before the first snapshot. */
function grow(
  counts: readonly number[],
  start: (process: DrawnProcess) => void,
  add: (process: DrawnProcess, label: string) => void,
): Promise<Comparison> {
  return followDrawn(
    counts.length,
    (process) => {
      process.putScript('app', [nodeScript, 0, 0], 'node:internal/timers');
      start(process);
    },
    (process, index) => {
      for (let i = 0; i < counts[index]; i++) add(process, `${index}_${i}`);
    },
  );
}

/** An object under a property, or another kind of edge, whose name is not its label. */
function putAs(
  process: DrawnProcess,
  holder: string,
  name: string,
  label: string,
  look: Look | string,
  kind?: string,
): void {
  process.put(holder, label, look, kind);
  process.drop(holder, label);
  process.hold(holder, label, name, kind);
}

/** A function whose scope leads to an object of the program's. */
function putListener(
  process: DrawnProcess,
  holder: string,
  name: string,
  label: string,
  kind?: string,
): void {
  putAs(
    process,
    holder,
    name,
    `on${label}`,
    { kind: 'closure', name: 'onMessage', at: [appScript, 3, 3] },
    kind,
  );
  putAs(process, `on${label}`, 'context', `scope${label}`, { name: 'system / Context' }, 'internal');
  process.put(
    `scope${label}`,
    `session${label}`,
    { name: 'Session', at: [appScript, 9, 9], size: 300 },
    'context',
  );
}

function putEmitter(process: DrawnProcess, holder: string, label: string, kind?: string): void {
  process.put(holder, label, { name: 'EventEmitter' }, kind);
  putAs(process, label, '_events', `events of ${label}`, 'Object');
}

function putMap(process: DrawnProcess, label: string): void {
  process.put('app', label, 'Map');
  putAs(process, label, 'table', `table of ${label}`, { kind: 'array', name: '', size: 4000 }, 'internal');
}

function putReaction(process: DrawnProcess, promise: string, label: string): void {
  const reaction = { kind: 'hidden', name: 'system / PromiseReaction' };
  putAs(process, promise, 'reactions_or_result', `reaction${label}`, reaction, 'internal');
  putListener(process, `reaction${label}`, 'fulfill_handler', label, 'internal');
}

/** @param isOnce it has `_repeat`, which leads to null, as Node's timers do that fire once */
function putTimer(process: DrawnProcess, label: string, last: string, isOnce: boolean): void {
  putAs(process, last, '_idleNext', `timer${label}`, { name: 'Timeout', at: [nodeScript, 2, 2] });
  if (isOnce)
    putAs(process, `timer${label}`, '_repeat', `null${label}`, { kind: 'hidden', name: 'system / Oddball' });
  putListener(process, `timer${label}`, '_onTimeout', label);
}

/** A listener of one event for each. */
const listeners: Parameters<typeof grow>[1] = (process) => {
  putEmitter(process, 'app', 'bus');
  putAs(process, 'events of bus', 'message', 'list', 'Array');
};

/** The newest of a list is kept, and each leads to the one before. */
function growChain(counts: readonly number[], isIndexed = false): Promise<Comparison> {
  let last: string | undefined;
  return grow(
    counts,
    (process) => {
      process.put('app', 'backlog', 'Backlog');
      process.put('app', 'index', 'Index');
    },
    (process, label) => {
      putAs(process, 'backlog', 'last', `task${label}`, { name: 'Task', size: 200 });
      if (last !== undefined) process.hold(`task${label}`, last, 'previous');
      if (isIndexed) process.hold('index', `task${label}`);
      last = `task${label}`;
    },
  );
}

function growTimers(counts: readonly number[], isOnce: boolean): Promise<Comparison> {
  let last = 'list';
  return grow(
    counts,
    (process) => {
      process.put('app', 'lists', 'Object');
      putAs(process, 'lists', '3600000', 'list', { name: 'TimersList', at: [nodeScript, 5, 5] }, 'element');
    },
    (process, label) => {
      putTimer(process, label, last, isOnce);
      last = `timer${label}`;
    },
  );
}

const answerOf = ({ verdict: { result, confidence } }: Comparison): string => `${result} ${confidence}`;

const falling = [5, 60, 30, 15];
const leak = 'leak 0.7';
const open = 'inconclusive 0.5';

test('of a chain, of listeners, of what waits for a promise and of timers that repeat less and less is a leak', async () => {
  for (const counts of [falling, [5, 90, 60, 18], [5, 60, 30]]) {
    assert.equal(answerOf(await growChain(counts)), leak, counts.join());
  }
  const onBus = grow(falling, listeners, (process, label) => {
    putListener(process, 'list', label, label, 'element');
  });
  assert.equal(answerOf(await onBus), leak);
  let last: string | undefined;
  const waiting = grow(
    falling,
    (process) => process.put('app', 'shutdown', 'Promise'),
    (process, label) => {
      putReaction(process, 'shutdown', label);
      if (last !== undefined) process.hold(`reaction${label}`, last, 'next', 'internal');
      last = `reaction${label}`;
    },
  );
  assert.equal(answerOf(await waiting), leak);
  assert.equal(answerOf(await growTimers(falling, false)), leak);
});

test('what else leads there, or keys on the way, may look them up: that is open', async () => {
  assert.equal(answerOf(await growChain(falling, true)), open);
  const byHost = grow(
    falling,
    (process) => putMap(process, 'byHost'),
    (process, label) => {
      putEmitter(process, 'table of byHost', `emitter${label}`, 'internal');
      putListener(process, `events of emitter${label}`, 'message', label);
    },
  );
  assert.equal(answerOf(await byHost), open, 'an emitter for each host');
  const byKey = grow(
    falling,
    (process) => putMap(process, 'pending'),
    (process, label) => {
      process.put('table of pending', `promise${label}`, 'Promise', 'internal');
      putReaction(process, `promise${label}`, label);
    },
  );
  assert.equal(answerOf(await byKey), open, 'a promise for each key');
  const hub = grow(
    falling,
    (process) => {
      putEmitter(process, 'app', 'hub');
      putMap(process, 'byId');
      process.drop('app', 'byId');
      process.hold('hub', 'byId');
    },
    (process, label) => {
      putListener(process, 'events of hub', `room ${label}`, label);
      process.hold('table of byId', `session${label}`, label, 'internal');
    },
  );
  assert.equal(answerOf(await hub), open, 'a Map of what has the listeners');
  const codecs = grow(
    falling,
    (process) => {
      listeners(process);
      process.put('app', 'codecs', 'Array');
    },
    (process, label) => {
      putListener(process, 'list', label, label, 'element');
      process.put('codecs', `codec${label}`, 'Codec', 'element');
    },
  );
  assert.equal(answerOf(await codecs), open, 'one with each of what may be a cache');
});

test('a tree is no chain, and a timer that fires once ends by itself', async () => {
  let number = 0;
  const tree = grow(
    [8, 90, 60, 25],
    (process) => process.put('app', 'node1', 'TreeNode'),
    (process) => {
      number++;
      const side = number % 2 === 0 ? 'left' : 'right';
      if (number > 1)
        putAs(process, `node${number >> 1}`, side, `node${number}`, { name: 'TreeNode', size: 200 });
    },
  );
  assert.equal((await tree).verdict.result, 'inconclusive');
  assert.equal(answerOf(await growTimers(falling, true)), open);
});

test('next to nothing at the end is no leak that is known to go on', async () => {
  for (const counts of [
    [5, 90, 60, 12],
    [5, 90, 60, 0],
    [5, 90, 20],
  ]) {
    assert.notEqual((await growChain(counts)).verdict.result, 'leak', counts.join());
  }
});

test('of a chain that was long before, uneven growth is a leak where none of it has gone', async () => {
  assert.equal(answerOf(await growChain([200, 20, 80, 40])), leak);
  assert.equal(answerOf(await growChain([200, 20, 80, 40], true)), open);
  assert.equal(answerOf(await growChain([200, 20, 80, 20])), open);
});
