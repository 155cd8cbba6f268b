import assert from 'node:assert/strict';
import { test } from 'node:test';
import { putTogether, SnapdiffError, SnapshotFormatError, takeApart } from '../../src/base/errors.ts';

test('an error that was taken apart and copied to another thread is the same one again', () => {
  const errors = [
    new SnapdiffError('a.json: is empty', { hint: 'Take it again.', place: 'a.json' }),
    new SnapdiffError('no snapshots'),
    new SnapshotFormatError('a.heapsnapshot', 1234, 'the file ends in "nodes"', { hint: 'Take it again.' }),
    Object.assign(new Error('no such file'), { code: 'ENOENT' }),
  ];
  for (const error of errors) {
    const copy = putTogether(structuredClone(takeApart(error)));
    assert.equal(copy.constructor, error.constructor);
    assert.equal(copy.message, error.message);
    assert.deepEqual(Object.entries(copy), Object.entries(error));
  }
});
