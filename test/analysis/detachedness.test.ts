import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heapOf, type DrawnHeap } from '../support/draw-heap.ts';

const detachedIn = (heap: DrawnHeap): string[] =>
  heap.drawing.nodes.map(({ label }) => label).filter((label) => heap.isDetached(label));

test('a detached node makes detached what it leads to', () => {
  const heap = heapOf(
    'root -> a\n a -> b\n b -element:0-> c\n a: native A detached=2\n b: native B\n c: native C',
  );
  assert.deepEqual(detachedIn(heap), ['a', 'b', 'c']);
});

test('an attached node keeps attached what it leads to, whoever else does', () => {
  const heap = heapOf(`
    root -> a, d
    d -> x
    a -> x
    x -> y
    d: native D detached=2
    a: native A detached=1
    x: native X
    y: native Y
  `);
  assert.deepEqual(detachedIn(heap), ['d']);
});

test('who has a state keeps it, and nothing spreads through it from the other side', () => {
  const heap = heapOf(`
    root -> a
    a -> d
    d -> x
    a: native A detached=1
    d: native D detached=2
    x: native X
  `);
  assert.deepEqual(detachedIn(heap), ['d', 'x']);
});

test('the state spreads neither over hidden and weak references, nor through what is not native', () => {
  const heap = heapOf(`
    root -> d
    d -hidden:1-> a
    d -weak-> b
    d -> c
    c -> e
    d: native D detached=2
    a: native A
    b: native B
    c: object C
    e: native E
  `);
  assert.deepEqual(detachedIn(heap), ['d']);
});

test('a state of what is not native says nothing', () => {
  const heap = heapOf('root -> a\n a -> b\n a: object A detached=2\n b: native B');
  assert.deepEqual(detachedIn(heap), []);
  assert.equal(heap.classNameOf('a'), 'A');
});

test('an unknown state stops the spread and is not detached', () => {
  const heap = heapOf(
    'root -> d\n d -> u\n u -> x\n d: native D detached=2\n u: native U detached=3\n x: native X',
  );
  assert.deepEqual(detachedIn(heap), ['d']);
});

test('a detached node is listed as one, and apart from those of its name that are not', () => {
  const heap = heapOf(`
    root -> d, e, f
    d: native "<div id=\\"a\\">" detached=2
    e: native "<div id=\\"b\\">"
    f: native Window detached=2
  `);
  assert.deepEqual(
    ['d', 'e', 'f'].map((label) => heap.classNameOf(label)),
    ['Detached <div>', '<div>', 'Detached Window'],
  );
});
