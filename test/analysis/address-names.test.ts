import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutAddress } from '../../src/analysis/address-names.ts';
import { Analysis, summarize } from '../../src/analysis/analysis.ts';
import { parseDrawing, snapshotOf } from '../support/draw-heap.ts';

for (const [name, expected] of [
  ['Object 0x1234', 'Object'],
  ['Foo@0x7F001a2b3c4d', 'Foo'],
  ['Bar (0x55d0c0a8)', 'Bar'],
  ['table: 0x40', 'table'],
  ['0x1234', '0x1234'],
  ['Session', 'Session'],
  ['Color #0xff0000', 'Color'],
  ['version 0.1', 'version 0.1'],
  ['at 0x12 the end', 'at 0x12 the end'],
  ['', ''],
] as const) {
  test(`"${name}" is listed under "${expected}"`, () => assert.equal(withoutAddress(name), expected));
}

/** A heap of so many objects that are called by their address, and so many that are not. */
function drawAddressed(addressed: number, named: number): Analysis[] {
  const lines = ['root -> a0'];
  for (let i = 0; i < addressed; i++) lines.push(`root -> a${i}`, `a${i}: object "Object 0x${i}f" size=16`);
  for (let i = 0; i < named; i++) lines.push(`root -> n${i}`, `n${i}: object Named${i} size=16`);
  const snapshot = snapshotOf(parseDrawing(lines.join('\n')));
  return [new Analysis(snapshot), new Analysis(snapshot, { foldAddresses: true })];
}

test('objects that are called by their address are one class when asked', () => {
  const [plain, folded] = drawAddressed(30, 5).map(summarize);
  assert.equal(plain.classes.filter(({ className }) => className.startsWith('Object 0x')).length, 30);
  const [object] = folded.classes.filter(({ className }) => className === 'Object');
  assert.deepEqual([object?.count, object?.selfSize], [30, 480]);
  assert.equal(folded.snapshot.totalSize, plain.snapshot.totalSize);
});

test('where most classes are called by an address, that is said with what to do', () => {
  const [plain, folded] = drawAddressed(30, 5).map(summarize);
  assert.match(
    plain.warnings.join('\n'),
    /^drawn\.heapsnapshot: 30 of its \d+ constructors end in an address; --fold-addresses lists them without it\.$/,
  );
  assert.deepEqual(folded.warnings, []);
  assert.deepEqual(drawAddressed(5, 30).map(summarize)[0].warnings, []);
});
