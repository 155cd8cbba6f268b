import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Analysis } from '../../src/analysis/analysis.ts';
import { ExploredHeap } from '../../src/explore/explored-heap.ts';
import { ask, ExploredDrawing, rowsOf } from '../support/exploring.ts';
import { wideHeap } from '../support/wide-heap.ts';

// More than what is looked through, sorted or told in words at once.
const n = 18_000;
const { snapshot, ids } = wideHeap(n);
const heap = new ExploredHeap(new Analysis(snapshot));

test('an array of many elements has them in pages, wherever a page begins', () => {
  const { rows, rowCount } = ask(heap, { question: 'fields', id: ids.array, from: 12_345, limit: 3 });
  assert.equal(rowCount, n + 1);
  assert.deepEqual(
    rows.map(({ kind, name, value }) => [kind, name, value?.className]),
    ['12345', '12346', '12347'].map((name) => ['element', name, 'Item']),
  );
  assert.equal(ask(heap, { question: 'fields', id: ids.array, from: n }).rows[0]?.name, 'hub');
});

test('each of very many references into an object is a retainer, and none is twice on the pages', () => {
  const rows = rowsOf(heap, { question: 'retainers', id: ids.hub });
  // Items, the array and the program.
  assert.equal(rows.length, n + 2);
  assert.equal(new Set(rows.map(({ nodeId }) => nodeId)).size, n + 2);
  const distances = rows.map(({ distance }) => distance);
  assert.deepEqual(
    distances,
    distances.toSorted((a, b) => a - b),
  );
  assert.equal(rows[0]?.text, 'property .hub of Program');
});

test('a Map of many entries has them in the order they were put in', () => {
  const { rows, rowCount } = ask(heap, { question: 'fields', id: ids.map, from: 13_000, limit: 2 });
  assert.equal(rowCount, n);
  const [first, second] = rows;
  assert.equal(first?.kind, 'entry');
  assert.equal(Number(second?.key?.text) - Number(first.key?.text), 3);
  assert.equal(first.value?.className, 'Item');
});

test('what a Map and its table keep is what is in it, as others keep all of that', () => {
  for (const id of [ids.map, ids.table]) {
    const { rows, rowCount } = ask(heap, { question: 'kept', id, from: 30_000, limit: 5 });
    assert.equal(rowCount, 2 * n);
    assert.equal(rows.length, 5);
    for (const { keeper } of rows) assert.notEqual(keeper.label, '…');
  }
});

test('an object that too many refer to names some who keep it, and says that there are more', () => {
  const { rows } = ask(heap, { question: 'kept', id: ids.array, limit: 200 });
  const hub = rows.find(({ nodeId }) => nodeId === ids.hub);
  assert.equal(rows.length, 200);
  const found =
    hub ?? rowsOf(heap, { question: 'kept', id: ids.array }).find(({ nodeId }) => nodeId === ids.hub);
  assert.ok(found?.hasMoreKeepers);
  assert.ok(found.otherKeeperCount > 10);
});

test('a path along a list is told by its length', () => {
  const object = ask(heap, { question: 'object', id: ids.lastLink });
  assert.ok(object);
  assert.deepEqual(
    object.path.map(({ text, count }) => [text, count]),
    [
      ['root', undefined],
      ['property .list of Program', undefined],
      [`Link.next, ${n - 1} long`, n - 1],
    ],
  );
  assert.equal(object.omittedStepCount, 0);
  assert.equal(object.dominators.length, 50);
  assert.equal(object.omittedDominatorCount, n + 1 - 50);
});

test('what hangs on the beginning of a list is counted, and dominated a link at a time', () => {
  const { hits } = ask(heap, { question: 'search', by: 'className', text: 'Link' });
  const first = hits[0]?.object;
  assert.ok(first);
  assert.equal(first.retainedSize, 24 * n);
  assert.equal(ask(heap, { question: 'object', id: first.nodeId })?.freedCount, n);
  assert.equal(ask(heap, { question: 'dominated', id: first.nodeId }).rowCount, 1);
});

test('a text of many pieces is all of them', () => {
  const answer = ask(heap, { question: 'text', id: ids.rope });
  const { rows } = ask(heap, { question: 'fields', id: ids.map, limit: 2 });
  const [one, two] = rows.map(({ key }) => key?.text ?? '');
  assert.ok(answer);
  assert.ok(answer.text.startsWith(`${one}${two}`));
  assert.equal(answer.isCut, undefined);
  let [length, count] = [0, 0];
  for (let from = 0; from < answer.length; from += 10_000, count++) {
    length += ask(heap, { question: 'text', id: ids.rope, from })?.text.length ?? 0;
  }
  assert.ok(count > 5);
  assert.equal(length, answer.length);
});

test('a text of more pieces than are read says that it goes on', () => {
  // One that is its own second half has more than any number.
  const drawn = new ExploredDrawing(`
    root -> rope
    rope -internal:first-> half
    rope -internal:second-> rope
    rope: "concatenated string" "(concatenated string)"
    half: string "half"
  `);
  const answer = ask(drawn.heap, { question: 'text', id: drawn.idOf('rope') });
  assert.equal(answer?.isCut, true);
  assert.ok(answer.length > 10_000 * 'half'.length);
});

test('the objects of a large class are in order on each page', () => {
  for (const sort of ['retainedSize', 'selfSize', 'distance', 'id'] as const) {
    const rows = rowsOf(heap, { question: 'objects', key: ',Item', sort });
    assert.equal(new Set(rows.map(({ nodeId }) => nodeId)).size, n);
    const values = rows.map((row) => (sort === 'id' ? row.nodeId : row[sort]));
    assert.deepEqual(
      values,
      values.toSorted((a, b) => b - a),
    );
  }
});
