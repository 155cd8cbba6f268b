import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heapOf, type DrawnHeap } from '../support/draw-heap.ts';

/** A heap of plain objects, each with these properties in this order. */
function plainObjects(...objects: (readonly string[])[]): DrawnHeap {
  const labels = objects.map((_, i) => `o${i}`);
  const lines = objects.flatMap((properties, i) => [
    `o${i}: object Object`,
    ...properties.map((property) => `o${i} -property:${JSON.stringify(property)}-> value`),
  ]);
  return heapOf([`root -> ${labels.join(', ')}`, 'value: string x', ...lines].join('\n'));
}

const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
const shapesOf = (heap: DrawnHeap): string[] => heap.analysis.shapes.map(({ name }) => name);
const classesOf = (heap: DrawnHeap): string[] =>
  heap.drawing.nodes.filter(({ name }) => name === 'Object').map(({ label }) => heap.classNameOf(label));

test('two plain objects with the same properties are a shape, one is none', () => {
  const heap = plainObjects(['a', 'b'], ['a', 'b'], ['c']);
  assert.deepEqual(classesOf(heap), ['{a, b}', '{a, b}', 'Object']);
});

test('the order of properties makes another candidate, but an object of either has both', () => {
  const heap = plainObjects(['a', 'b'], ['b', 'a'], ['a', 'b']);
  assert.deepEqual(shapesOf(heap), ['{a, b}']);
  assert.deepEqual(classesOf(heap), times(3, '{a, b}'));
});

test('only property references of plain objects make shapes', () => {
  const heap = heapOf(`
    root -> o, p, q, r
    o: object Object
    o -internal:map-> x
    o -element:0-> x
    o -weak:w-> x
    p: object Object
    p -internal:map-> x
    q: object Foo
    q -> x
    r: object Foo
    r -> x
  `);
  assert.deepEqual(shapesOf(heap), []);
  assert.deepEqual(classesOf(heap), ['Object', 'Object']);
});

test('an object without properties makes no shape, but counts', () => {
  // Of 2,001 plain objects, 2 are fewer than a thousandth, and 3 are not.
  const empty = times(1995, [] as string[]);
  const heap = plainObjects(...times(2, ['a']), ...times(3, ['b']), ...empty, ['x']);
  assert.deepEqual(shapesOf(heap), ['{b}']);
});

test('just a thousandth of all plain objects is enough', () => {
  const heap = plainObjects(...times(2, ['a']), ...times(1998, [] as string[]));
  assert.deepEqual(shapesOf(heap), ['{a}']);
});

test('shapes stand by falling number of objects, equal ones as they are first met', () => {
  const heap = plainObjects(['z'], ['m'], ['a'], ['m'], ['z'], ['a'], ['c'], ['c'], ['c']);
  assert.deepEqual(shapesOf(heap), ['{c}', '{z}', '{m}', '{a}']);
});

test('an object gets the shape with the most properties it has', () => {
  const heap = plainObjects(['a'], ['a'], ['a'], ['a', 'b'], ['a', 'b'], ['c', 'b', 'a']);
  assert.equal(classesOf(heap).at(-1), '{a, b}');
});

test('of equally large shapes an object gets the most common', () => {
  const heap = plainObjects(['b', 'c'], ['b', 'c'], ['a', 'c'], ['a', 'c'], ['a', 'c'], ['a', 'b', 'c']);
  assert.equal(classesOf(heap).at(-1), '{a, c}');
});

test('a shape that wants a property twice is not had by an object with it once', () => {
  const heap = plainObjects(['a', 'a'], ['a', 'a'], ['a', 'b'], ['a', 'a', 'b']);
  assert.deepEqual(classesOf(heap), ['{a, a}', '{a, a}', 'Object', '{a, a}']);
});

test('__proto__ is in no shape’s name, and only a property like others when shapes are looked for', () => {
  const heap = plainObjects(['a', '__proto__'], ['__proto__', 'a'], ['__proto__']);
  assert.deepEqual(shapesOf(heap), ['{a}']);
  assert.deepEqual(classesOf(heap), ['{a}', '{a}', 'Object']);
});

test('a name that could be taken for punctuation is quoted', () => {
  const names = ['a,b', "it's", 'say "x"', '{', '}', 'a b', 'ü:é', '', 'constructor'];
  const heap = plainObjects(...names.flatMap((name) => times(2, [name])));
  assert.deepEqual(shapesOf(heap), [
    '{"a,b"}',
    '{"it\'s"}',
    '{"say \\"x\\""}',
    '{"{"}',
    '{"}"}',
    '{a b}',
    '{ü:é}',
    '{}',
    '{constructor}',
  ]);
});

test('a name of 120 characters is the longest, but for a single property', () => {
  // The brace and the first name make 61; 59 more reach 120, and 60 pass it.
  const first = 'f'.repeat(60);
  const fits = 's'.repeat(59);
  const tooLong = 's'.repeat(60);
  assert.deepEqual(shapesOf(plainObjects(...times(2, [first, fits]))), [`{${first}, ${fits}}`]);
  assert.deepEqual(shapesOf(plainObjects(...times(2, [first, tooLong]))), [`{${first}}`]);
  const alone = 'x'.repeat(500);
  assert.deepEqual(shapesOf(plainObjects(...times(2, [alone, 'a']))), [`{${alone}}`]);
});

test('objects that begin alike as far as a name reaches are of one shape', () => {
  const begin = Array.from({ length: 60 }, (_, i) => `property${i}`);
  const heap = plainObjects([...begin, 'x'], [...begin, 'y']);
  const [shape = ''] = shapesOf(heap);
  assert.ok(shape.length > 100 && shape.length <= 125, shape);
  assert.deepEqual(classesOf(heap), [shape, shape]);
});

test('an object of a thousand properties has the shape that its first ones name', () => {
  const many = Array.from({ length: 1000 }, (_, i) => `p${i}`);
  const heap = plainObjects(...times(20, many), ...many.slice(0, 200).map((name) => [name, 'own', name]));
  const [shape = ''] = shapesOf(heap);
  assert.match(shape, /^\{p0, p1, p2, .*\}$/);
  assert.deepEqual(classesOf(heap), [...times(20, shape), ...times(200, 'Object')]);
});
