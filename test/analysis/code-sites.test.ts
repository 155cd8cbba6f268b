import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCallback } from '../../src/paths/callbacks.ts';
import { codeSiteOf, findFunctionsAt } from '../../src/analysis/code-sites.ts';
import type { NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { heapOf, scriptPicture } from '../support/draw-heap.ts';

test('functions of one place in the code are found among all others, each site on its own', () => {
  const heap = heapOf(`
    root -shortcut-> global
    global -property:a-> one, two, other, sameLine, sameScript, instance, native
    one: closure debug at=7:40:2
    two: closure debug at=7:40:2
    other: closure debug at=8:40:2
    sameLine: closure debug at=7:40:3
    sameScript: closure send at=7:2:40
    instance: object Debug at=7:40:2
    native: closure debug
  `);
  const site = codeSiteOf(heap.analysis, heap.node('one'));
  assert.deepEqual(site, { scriptId: 7, line: 40, column: 2 });
  assert.equal(codeSiteOf(heap.analysis, heap.node('native')), undefined);
  const send = { scriptId: 7, line: 2, column: 40 };
  const nowhere = { scriptId: 7, line: 1, column: 1 };
  const nodes = (...labels: string[]): NodeOrdinal[] => labels.map((label) => heap.node(label));
  assert.deepEqual(findFunctionsAt(heap.snapshot, [send, nowhere, site, site]), [
    nodes('sameScript'),
    [],
    nodes('one', 'two'),
    nodes('one', 'two'),
  ]);
  assert.deepEqual(findFunctionsAt(heap.snapshot, []), []);
});

const timer = `
  root -shortcut-> global
  global -property:timer-> timer
  timer: object Timeout at=3:1:1
  emit: closure emit at=3:9:9
  emit -internal:shared-> info
  info: code emit
  info -internal:script-> script
  script: code "node:internal/timers"
  timer -property:_own-> emit
`;

test('the callback of a timer is the function that the program gave it', () => {
  const heap = heapOf(`${timer}
    timer -property:_onTimeout-> tick
    tick: closure tick at=7:40:2
  `);
  const callback = findCallback(heap.analysis, heap.node('timer'));
  assert.equal(callback?.name, 'function tick (script 7:41)');
  assert.deepEqual(callback?.location, { scriptId: 7, line: 40, column: 2 });
  assert.equal(callback?.node, heap.node('tick'));
});

test('a bound function stands for what it binds', () => {
  const heap = heapOf(`${timer}
    timer -property:_onTimeout-> bound
    bound: closure "bound tick"
    bound -internal:bound_function-> tick
    tick: closure tick at=7:40:2
  `);
  assert.equal(findCallback(heap.analysis, heap.node('timer'))?.node, heap.node('tick'));
});

test('of several functions none is the callback, and of none there is none', () => {
  const two = heapOf(`${timer}
    timer -property:_onTimeout-> tick
    timer -property:_onClose-> close
    tick: closure tick at=7:40:2
    close: closure close at=7:50:2
  `);
  assert.equal(findCallback(two.analysis, two.node('timer')), undefined);
  const none = heapOf(timer);
  assert.equal(findCallback(none.analysis, none.node('timer')), undefined);
});

test('what an object of the program owns, or was put on one of the platform, need not be called', () => {
  const withTick = (look: string, property: string): string => `
    root -shortcut-> global
    global -property:a-> object
    object: ${look}
    object -property:${property}-> tick
    tick: closure tick at=7:40:2
  `;
  const callbackOf = (look: string, property: string): string | undefined => {
    const heap = heapOf(`${timer}${withTick(look, property)}`);
    return findCallback(heap.analysis, heap.node('object'))?.name;
  };
  const tick = 'function tick (script 7:41)';
  assert.equal(callbackOf('object Timeout at=3:1:1', '_onTimeout'), tick);
  assert.equal(callbackOf('native "Node / FSReqCallback"', 'oncomplete'), tick);
  assert.equal(callbackOf('object Session at=7:1:1', '_onTimeout'), undefined);
  assert.equal(callbackOf('object Object', 'callback'), undefined);
  assert.equal(callbackOf('object IncomingMessage at=3:1:1', 'next'), undefined);
  assert.equal(callbackOf('object Timeout at=3:1:1', '__proto__'), undefined);
  assert.equal(callbackOf('closure debug at=7:1:1', '__proto__'), undefined);
});

test('of an object of a package it is the nearest function that it wraps, and no class', () => {
  const wrapped = (inner: string): string | undefined => {
    const heap = heapOf(`
      root -shortcut-> global
      ${scriptPicture(5, '/app/node_modules/streams/index.js')}
      global -property:subscriber-> subscriber
      subscriber: object Subscriber at=5:1:1
      subscriber -property:_next-> lift
      lift: closure lift at=5:9:9
      subscriber -property:destination-> consumer
      consumer: object Consumer at=5:2:2
      consumer -property:partialObserver-> partial
      ${inner}
      next: closure onPrice at=7:40:2
    `);
    return findCallback(heap.analysis, heap.node('subscriber'))?.name;
  };
  const plain = 'partial: object Object\n partial -property:next-> next';
  assert.equal(wrapped(plain), 'function onPrice (script 7:41)');
  assert.equal(wrapped(`${plain}\n next -property:prototype-> made\n made: object Object`), undefined);
  // What the program's own objects have is theirs.
  assert.equal(wrapped(plain.replace('object Object', 'object Watcher at=7:1:1')), undefined);
  assert.equal(wrapped(`${plain}\n partial -property:error-> other\n other: closure b at=7:1:1`), undefined);
});
