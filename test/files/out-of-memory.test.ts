import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SnapdiffError } from '../../src/base/errors.ts';
import { explainMemory } from '../../src/files/out-of-memory.ts';

test('an array that there is no room for is told as what it was for, and nothing else is', () => {
  let noRoom: unknown;
  try {
    new ArrayBuffer(2 ** 52);
  } catch (error) {
    noRoom = error;
  }
  const told = explainMemory(noRoom, 'a.heapsnapshot: there is not enough memory', 'Ask again.');
  assert.ok(told instanceof SnapdiffError);
  assert.deepEqual([told.message, told.hint], ['a.heapsnapshot: there is not enough memory', 'Ask again.']);
  const other = new RangeError('Invalid string length');
  assert.equal(explainMemory(other, '', ''), other);
});
