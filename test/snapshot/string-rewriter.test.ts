import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { StringRewriter, type Rewrite } from '../../src/snapshot/string-rewriter.ts';
import { snapshotBytes } from '../support/draw-heap.ts';

function rewritten(bytes: Uint8Array, rewrite: Rewrite, cuts: readonly number[]): string {
  const rewriter = new StringRewriter(rewrite, 'x');
  const out: Uint8Array[] = [];
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    // What is returned may be views of the chunk.
    for (const part of rewriter.rewrite(bytes.subarray(from, to))) out.push(Buffer.from(part));
    from = to;
  }
  return Buffer.concat(out).toString('utf8');
}

const strings = ['kept', '', 'é', '😀 of two units', 'a "quote" and \\ and \n', 'begins: secret', '\ud83d'];
const bytes = Buffer.from(
  `{"snapshot":{"strings":["not these"],"a":"\\"strings\\":["},"nodes":[1,2],"other":{"strings":["nor these"]},\n"strings":[${strings
    .map((text) => JSON.stringify(text))
    .join(',\n')}],"behind":["strings"]}`,
);
const fates: readonly ReturnType<Rewrite>[] = [undefined, 0, 0, 0, 0, 8, '\ud83d\u4e00'.slice(1)];
const rewrite: Rewrite = (index) => fates[index];

test('texts are masked by UTF-16 units, and nothing else is touched', () => {
  assert.deepEqual(JSON.parse(rewritten(bytes, rewrite, [])), {
    ...(JSON.parse(bytes.toString('utf8')) as object),
    strings: [
      'kept',
      '',
      'x',
      'x'.repeat(15),
      'x'.repeat(strings[4]?.length ?? 0),
      'begins: xxxxxx',
      '\u4e00',
    ],
  });
  assert.equal(
    rewritten(bytes, () => undefined, []),
    bytes.toString('utf8'),
  );
});

test('a cut at any byte, and at any two, changes nothing', () => {
  const whole = rewritten(bytes, rewrite, []);
  for (let cut = 0; cut <= bytes.length; cut++) assert.equal(rewritten(bytes, rewrite, [cut]), whole);
  const cuts = fc.uniqueArray(fc.nat(bytes.length), { maxLength: 20 });
  fc.assert(
    fc.property(cuts, (places) =>
      assert.equal(
        rewritten(
          bytes,
          rewrite,
          places.sort((a, b) => a - b),
        ),
        whole,
      ),
    ),
  );
});

test('every text of a drawn file is asked for once, in order', () => {
  const asked: number[] = [];
  const file = snapshotBytes('root -> a, b\n a -> c');
  rewritten(file, (index) => (asked.push(index), undefined), [5, 400]);
  const { strings: all } = JSON.parse(file.toString('utf8')) as { strings: readonly string[] };
  assert.deepEqual(asked, [...all.keys()]);
});
