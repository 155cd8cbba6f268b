import assert from 'node:assert/strict';
import { test } from 'node:test';
import { name, textOf } from '../../src/base/sentence.ts';
import { labelOf } from '../../src/paths/hold-sentences.ts';
import { heldAs, nameHolder } from '../../src/paths/named-holder.ts';
import { describeStep, findRetainingPath, type PathStep } from '../../src/paths/retaining-path.ts';
import { heapOf, type DrawnHeap } from '../support/draw-heap.ts';
import { assertToldInParts } from '../support/told-in-parts.ts';
import { repositoryPath } from '../support/fixtures.ts';

function programOf(picture: string): DrawnHeap {
  return heapOf(`
    root -element:1-> gc
    root -shortcut-> global
    gc: synthetic "(GC roots)"
    ${picture}
  `);
}

function lastStep(heap: DrawnHeap, label: string): PathStep {
  return findRetainingPath(heap.analysis, heap.node(label)).at(-1) ?? assert.fail('it has no path');
}

test('a step is its form, its detail, what it is and what holds it', () => {
  const step = lastStep(
    programOf(`
      global -property:store-> store
      store: object "My Class"
      store -property:"a › b"-> Value
    `),
    'Value',
  );
  const { form, detail, object, holder, label, text } = step;
  assert.deepEqual(
    { form, detail, object, holder },
    {
      form: 'property',
      detail: 'a › b',
      object: { kind: 'object', name: 'Value' },
      holder: { kind: 'object', name: 'My Class' },
    },
  );
  assert.deepEqual([label, text], ['["a › b"]', 'property ["a › b"] of My Class']);
  assert.deepEqual(describeStep(step), ['property ', name('["a › b"]'), ' of ', name('My Class')]);
});

test("what hangs on V8's roots is told by them, and what Symbol.for() made by that", () => {
  const heap = programOf(`
    gc -element:4-> strong
    strong: synthetic "(Strong roots)"
    strong -internal:public_symbol_table-> table
    table: array "" size=400
    table -internal:7-> made
    made: symbol symbol
    strong -internal:other_table-> others
    others: array "" size=400
    others -internal:7-> other
    other: symbol symbol
  `);
  const made = lastStep(heap, 'made');
  assert.deepEqual([made.label, made.text], Array(2).fill('registered by Symbol.for()'));
  const other = lastStep(heap, 'other');
  assert.deepEqual(
    [other.label, other.detail, other.text],
    ['', 'other_table', "held by the engine's (Strong roots)"],
  );
});

test('a variable that is called "variable x", and a function that is called "f (a", keep their names', () => {
  const heap = programOf(`
    global -property:run-> run
    run: closure "f (a" at=7:40:2
    run -internal:context-> scope
    scope: object "system / Context"
    scope -context:"variable x"-> Value
  `);
  const step = lastStep(heap, 'Value');
  assert.deepEqual([step.form, step.detail, step.label], ['variable', 'variable x', 'variable variable x']);
  assert.deepEqual(describeStep(step), [
    'variable ',
    name('variable x'),
    ' captured by ',
    name('f (a'),
    ' (',
    name('script 7:41'),
    ')',
  ]);
});

test('a class that is called as functions and their states are told is a class', () => {
  const heap = programOf(`
    global -property:a-> a
    a: object "suspended function"
    a -property:list-> list
    list: object Array
    list -element:0-> holder
    holder: object "function f (x.js:1)"
  `);
  const path = findRetainingPath(heap.analysis, heap.node('holder'));
  assert.deepEqual(nameHolder(path).edge, 'global › .a › .list › [0]');
  assert.deepEqual(path.at(-1)?.object, { kind: 'object', name: 'function f (x.js:1)' });
});

test('what holds an object is told with its name on, and without one by the edge alone', () => {
  const edge = labelOf({ form: 'property', detail: 'cache' });
  assert.equal(textOf(heldAs(edge, 'My Class')), '.cache My Class');
  assert.equal(textOf(heldAs([], 'My Class')), 'My Class');
  assert.equal(textOf(heldAs(edge, '  ')), '.cache');
});

// One of each sort of writer; test/long has all.
for (const fixture of ['bun/1', 'chrome/1', 'julia/0', 'push-daemon-leak/3']) {
  test(`in ${fixture} every text is that of its parts`, () =>
    assertToldInParts(repositoryPath(`fixtures/snapshots/${fixture}.heapsnapshot.gz`)));
}
