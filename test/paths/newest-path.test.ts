import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findNewestPath } from '../../src/paths/newest-path.ts';
import { heapOf } from '../support/draw-heap.ts';

test("the newest object of a name is one of the program's class, where JavaScript has one of that name too", () => {
  const { analysis } = heapOf(`
    root -shortcut-> global
    global -property:queue-> queue
    queue -property:first-> first
    queue -property:second-> second
    global -property:waiting-> waiting
    first: object Promise at=7:2:0
    second: object Promise at=7:2:0
    waiting: object Promise
    only: object Map
    global -property:only-> only
  `);
  const end = (className: string): string | undefined =>
    findNewestPath(analysis, className)?.path.at(-1)?.label;
  assert.equal(end('Promise'), '.second');
  assert.deepEqual(findNewestPath(analysis, 'Promise')?.location, { scriptId: 7, line: 2, column: 0 });
  assert.equal(end('Map'), '.only');
  assert.equal(findNewestPath(analysis, 'Set'), undefined);
});
