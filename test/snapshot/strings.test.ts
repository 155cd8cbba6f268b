import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { StringTable } from '../../src/heap/heap-graph.ts';
import type { StringIndex } from '../../src/heap/index-spaces.ts';
import { readBytes } from '../support/byte-streams.ts';
import { filePartsOf, formatParts, parseDrawing } from '../support/draw-heap.ts';

/** A file whose table holds the given strings, each as it stands between its quotes. */
function fileWith(rawStrings: readonly string[]): Buffer {
  const file = formatParts(filePartsOf(parseDrawing('root -> a')));
  const at = file.indexOf('"strings":[') + '"strings":['.length;
  const known = file.slice(at, file.lastIndexOf(']'));
  return Buffer.from(`${file.slice(0, at)}${[known, ...rawStrings.map((raw) => `"${raw}"`)].join(',\n')}]}`);
}

/** The strings `fileWith` was given, as read. */
function added(strings: StringTable, count: number): string[] {
  return Array.from({ length: count }, (_, i) => strings.at((strings.count - count + i) as StringIndex));
}

async function readStrings(
  rawStrings: readonly string[],
  cuts: (length: number) => number[] = () => [],
): Promise<string[]> {
  const bytes = fileWith(rawStrings);
  return added((await readBytes(bytes, cuts(bytes.length))).strings, rawStrings.length);
}

const everyByte = (length: number): number[] => Array.from({ length }, (_, i) => i);

const spellings: readonly [what: string, raw: string, text: string][] = [
  ['short escapes', String.raw`\b\f\n\r\t\/\\\"`, '\b\f\n\r\t/\\"'],
  ['a backslash in front of the closing quote', String.raw`a\\`, 'a\\'],
  ['an escaped quote at the end', String.raw`a\"`, 'a"'],
  ['\\u escapes in either case', String.raw`\u00e9\u00E9\u0000`, 'éé\0'],
  ['surrogate pairs', String.raw`\ud83d\ude00`, '😀'],
  ['half a surrogate pair', String.raw`\ud83d!`, '\ud83d!'],
  ['raw UTF-8 of two, three and four bytes', 'é日😀', 'é日😀'],
  ['raw UTF-8 beside escapes', String.raw`é\u65e5\n😀`, 'é日\n😀'],
  ['raw control characters, as some writers leave them', 'a\tb\nc', 'a\tb\nc'],
  ['brackets, commas and braces', '],}{[', '],}{['],
  ['nothing', '', ''],
];

for (const [what, raw, text] of spellings) {
  test(`a string may hold ${what}`, async () => {
    assert.deepEqual(await readStrings([raw, 'x', raw]), [text, 'x', text]);
    assert.deepEqual(await readStrings([raw, 'x', raw], everyByte), [text, 'x', text]);
  });
}

test('any text comes out as it went in, escaped or not, wherever it is cut', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 8 }), fc.array(fc.nat(3000)), async (texts, cuts) => {
      const raw = texts.map((one) => JSON.stringify(one).slice(1, -1));
      assert.deepEqual(await readStrings(raw, (length) => cuts.map((cut) => cut % length)), texts);
      const escaped = texts.map((one) =>
        one
          .split('')
          .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
          .join(''),
      );
      assert.deepEqual(await readStrings(escaped), texts);
    }),
    { numRuns: 200 },
  );
});

test('equal strings keep their places', async () => {
  assert.deepEqual(await readStrings(['twice', '', 'twice', '']), ['twice', '', 'twice', '']);
});

test('a string is read whole across the border of two 4 MiB pages', async () => {
  const pageBytes = 1 << 22;
  // One long string moves the next ones over the border byte by byte.
  const border = String.raw`é\"😀\u65e5\\`;
  for (let back = 0; back <= 26; back++) {
    const before = pageBytes - back;
    const strings = ['x'.repeat(before - 40), border, 'after'];
    const read = await readStrings(strings);
    assert.deepEqual(read.slice(1), ['é"😀日\\', 'after'], `${back} bytes back`);
    assert.equal(read[0]?.length, before - 40);
  }
});

test('a string may be longer than a page', async () => {
  const long = `${'a\\\\é'.repeat(1 << 20)}end`;
  const [text = '', after] = await readStrings([long, 'after']);
  assert.ok(text === `${'a\\é'.repeat(1 << 20)}end`);
  assert.equal(after, 'after');
});

test('a table of more than 65,536 strings keeps every place', async () => {
  const texts = Array.from({ length: 140_000 }, (_, i) => `s${i}`);
  assert.deepEqual(await readStrings(texts), texts);
});
