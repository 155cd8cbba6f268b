import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heapOf } from '../support/draw-heap.ts';

const inner = 'part: array "" size=100';

test('an inner part gives its size to the object that alone leads to it', () => {
  const heap = heapOf(`root -> map\n map -internal-> part\n ${inner}`);
  assert.deepEqual([heap.shallowSizeOf('map'), heap.shallowSizeOf('part')], [110, 0]);
});

for (const [what, node] of [
  ['hidden', 'part: hidden "system / Foo" size=100'],
  ['array', inner],
  ['external string data', 'part: native "system / ExternalStringData" size=100'],
]) {
  test(`${what} is an inner part`, () => {
    assert.equal(heapOf(`root -> a\n a -> part\n ${node}`).shallowSizeOf('a'), 110);
  });
}

for (const node of ['native "system / Other"', 'object ""', 'code ""', 'string ""', '"object shape" ""']) {
  test(`${node} is no inner part`, () => {
    assert.equal(heapOf(`root -> a\n a -> part\n part: ${node} size=100`).shallowSizeOf('a'), 10);
  });
}

test('a part of a part belongs to the object', () => {
  const heap = heapOf(`root -> a\n a -> p\n p -> q\n q -> p\n p: array size=100\n q: hidden size=1000`);
  assert.deepEqual(
    ['a', 'p', 'q'].map((label) => heap.shallowSizeOf(label)),
    [1110, 0, 0],
  );
});

test('a part of two objects is its own, and so is what it leads to', () => {
  const heap = heapOf(`
    root -> a, b
    a -> p
    b -> p
    p -> q
    a -> r
    p: array size=100
    q: array size=100
    r: array size=100
  `);
  assert.deepEqual(
    ['a', 'b', 'p', 'q', 'r'].map((label) => heap.shallowSizeOf(label)),
    [110, 10, 100, 100, 0],
  );
});

test('a part that two ways lead to from one object is that object’s', () => {
  const heap = heapOf(`
    root -> a
    a -> p, q
    p -> r
    q -> r
    p: array
    q: array
    r: array
  `);
  assert.equal(heap.shallowSizeOf('a'), 40);
});

test('a weak reference owns no part', () => {
  const heap = heapOf(`root -> a, b\n a -> part\n b -weak-> part\n ${inner}`);
  assert.equal(heap.shallowSizeOf('a'), 110);
});

test('references that keep nothing alive own parts all the same', () => {
  const heap = heapOf(`root -> a, b\n a -shortcut-> part\n ${inner}`);
  assert.equal(heap.shallowSizeOf('a'), 110);
});

test('a synthetic node takes nothing, and keeps others from it', () => {
  const heap = heapOf(`
    root -> a, gc
    gc: synthetic "(GC roots)" size=0
    gc -> p, part
    a -> part
    p: array size=50
    ${inner}
  `);
  assert.deepEqual(
    ['a', 'gc', 'p', 'part'].map((label) => heap.shallowSizeOf(label)),
    [10, 0, 50, 100],
  );
});

test('parts that nothing leads to, but each other, keep their sizes', () => {
  const heap = heapOf(`root -> a\n p -> q\n q -> p\n p: array\n q: array`);
  assert.deepEqual([heap.shallowSizeOf('p'), heap.shallowSizeOf('q')], [10, 10]);
});

test('without a root of the program’s own nothing is folded', () => {
  const rest = `gc -> a\n a -> part\n ${inner}\n`;
  assert.equal(heapOf(`root -> gc\n gc: synthetic "(GC roots)"\n ${rest}`).shallowSizeOf('a'), 10);
  // The documents’ trees are the program’s.
  assert.equal(heapOf(`root -> gc\n gc: synthetic "(Document DOM trees)"\n ${rest}`).shallowSizeOf('a'), 110);
});

test('a detached node’s external string data is renamed, and no inner part any more', () => {
  const heap = heapOf('root -> a\n a -> s\n s: native "system / ExternalStringData" detached=2 size=100');
  assert.equal(heap.shallowSizeOf('a'), 10);
});

test('folded sizes past 4 GiB are exact', () => {
  const heap = heapOf('root -> a\n a -> p, q\n p: array size=4294967295\n q: array size=4294967295');
  assert.equal(heap.shallowSizeOf('a'), 10 + 2 * 4_294_967_295);
  assert.equal(heap.analysis.totalSize, 10 + 2 * 4_294_967_295);
});
