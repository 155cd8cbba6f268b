import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GarbageCollections } from '../../src/capture/collect-garbage.ts';
import type { InspectorSession } from '../../src/capture/inspector.ts';

/** A target on a clock of its own, in which each collection takes so long. */
function drawTarget(tookMs: number, refuses = false) {
  let now = 0;
  const calls: string[] = [];
  const session: InspectorSession = {
    call: (method) => {
      calls.push(method);
      now += tookMs;
      return refuses ? Promise.reject(new Error('the target refuses')) : Promise.resolve({});
    },
    on: () => () => {},
    flow: () => {},
  };
  const aborter = new AbortController();
  const watch = { signal: aborter.signal, onNote: () => Promise.resolve() };
  const collections = new GarbageCollections(session, 10_000, watch, () => now);
  return { collections, calls, aborter, at: (ms: number) => void (now = ms) };
}

test('a target is asked for a collection at once, and then not sooner than after ten seconds', async () => {
  const { collections, calls, at } = drawTarget(30);
  assert.equal(await collections.collectWhenDue(), 30);
  for (const ms of [1000, 9999]) {
    at(ms);
    assert.equal(await collections.collectWhenDue(), null);
  }
  at(10_000);
  assert.equal(await collections.collectWhenDue(), 30);
  assert.deepEqual(calls, ['HeapProfiler.collectGarbage', 'HeapProfiler.collectGarbage']);
});

test('a large heap stands still for a twentieth of the time at most', async () => {
  const { collections, calls, at } = drawTarget(2000);
  assert.equal(await collections.collectWhenDue(), 2000);
  at(39_999);
  assert.equal(await collections.collectWhenDue(), null);
  at(40_000);
  assert.equal(await collections.collectWhenDue(), 2000);
  assert.equal(calls.length, 2);
});

test('what is refused, or comes after Ctrl-C, is no collection, and no error', async () => {
  assert.equal(await drawTarget(1, true).collections.collectWhenDue(), null);
  const { collections, aborter } = drawTarget(1);
  aborter.abort(new Error('Ctrl-C'));
  assert.equal(await collections.collectWhenDue(), null);
});
