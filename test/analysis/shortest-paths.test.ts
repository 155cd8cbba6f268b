import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findRetainingPath } from '../../src/paths/retaining-path.ts';
import { noEdge } from '../../src/analysis/shortest-paths.ts';
import { heapOf, type DrawnHeap } from '../support/draw-heap.ts';

/** A heap as Node writes it while a function runs: the program's global object, V8's roots beside it. */
function runningProgramOf(picture: string): DrawnHeap {
  return heapOf(`
    root -element:1-> gc
    root -shortcut-> global
    gc: synthetic "(GC roots)"
    gc -element:1-> strings
    strings: synthetic "(Internalized strings)"
    gc -element:2-> stack
    stack: synthetic "(Stack roots)"
    gc -element:3-> handles
    handles: synthetic "(Global handles)"
    ${picture}
  `);
}

function pathTo({ analysis }: DrawnHeap, node: ReturnType<DrawnHeap['node']>): string {
  return findRetainingPath(analysis, node)
    .map(({ label, name }) => `${label} ${name}`.trim())
    .join(' › ');
}

test('what is on the stack is told by the variable that holds it as well', () => {
  const heap = runningProgramOf(`
    stack -internal:1-> list
    stack -internal:2-> item
    stack -internal:3-> scope
    list: object Array
    list -element:0-> item
    item: object Session
    scope: object "system / Context"
    scope -context:sessions-> list
  `);
  assert.equal(
    pathTo(heap, heap.node('item')),
    '(GC roots) › (Stack roots) › variable sessions Array › [0] Session',
  );
  assert.equal(
    findRetainingPath(heap.analysis, heap.node('list')).at(-1)?.text,
    'variable sessions of a function that runs',
  );
});

test('a function on the stack tells whose variable it is, a property whose it is', () => {
  const heap = runningProgramOf(`
    stack -internal:1-> list
    stack -internal:2-> scope
    stack -internal:3-> store
    stack -internal:4-> add
    add: closure add
    add -internal:context-> scope
    scope: object "system / Context"
    scope -context:cache-> cache
    store: object MemoryStore
    store -property:list-> list
    list: object Array
  `);
  assert.equal(
    pathTo(heap, heap.node('cache')),
    '(GC roots) › (Stack roots) › function add › variable cache cache',
  );
  assert.equal(pathTo(heap, heap.node('list')), '(GC roots) › (Stack roots) › MemoryStore › .list Array');
});

test('what is only on the stack is told so, also where it leads in a circle', () => {
  const heap = runningProgramOf(`
    stack -internal:1-> session
    stack -internal:2-> store
    session: object Session
    session -property:store-> store
    store: object Store
    store -property:first-> session
  `);
  assert.equal(pathTo(heap, heap.node('session')), '(GC roots) › (Stack roots) › Session');
  assert.equal(pathTo(heap, heap.node('store')), '(GC roots) › (Stack roots) › Session › .store Store');
});

test('a longer way from a handle that lasts goes before the stack', () => {
  const heap = runningProgramOf(`
    stack -internal:1-> run
    run: closure run
    run -internal:context-> scope
    scope: object "system / Context"
    scope -context:socket-> Socket
    handles -internal:1-> TCP
    TCP -property:owner-> Owner
    Owner -property:socket-> Socket
  `);
  assert.equal(
    pathTo(heap, heap.node('Socket')),
    '(GC roots) › (Global handles) › TCP › .owner Owner › .socket Socket',
  );
});

test('a container that a handle holds is told by the variable that holds it as well', () => {
  const heap = runningProgramOf(`
    handles -internal:1-> queue
    handles -internal:2-> tick
    queue: object Array
    tick: closure tick
    tick -internal:context-> scope
    scope: object "system / Context"
    scope -context:queue-> queue
  `);
  assert.equal(
    pathTo(heap, heap.node('queue')),
    '(GC roots) › (Global handles) › function tick › variable queue Array',
  );
});

test('the table of internalized strings is no owner', () => {
  const heap = runningProgramOf(`
    strings -internal:1-> key
    strings -internal:2-> garbage
    key: string key
    garbage: string garbage
    stack -internal:1-> a
    a: object A
    a -property:b-> b
    b: object B
    b -property:key-> key
  `);
  assert.equal(pathTo(heap, heap.node('key')), '(GC roots) › (Stack roots) › A › .b B › .key (string)');
  assert.equal(heap.analysis.shortestPaths[heap.node('garbage')], noEdge);
  // The sizes stay as Chrome DevTools has them.
  assert.equal(heap.dominatorOf('garbage'), 'strings');
});
