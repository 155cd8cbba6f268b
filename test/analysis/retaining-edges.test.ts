import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heapOf } from '../support/draw-heap.ts';

test('all references but weak ones keep their target alive, also of kinds nobody knows', () => {
  const heap = heapOf(`
    root -> a
    a -context-> b
    a -element:0-> b
    a -property-> b
    a -internal-> b
    a -hidden:3-> b
    a -telepathic-> b
    a -weak-> c
  `);
  assert.deepEqual(heap.notRetaining, ['a -> c']);
});

test('a reference to oneself keeps nothing alive', () => {
  assert.deepEqual(heapOf('root -> a\n a -> a').notRetaining, ['a -> a']);
});

test('the value of a WeakMap hangs from its key, not from the table', () => {
  const heap = heapOf(`
    root -> table, key
    table: id=41
    table -internal:"1 / part of key (K @43) -> value (V @45) pair in WeakMap (table @41)"-> value
    key -internal:"2 / part of key (K @43) -> value (V @45) pair in WeakMap (table @41)"-> value
  `);
  assert.deepEqual(heap.notRetaining, ['table -> value']);
  assert.equal(heap.dominatorOf('value'), 'key');
});

test('a WeakMap’s entry is told from a property that is only called like one', () => {
  const entry = '"1 / part of key (K @43) -> value (V @45) pair in WeakMap (table @41)"';
  const heap = heapOf(`root -> a\n a: id=41\n a -property:${entry}-> b`);
  assert.deepEqual(heap.notRetaining, []);
});

test('a WeakMap’s entry whose table is another node retains', () => {
  const entry = '"1 / part of key (K @43) -> value (V @45) pair in WeakMap (table @99)"';
  assert.deepEqual(heapOf(`root -> a\n a: id=41\n a -internal:${entry}-> b`).notRetaining, []);
});

test('a shortcut keeps alive from the root only', () => {
  const heap = heapOf('root -shortcut-> a\n a -> b\n a -shortcut-> b');
  assert.deepEqual(heap.notRetaining, ['a -> b']);
  assert.deepEqual(heap.retaining, ['root -> a', 'a -> b']);
});

test('the engine does not keep what the program’s globals reach', () => {
  const heap = heapOf(`
    root -shortcut-> global
    root -element:1-> gc
    gc: synthetic "(GC roots)"
    global -> leak
    gc -element:7-> leak
    gc -element:8-> own
    own -> leak
  `);
  assert.deepEqual(heap.notRetaining, ['gc -> leak', 'own -> leak']);
  assert.equal(heap.dominatorOf('leak'), 'global');
});

test('what the program reaches by weak references only is not the program’s', () => {
  const heap = heapOf(`
    root -shortcut-> global
    root -> gc
    global -weak-> cache
    gc -> cache
  `);
  assert.deepEqual(heap.notRetaining, ['global -> cache']);
});

test('a program owns what it reaches over shortcuts and WeakMap tables, even where these keep nothing alive', () => {
  const heap = heapOf(`
    root -shortcut-> global
    root -element:1-> gc
    global: id=41
    global -shortcut-> a
    global -internal:"1 / part of key (K @43) -> value (V @45) pair in WeakMap (table @41)"-> b
    gc -> a, b
  `);
  assert.deepEqual(heap.notRetaining, ['global -> a', 'global -> b', 'gc -> a', 'gc -> b']);
});

test('a page owns its documents’ trees when the root holds them by an index', () => {
  const rest = `
    root -element:2-> gc
    docs: synthetic "(Document DOM trees)"
    docs -> dom
    gc -> dom
  `;
  assert.deepEqual(heapOf(`root -element:1-> docs\n${rest}`).notRetaining, ['gc -> dom']);
  assert.deepEqual(heapOf(`root -property-> docs\n${rest}`).notRetaining, []);
});

test('the root itself may hold what the program owns', () => {
  assert.deepEqual(heapOf('root -shortcut-> global\n global -> a\n root -> a').notRetaining, []);
});
