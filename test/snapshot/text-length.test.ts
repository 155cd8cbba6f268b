import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { StringScanner } from '../../src/snapshot/string-table.ts';
import { TextLength } from '../../src/snapshot/text-length.ts';

const limit = 1000;

/** Reads the inside of a strings section in chunks of so many bytes, under a limit for each text. */
function scan(section: string, chunkBytes: number): StringScanner {
  const scanner = new StringScanner(limit);
  const bytes = Buffer.from(section);
  for (let from = 0; from < bytes.length && scanner.problem === '' && !scanner.done; from += chunkBytes) {
    const end = Math.min(from + chunkBytes, bytes.length);
    for (let position = from; position >= 0 && position < end && !scanner.done;)
      position = scanner.scan(bytes, position, end);
  }
  return scanner;
}

const chunkSizes = [1, 2, 3, 7, 64, 1003, 1 << 20];

/** A text of so many units, spelt in each way that JSON has. */
const spellings: readonly [what: string, (units: number) => string][] = [
  ['letters', (units) => 'x'.repeat(units)],
  ['characters of two bytes', (units) => 'é'.repeat(units)],
  ['characters of three bytes', (units) => '日'.repeat(units)],
  ['surrogate pairs', (units) => '😀'.repeat(units / 2) + 'x'.repeat(units % 2)],
  ['escapes', (units) => String.raw`\u00e9`.repeat(units)],
  ['short escapes', (units) => String.raw`\\`.repeat(units)],
  ['escaped quotes', (units) => String.raw`\"`.repeat(units)],
];

for (const [what, spell] of spellings) {
  test(`a text of ${what} is refused from one unit beyond the limit on, wherever it is cut`, () => {
    for (const chunkBytes of chunkSizes) {
      const sound = scan(`"a","${spell(limit)}" ,\n"","${spell(limit)}"]`, chunkBytes);
      assert.deepEqual([sound.done, sound.problem, sound.table.count], [true, '', 4], `${chunkBytes}`);
      for (const after of [']', ',"b"]']) {
        const { problem, done } = scan(`"a","${spell(limit)}","${spell(limit + 1)}"${after}`, chunkBytes);
        assert.equal(problem, 'string 2 is longer than 1,000 characters, the most that V8 can hold');
        assert.equal(done, false);
      }
    }
  });
}

test('a text that has no end is refused where it passes the limit, not kept to its last byte', () => {
  const scanner = scan(`"${'x'.repeat(1 << 16)}`, 100);
  assert.match(scanner.problem, /string 0 is longer than 1,000 characters/);
  assert.ok(scanner.table.length <= limit + 101, `${scanner.table.length}`);
});

test('blanks between strings, and many strings, are no long text', () => {
  const section = `"a"${' '.repeat(5 * limit)},${Array(limit).fill('"abc"').join(',')}${' '.repeat(5 * limit)}]`;
  for (const chunkBytes of chunkSizes) assert.equal(scan(section, chunkBytes).done, true);
});

test('the units of any text are counted as JSON.parse has them, wherever its bytes are cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat(200)), fc.boolean(), (text, cuts, isAscii) => {
      const raw = JSON.stringify(text).slice(1, -1);
      const bytes = Buffer.from(
        isAscii
          ? raw.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
          : raw,
      );
      const length = new TextLength();
      let from = 0;
      for (const cut of [...cuts.map((at) => at % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)) {
        length.add(bytes.subarray(from, cut));
        from = cut;
      }
      assert.equal(length.units, (JSON.parse(`"${raw}"`) as string).length);
    }),
  );
});
