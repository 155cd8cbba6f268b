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
    { numRuns: 100 },
  );
});

test('equal strings keep their places', async () => {
  assert.deepEqual(await readStrings(['twice', '', 'twice', '']), ['twice', '', 'twice', '']);
});

const pageBytes = 1 << 22;
const decodedBytes = 1 << 16;

test('a string is read whole across the border of two 4 MiB pages', async () => {
  // One long string moves the next ones over the border byte by byte.
  const border = String.raw`é\"😀\u65e5\\`;
  for (let back = 0; back <= 26; back++) {
    const before = pageBytes - back;
    const strings = ['x'.repeat(before - 40), border, 'after'];
    const read = await readStrings(strings);
    assert.deepEqual(read.slice(1), ['é"😀日\\', 'after'], `${back} bytes back`);
  }
});

test('a string as long as is decoded comes whole, wherever it lies', async () => {
  const long = `${String.raw`a\\é`.repeat(decodedBytes / 5)}x`;
  assert.equal(Buffer.byteLength(long), decodedBytes);
  for (const before of [1, pageBytes - decodedBytes - 100, pageBytes - decodedBytes / 2]) {
    const [, text = '', after] = await readStrings(['x'.repeat(before), long, 'after']);
    assert.ok(text === `${'a\\é'.repeat(decodedBytes / 5)}x`);
    assert.equal(after, 'after');
  }
});

test('of a longer string the beginning is decoded, with its length', async () => {
  for (const [blanks, length] of [
    [',', 70_000],
    [' ,\n  ', pageBytes],
    [',\n', 3 * pageBytes],
  ] as const) {
    const bytes = fileWith(['x'.repeat(length), 'after'])
      .toString()
      .replace('",\n"after', `"${blanks}"after`);
    const { strings } = await readBytes(bytes);
    const [text, after] = added(strings, 2);
    const size = length.toLocaleString('en');
    assert.ok(text === `${'x'.repeat(decodedBytes)}… (${size} bytes long)`, text?.slice(decodedBytes));
    assert.equal(after, 'after');
  }
});

test('the last string may be the long one, and blanks stand behind it', async () => {
  const bytes = fileWith(['x'.repeat(100_000)])
    .toString()
    .replace(/\]\}$/, ' \n]\n}');
  const [text = ''] = added((await readBytes(bytes)).strings, 1);
  assert.equal(text.slice(decodedBytes), '… (100,000 bytes long)');
});

test('the beginning of a long string ends with a whole character', async () => {
  for (const [what, raw, text] of spellings) {
    if (text === '') continue;
    for (let back = 0; back <= raw.length * 3; back++) {
      const before = 'x'.repeat(decodedBytes - back);
      const [read = ''] = await readStrings([`${before}${raw}${'y'.repeat(100)}`]);
      const beginning = read.slice(0, read.lastIndexOf('…'));
      assert.ok(`${before}${text}${'y'.repeat(100)}`.startsWith(beginning), `${what}, ${back} bytes back`);
      assert.ok(beginning.length >= before.length - 1, `${what}, ${back} bytes back`);
    }
  }
});

test('a backslash at the very end of what is decoded is no escape if one stands before it', async () => {
  const beginnings = (await readStrings(['\\'.repeat(100_000), `x${'\\'.repeat(99_998)}y`])).map((text) =>
    text.slice(0, text.lastIndexOf('…')),
  );
  assert.ok(beginnings[0] === '\\'.repeat(decodedBytes / 2));
  assert.ok(beginnings[1] === `x${'\\'.repeat(decodedBytes / 2 - 1)}`);
});

test('a table of more than 65,536 strings keeps every place', async () => {
  const texts = Array.from({ length: 140_000 }, (_, i) => `s${i}`);
  assert.deepEqual(await readStrings(texts), texts);
});
