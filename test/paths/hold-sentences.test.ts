import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { Analysis } from '../../src/analysis/analysis.ts';
import { isDistance } from '../../src/analysis/distances.ts';
import { name, textOf } from '../../src/base/sentence.ts';
import type { NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { describeHold, labelOf } from '../../src/paths/hold-sentences.ts';
import { mergeRetainingPaths } from '../../src/paths/merged-paths.ts';
import { heldAs, nameHolder } from '../../src/paths/named-holder.ts';
import { nameText } from '../../src/paths/object-names.ts';
import { findObjectRetainers } from '../../src/paths/object-retainers.ts';
import { describeStep, findRetainingPath, type PathStep } from '../../src/paths/retaining-path.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { heapOf, type DrawnHeap } from '../support/draw-heap.ts';
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

/** So many objects of each fixture are told, spread over all of it. */
const told = 400;

const folder = repositoryPath('fixtures/snapshots');

for (const fixture of readdirSync(folder)) {
  test(`in ${fixture} every text is that of its parts`, async () => {
    const file = readdirSync(`${folder}/${fixture}`).sort().at(-1);
    const analysis = new Analysis(await readSnapshot(`${folder}/${fixture}/${file ?? ''}`));
    const { nodeCount } = analysis.snapshot.graph;
    // No path leads to most of what Julia writes.
    const reached: NodeOrdinal[] = [];
    for (let node = 0 as NodeOrdinal; node < nodeCount; node++)
      if (isDistance(analysis.distances[node])) reached.push(node);
    const step = Math.max(1, Math.floor(reached.length / told));
    const nodes = reached.filter((_, index) => index % step === 0);
    let steps = 0;
    for (const node of nodes) {
      const path = findRetainingPath(analysis, node);
      for (const part of path) {
        steps++;
        assert.equal(textOf(describeStep(part)), part.text);
        assert.equal(textOf(labelOf(part)), part.label);
        assert.equal(nameText(part.object), part.name);
      }
      const { edge, edgeParts } = nameHolder(path);
      assert.equal(textOf(edgeParts), edge);
    }
    assert.ok(steps > told, 'there are paths to tell');
    for (const hold of findObjectRetainers(analysis, nodes[nodes.length >> 1])) {
      assert.equal(textOf(describeHold(hold)), hold.text);
      assert.equal(textOf(labelOf(hold)), hold.label);
      assert.equal(nameText(hold.holder), hold.name);
    }
    for (const part of mergeRetainingPaths(analysis, nodes).branches) {
      assert.equal(textOf(labelOf(part)), part.label);
      assert.equal(nameText(part.object), part.name);
    }
  });
}
