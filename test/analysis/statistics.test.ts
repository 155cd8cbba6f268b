import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Analysis } from '../../src/analysis/analysis.ts';
import { heapOf } from '../support/draw-heap.ts';

test('bytes are told apart by what they are', () => {
  const { snapshot } = heapOf(`
    root -> s1, s2, s3, c, n, ab, array, store, o, gc
    gc: synthetic "(GC roots)" size=1
    gc -> h
    root -> h
    o: object Foo size=2
    s1: string a size=10
    s2: "concatenated string" "" size=20
    s3: "sliced string" c size=40
    c: code "" size=100
    n: native Foo size=1000
    ab: native "system / JSArrayBufferData" size=2000
    h: hidden "system / Map" size=10000
    array: object Array size=100000
    array -internal:elements-> own
    own: object "" size=200000
    store: array "" size=400000
  `);
  const { statistics } = new Analysis({ ...snapshot, extraNativeBytes: 500 });
  assert.deepEqual(statistics, {
    total: 713_673,
    native: 3500,
    typedArrays: 2000,
    v8Heap: 710_173,
    code: 100,
    strings: 70,
    jsArrays: 300_000,
    system: 10_000,
    otherJsObjects: 400_003,
  });
});

test('an array’s store is its own only when nothing else refers to it, weakly or not', () => {
  const jsArrays = (more: string): number =>
    heapOf(`
      root -> a
      a: object Array
      a -internal:elements-> store
      store: object "" size=1000
      ${more}
    `).analysis.statistics.jsArrays;
  assert.equal(jsArrays(''), 1010);
  assert.equal(jsArrays('root -weak-> store'), 10);
});

test('the first of an array’s stores counts, and only an internal reference called so is one', () => {
  const heap = heapOf(`
    root -> a, b
    a: object Array
    a -internal:elements-> s1
    a -internal:elements-> s2
    b: object Array
    b -property:elements-> s3
    s1: object "" size=100
    s2: object "" size=1000
    s3: object "" size=10000
  `);
  assert.equal(heap.analysis.statistics.jsArrays, 120);
});

test('the constructor of arrays is counted with the arrays, as in Chrome DevTools', () => {
  assert.equal(heapOf('root -> f\n f: closure Array size=64').analysis.statistics.jsArrays, 64);
});

test('a detached array buffer is native, but no typed array', () => {
  const { statistics } = heapOf('root -> d\n d: native "system / JSArrayBufferData" detached=2').analysis;
  assert.deepEqual([statistics.native, statistics.typedArrays], [10, 0]);
});
