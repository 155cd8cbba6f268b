import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heapOf } from '../support/draw-heap.ts';

test('a program’s own roots are at 1, whatever holds them, and the engine counts from 100,000,000', () => {
  const heap = heapOf(`
    root -shortcut-> global
    root -weak-> other
    root -element:1-> gc
    gc: synthetic "(GC roots)"
    global -> a
    a -> b
    gc -> b, c
    c -> d
  `);
  const labels = ['root', 'global', 'other', 'a', 'b', 'gc', 'c', 'd'];
  assert.deepEqual(
    labels.map((label) => heap.distanceOf(label)),
    [1e8, 1, 1, 2, 3, 1e8 + 1, 1e8 + 2, 1e8 + 3],
  );
});

test('without a root of the program’s own the root is at 0', () => {
  const heap = heapOf('root -> gc\n gc: synthetic "(GC roots)"\n gc -> a');
  assert.deepEqual(
    ['root', 'gc', 'a'].map((label) => heap.distanceOf(label)),
    [0, 1, 2],
  );
});

test('what only weak references or nothing reach is at −5', () => {
  const heap = heapOf('root -> a\n a -weak-> b\n b -> c\n x -> x');
  assert.deepEqual(
    ['b', 'c', 'x'].map((label) => heap.distanceOf(label)),
    [-5, -5, -5],
  );
});

test('references that keep nothing alive are ways all the same', () => {
  const heap = heapOf('root -> a\n a -shortcut-> b');
  assert.equal(heap.distanceOf('b'), 2);
});

test('the shortest way counts, not the first', () => {
  const heap = heapOf('root -> a, d\n a -> b\n b -> c\n c -> e\n d -> e');
  assert.equal(heap.distanceOf('e'), 2);
});

test('two references of the root to one root of the program are one', () => {
  const heap = heapOf('root -shortcut-> a\n root -element:3-> a\n a -> b');
  assert.deepEqual([heap.distanceOf('a'), heap.distanceOf('b')], [1, 2]);
});

test('the sloppy_function_map of a native context is no way', () => {
  const heap = heapOf(`
    root -> context, other
    context: hidden "system / NativeContext"
    context -internal:sloppy_function_map-> a
    context -internal:strict_function_map-> b
    other -internal:sloppy_function_map-> c
  `);
  assert.deepEqual(
    ['a', 'b', 'c'].map((label) => heap.distanceOf(label)),
    [-5, 2, 2],
  );
});

test('every third of a map’s descriptors, from the fourth on, is no way', () => {
  const heap = heapOf(`
    root -> descriptors
    descriptors: array "(map descriptors)"
    descriptors -internal:0-> d0
    descriptors -internal:1-> d1
    descriptors -internal:2-> d2
    descriptors -internal:3-> d3
    descriptors -internal:4-> d4
    descriptors -internal:5-> d5
    descriptors -element:7-> d7
    descriptors -internal:map-> m
  `);
  const labels = ['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd7', 'm'];
  assert.deepEqual(
    labels.map((label) => heap.distanceOf(label)),
    [2, 2, 2, 2, -5, 2, -5, 2],
  );
});

const entry = (number: number): string =>
  `"${number} / part of key (K @5) -> value (V @7) pair in WeakMap (table @3)"`;

test('of the two ways to a WeakMap’s value the first met is not gone, the second is', () => {
  const near = heapOf(`
    root -> table, far
    far -> key
    table -internal:${entry(1)}-> value
    key -internal:${entry(2)}-> value
  `);
  assert.equal(near.distanceOf('value'), 3);
  const both = heapOf(`
    root -> key, far
    far -> table
    key -internal:${entry(2)}-> value
    table -internal:${entry(1)}-> value
  `);
  assert.equal(both.distanceOf('value'), 3);
});

test('a WeakMap’s value of which one way alone is met is not reached by it', () => {
  const heap = heapOf(`root -> table\n table -internal:${entry(1)}-> value`);
  assert.equal(heap.distanceOf('value'), -5);
});

test('a WeakMap’s value already reached does not use up its pair', () => {
  const heap = heapOf(`
    root -> value, table, key
    table -internal:${entry(1)}-> value
    key -internal:${entry(2)}-> other
  `);
  assert.equal(heap.distanceOf('other'), -5);
});
