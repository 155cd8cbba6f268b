import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Analysis, summarize } from '../../src/analysis/analysis.ts';
import { heapOf, type DrawnHeap } from '../support/draw-heap.ts';

function classOfNode(attributes: string): string {
  return heapOf(`root -> a\n a: ${attributes}`).classNameOf('a');
}

for (const [attributes, className] of [
  ['hidden "system / Map"', '(system)'],
  ['code "(bytecode)"', '(compiled code)'],
  ['closure handler', 'Function'],
  ['regexp "/x/"', 'RegExp'],
  ['array "(object elements)"', '(array)'],
  ['string hello', '(string)'],
  ['"concatenated string" ""', '(concatenated string)'],
  ['"sliced string" x', '(sliced string)'],
  ['number 3.14', '(number)'],
  ['symbol iterator', '(symbol)'],
  ['bigint 9', '(bigint)'],
  ['"object shape" x', '(object shape)'],
  ['synthetic "(GC roots)"', '(synthetic)'],
  ['"wasm object" x', '(wasm object)'],
  ['quantum x', '(quantum)'],
  ['object Foo', 'Foo'],
  ['object ""', ''],
  ['object Object', 'Object'],
  ['object "Object "', 'Object '],
  ['native Window', 'Window'],
  ['native Object', 'Object'],
  ['native "<div id=\\"a\\" class=x>"', '<div>'],
  ['native "<div>"', '<div>'],
  ['object "<li a=b>"', '<li>'],
  ['native "Detached <div id=\\"a\\">"', 'Detached <div>'],
  ['native "Detached <div>"', 'Detached <div>'],
  ['native "Detached Node x"', 'Detached Node x'],
  ['native " <div a=b>"', ' <div a=b>'],
  ['string "<div a=b>"', '(string)'],
  ['object __proto__', '__proto__'],
  ['object constructor', 'constructor'],
] as const) {
  test(`${attributes} is listed as ${JSON.stringify(className)}`, () => {
    assert.equal(classOfNode(attributes), className);
  });
}

const keysOf = (heap: DrawnHeap, labels: readonly string[]): string[] =>
  labels.map((label) => heap.classKeyOf(label));

test('same-named classes from several places are several', () => {
  const heap = heapOf(`
    root -> a, b, c, d
    a: object Connection at=87:11:4
    b: object Connection at=112:11:4
    c: object Connection at=87:11:4
    d: object Connection
  `);
  assert.deepEqual(keysOf(heap, ['a', 'b', 'c', 'd']), [
    '87,11,4,Connection',
    '112,11,4,Connection',
    '87,11,4,Connection',
    ',Connection',
  ]);
});

test('a place at 0:0 of script 0 is a place', () => {
  assert.equal(heapOf('root -> a\n a: object A at=0:0:0').classKeyOf('a'), '0,0,0,A');
});

test('only objects are told apart by place', () => {
  const heap = heapOf(`
    root -> a, b, c
    a: closure f at=1:2:3
    b: native N at=1:2:3
    c: object Object at=1:2:3
  `);
  assert.deepEqual(keysOf(heap, ['a', 'b', 'c']), [',Function', ',N', '1,2,3,Object']);
});

test('places are told apart in all three numbers', () => {
  const places = ['1:2:3', '2:2:3', '1:3:3', '1:2:4', '3:2:1', '4294967295:1:1'];
  const lines = places.map((at, i) => `a${i}: object A at=${at}`).join('\n');
  const heap = heapOf(`root -> ${places.map((_, i) => `a${i}`).join(', ')}\n${lines}`);
  assert.deepEqual(
    places.map((_, i) => heap.classKeyOf(`a${i}`)),
    places.map((at) => `${at.replaceAll(':', ',')},A`),
  );
});

test('groups that Chrome DevTools takes apart by accident are one class', () => {
  const heap = heapOf(`
    root -> f, g, d, e
    f: closure f
    g: object Function
    d: native Foo detached=2
    e: native "Detached Foo" detached=1
  `);
  const rows = summarize(heap.analysis).classes.map(({ className, count }) => `${count} ${className}`);
  assert.deepEqual(rows.sort(), ['2 Detached Foo', '2 Function']);
});

function summaryOf(picture: string): Map<string, readonly number[]> {
  const { classes } = summarize(heapOf(picture).analysis);
  return new Map(
    classes.map((row) => [row.className, [row.count, row.selfSize, row.retainedSize, row.distance]]),
  );
}

test('a class retains what is freed with all of it: nested objects count once', () => {
  const rows = summaryOf(`
    root -> l1, l4
    l1: object List size=1
    l1 -> l2
    l2: object List size=2
    l2 -> x
    x: object X size=100
    x -> l3
    l3: object List size=4
    l4: object List size=8
  `);
  assert.deepEqual(rows.get('List'), [4, 15, 115, 1]);
  assert.deepEqual(rows.get('X'), [1, 100, 104, 3]);
});

test('what has no size is in no class, and covers none of its class', () => {
  const rows = summaryOf(`
    root -> a
    a: object A size=0
    a -> b
    b: object A size=5
    b -> none
    none: object None size=0
  `);
  assert.deepEqual([...rows], [['A', [1, 5, 5, 2]]]);
});

test('the nearest object gives a class its distance, and one that nothing reaches wins', () => {
  const rows = summaryOf(
    'root -> a, b\n b -> c\n a: object X\n c: object X\n d: object Y\n b: object Y\n d -> d',
  );
  assert.equal(rows.get('X')?.[3], 1);
  assert.equal(rows.get('Y')?.[3], -5);
});

test('a snapshot’s summary says its counts and its total with the bytes outside the heap', () => {
  const { snapshot } = heapOf('root -> a, b\n a -> b');
  const { snapshot: info } = summarize(new Analysis({ ...snapshot, extraNativeBytes: 1000 }));
  assert.deepEqual(info, {
    path: 'drawn.heapsnapshot',
    fileBytes: 0,
    nodeCount: 3,
    edgeCount: 3,
    totalSize: 1020,
  });
});
