import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findOtherOwners } from '../../src/paths/other-owners.ts';
import { heapOf, scriptPicture, type DrawnHeap } from '../support/draw-heap.ts';

interface Told {
  readonly owners: readonly string[];
  readonly freedCount: number;
}

function ownersIn(
  heap: DrawnHeap,
  holder: string,
  objects: readonly string[],
  young: readonly string[] = objects,
): Told {
  const { owners, freedCount } = findOtherOwners(
    heap.analysis,
    heap.node(holder),
    objects.map((label) => heap.node(label)),
    (node) => !young.some((label) => heap.node(label) === node),
  );
  return {
    owners: owners.map(({ name, objectCount }) => `${name.edge} ${name.className}: ${objectCount}`),
    freedCount,
  };
}

const scope = `
  root -element:1-> gc
  root -shortcut-> global
  gc: synthetic "(GC roots)"
  gc -element:1-> stack
  stack: synthetic "(Stack roots)"
  global -property:add-> add
  add: closure add at=7:40:2
  add -internal:context-> scope
  scope: object "system / Context"
`;

test('a Map beside an array holds the same objects', () => {
  const heap = heapOf(`${scope}
    scope -context:list-> list
    list: object Array
    list -element:0-> a
    list -element:1-> b
    list -internal:elements-> store
    store: array "(object elements)"
    store -internal:0-> a
    store -internal:1-> b
    scope -context:byId-> byId
    byId: object Map
    byId -internal:table-> table
    table: array ""
    table -internal:5-> a
    table -internal:8-> b
  `);
  assert.deepEqual(ownersIn(heap, 'list', ['a', 'b']), { owners: ['variable byId Map: 2'], freedCount: 0 });
  assert.deepEqual(ownersIn(heap, 'byId', ['a', 'b']), { owners: ['variable list Array: 2'], freedCount: 0 });
  // Of the store alone the array is no other owner: it is the same one.
  assert.deepEqual(ownersIn(heap, 'store', ['a', 'b']), { owners: ['variable byId Map: 2'], freedCount: 0 });
});

test('what the holder dominates has no other owner, also where the objects refer to each other', () => {
  const heap = heapOf(`${scope}
    scope -context:list-> list
    list: object Array
    list -element:0-> a
    list -element:1-> b
    a -property:next-> b
    b -property:previous-> a
    a -property:owner-> list
  `);
  assert.deepEqual(ownersIn(heap, 'list', ['a', 'b']), { owners: [], freedCount: 2 });
});

test('some objects may have another owner and the others none', () => {
  const heap = heapOf(`${scope}
    scope -context:list-> list
    list: object Array
    list -element:0-> a
    list -element:1-> b
    scope -context:current-> registry
    registry: object Registry at=7:3:1
    registry -property:last-> b
  `);
  assert.deepEqual(ownersIn(heap, 'list', ['a', 'b']), {
    owners: ['variable current Registry: 1'],
    freedCount: 1,
  });
});

test('all of several owners are told, each climbed to its name, past young objects between', () => {
  const heap = heapOf(`${scope}
    scope -context:machine-> machine
    machine: object Machine at=7:9:1
    machine -property:children-> children
    children: object Map
    children -internal:table-> childTable
    childTable: array ""
    childTable -internal:5-> a
    machine -property:idMap-> idMap
    idMap: object Map
    idMap -internal:table-> idTable
    idTable: array ""
    idTable -internal:5-> a
    machine -property:refs-> refs
    refs: object Object
    refs -property:x0-> wrapper
    wrapper: object Wrapper at=7:20:1
    wrapper -property:actor-> a
  `);
  assert.deepEqual(ownersIn(heap, 'children', ['a'], ['a', 'wrapper']), {
    owners: ['variable machine Machine › .idMap Map: 1', 'variable machine Machine › .refs Object: 1'],
    freedCount: 0,
  });
});

test('the stack is no other owner, unless the program itself hangs on it', () => {
  const heap = heapOf(`${scope}
    scope -context:list-> list
    list: object Array
    list -element:0-> a
    stack -internal:1-> a
  `);
  assert.deepEqual(ownersIn(heap, 'list', ['a']), { owners: [], freedCount: 1 });
  const running = heapOf(`
    root -element:1-> gc
    root -shortcut-> global
    gc: synthetic "(GC roots)"
    gc -element:1-> stack
    stack: synthetic "(Stack roots)"
    stack -internal:1-> scope
    scope: object "system / Context"
    scope -context:list-> list
    list: object Array
    list -element:0-> a
    scope -context:byId-> byId
    byId: object Map
    byId -internal:table-> table
    table: array ""
    table -internal:5-> a
  `);
  assert.deepEqual(ownersIn(running, 'list', ['a']), { owners: ['variable byId Map: 1'], freedCount: 0 });
});

test('open sockets are one owner, though each is a root of its own', () => {
  // Not under the global object: what that reaches, no handle retains.
  const heap = heapOf(`
    root -element:1-> gc
    root -shortcut-> global
    gc: synthetic "(GC roots)"
    gc -element:1-> handles
    handles: synthetic "(Global handles)"
    handles -internal:1-> list
    list: object TimersList at=3:1:1
    list -element:0-> a
    list -element:1-> b
    root -element:2-> one
    root -element:3-> two
    one: synthetic "Node / TCPSocketWrap"
    two: synthetic "Node / TCPSocketWrap"
    one -internal:1-> a
    two -internal:1-> b
  `);
  assert.deepEqual(ownersIn(heap, 'list', ['a', 'b']), {
    owners: [' Node / TCPSocketWrap: 2'],
    freedCount: 0,
  });
});

test('a timer leads to the others of its list, and who has that one is no owner of theirs', () => {
  const heap = heapOf(`${scope}
    scope -context:lists-> list
    ${scriptPicture(9, 'node:internal/timers')}
    list: object TimersList at=9:1:1
    list -property:_idleNext-> timer
    timer: object Timeout
    timer -property:_idleNext-> a
    a: object Timeout
    a -property:job-> work
    a -property:_idleNext-> list
    scope -context:server-> server
    server: object Server at=7:9:9
    server -property:check-> timer
  `);
  assert.deepEqual(ownersIn(heap, 'list', ['work'], ['work', 'a']), { owners: [], freedCount: 1 });
});
