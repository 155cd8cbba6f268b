import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, ExploredDrawing } from '../support/exploring.ts';

test('the owners of a class are the ways to all of its objects, as many and as deep as is asked for', () => {
  const { heap } = new ExploredDrawing(`
    root -> app
    app -> pool, cache
    pool -> a, b
    cache -> c
  `);
  const { objectCount, pathCount, branches } = ask(heap, { question: 'owners', className: 'a' });
  assert.deepEqual([objectCount, pathCount], [1, 1]);
  assert.deepEqual(
    branches.map(({ name }) => name),
    ['app', 'pool', 'a'],
  );
  const short = ask(heap, { question: 'owners', className: 'c', depth: 1, paths: 1 });
  assert.deepEqual(
    short.branches.map(({ name }) => name),
    ['app'],
  );
  assert.throws(() => ask(heap, { question: 'owners', className: 'd' }), /no objects of a class "d"/);
});
