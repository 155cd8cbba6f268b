import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { decodeJsonString } from '../../src/snapshot/json-string.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { assertFormatError, rejectsAsFormat } from '../support/assert-bad.ts';
import { cutAt, readBytes } from '../support/byte-streams.ts';
import { contentOf, parseDrawing, snapshotBytes, snapshotOf } from '../support/draw-heap.ts';
import { repositoryPath } from '../support/fixtures.ts';

const drawing = parseDrawing('root -> a, b\n a -weak-> b\n b: string "é\\"\\\\" size=24');
const plain = snapshotBytes(drawing).toString();
const expected = contentOf(snapshotOf(drawing));
const inString = JSON.stringify(plain);
const real = gunzipSync(readFileSync(repositoryPath('fixtures/snapshots/bun/0.heapsnapshot.gz')));
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-'));
after(() => rmSync(folder, { recursive: true }));

/** Everything outside ASCII escaped, as Python's json.dumps does. */
function asAscii(json: string): string {
  return json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

test('a JSON string that holds a snapshot is read as what it holds, wherever it is cut', async () => {
  for (const text of [inString, asAscii(inString), `\ufeff \n${inString}\n`]) {
    assert.deepEqual(contentOf(await readBytes(text)), expected);
    assert.deepEqual(contentOf(await readBytes(text, [...Buffer.from(text).keys()])), expected);
  }
});

test('it may be a file, compressed, or the file of a real writer', async () => {
  const path = join(folder, 'double.heapsnapshot');
  writeFileSync(path, inString);
  assert.deepEqual(contentOf(await readSnapshot(path)), expected);
  assert.deepEqual(contentOf(await readBytes(gzipSync(inString))), expected);
  const whole = contentOf(await readBytes(real));
  assert.deepEqual(contentOf(await readBytes(JSON.stringify(real.toString()))), whole);
  assert.deepEqual(contentOf(await readBytes(asAscii(JSON.stringify(real.toString())), [99_999])), whole);
});

test('any JSON comes out of its string as it went in', async () => {
  const document = fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
  await fc.assert(
    fc.asyncProperty(document, fc.array(fc.nat(2000)), fc.boolean(), async (value, cuts, isAscii) => {
      const json = JSON.stringify(JSON.stringify(value));
      const bytes = Buffer.from(isAscii ? asAscii(json) : json);
      const parts: Uint8Array[] = [];
      const chunks = cutAt(
        bytes,
        cuts.map((cut) => cut % bytes.length),
      );
      for await (const part of decodeJsonString('(stream)', chunks)) parts.push(Buffer.from(part));
      assert.equal(JSON.stringify(JSON.parse(Buffer.concat(parts).toString())), JSON.stringify(value));
    }),
    { numRuns: 300 },
  );
});

test('a JSON string that is cut short anywhere is told', async () => {
  // Before that it is a few characters, and nobody knows what they were to become.
  const begins = inString.indexOf('{') + 1;
  for (let length = begins; length < inString.length; length++) {
    await assert.rejects(readBytes(inString.slice(0, length)), (error) => {
      assertFormatError(error, '(stream)');
      assert.match(error.message, /the file ends inside its JSON string/);
      return true;
    });
  }
});

for (const [what, text, problem] of [
  ['an escape that JSON does not know', inString.replace('\\n', '\\x'), /an escape that JSON does not know/],
  ['an escape with a wrong digit', inString.replace('\\n', '\\u00g0'), /an escape that JSON does not know/],
  ['something behind it', `${inString},{}`, /unexpected data behind its JSON string/],
  ['a list in it', JSON.stringify('{"a":[1,2,3]}'), /JSON without a "snapshot" header/],
  [
    'a snapshot of Safari in it',
    JSON.stringify('{"version":3,"type":"Inspector"}'),
    /JavaScriptCore's own format/,
  ],
] as const) {
  test(`a JSON string with ${what} is told`, async () => {
    await rejectsAsFormat(readBytes(text), problem);
    await rejectsAsFormat(readBytes(text, [...Buffer.from(text).keys()]), problem);
  });
}
