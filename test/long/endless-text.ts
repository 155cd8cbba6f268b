import assert from 'node:assert/strict';
import { constants } from 'node:buffer';
import { test } from 'node:test';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { maxV8TextLength } from '../../src/snapshot/text-length.ts';
import { rejectsAsFormat } from '../support/assert-bad.ts';
import { filePartsOf, formatParts, parseDrawing } from '../support/draw-heap.ts';

const chunkBytes = 1 << 22;

/** A file whose last string has so many letters, as it comes from a pipe. */
async function* fileWithText(letters: number): AsyncGenerator<Uint8Array> {
  const file = formatParts(filePartsOf(parseDrawing('root -> a'))).toString();
  yield Buffer.from(`${file.slice(0, file.lastIndexOf(']'))},"`);
  const chunk = Buffer.alloc(chunkBytes, 'x');
  for (let left = letters; left > 0; left -= chunkBytes) yield chunk.subarray(0, left);
  yield Buffer.from('"]}');
}

test('a text that V8 could not hold is refused, and one that it could is read', async () => {
  assert.ok(maxV8TextLength >= constants.MAX_STRING_LENGTH, 'this Node has longer strings');
  await rejectsAsFormat(
    readSnapshot(fileWithText(maxV8TextLength + 1)),
    /string \d+ is longer than 536,870,888 characters, the most that V8 can hold/,
  );
  const { strings } = await readSnapshot(fileWithText(maxV8TextLength));
  assert.match(strings.at((strings.count - 1) as never).slice(-40), /x… \(536,870,888 bytes long\)$/);
});
