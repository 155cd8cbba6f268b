import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Analysis } from '../../src/analysis/analysis.ts';
import { ExploredHeap } from '../../src/explore/explored-heap.ts';
import { readBytes } from '../support/byte-streams.ts';
import { snapshotBytes, type Layout } from '../support/draw-heap.ts';
import { ask, ExploredDrawing, rowsOf } from '../support/exploring.ts';

/** A heap whose strings have these texts, which the root holds in an array. */
function stringsPicture(texts: readonly string[], sizes: readonly number[] = []): string {
  return [
    'root -> list',
    ...texts.map((_, at) => `list -element:${at}-> s${at}`),
    ...texts.map((text, at) => `s${at}: string ${JSON.stringify(text)} size=${sizes[at] ?? 24}`),
  ].join('\n');
}

/** Read from a file's bytes, as other tables than the reader's cannot search. */
async function readHeap(picture: string, layout: Layout = {}): Promise<ExploredHeap> {
  return new ExploredHeap(new Analysis(await readBytes(snapshotBytes(picture, layout))));
}

const words = fc.array(fc.constantFrom('a', 'b', 'aé', '', 'x"y', 'abc'), { maxLength: 12 });

test('texts that are there more than once are counted, in whatever way the file has them', async () => {
  await fc.assert(
    fc.asyncProperty(words, fc.boolean(), async (texts, repeatStrings) => {
      const sizes = texts.map((text, at) => 8 * (text.length + (at % 2)) + 16);
      const picture = stringsPicture(texts, sizes);
      const answers = [
        ask(new ExploredDrawing(picture).heap, { question: 'duplicates' }),
        ask(await readHeap(picture, { repeatStrings }), { question: 'duplicates' }),
      ];
      const expected = [...new Set(texts)]
        .map((text) => {
          const own = sizes.filter((_, at) => texts[at] === text);
          const selfSize = own.reduce((sum, size) => sum + size, 0);
          return { text, count: own.length, selfSize, wastedSize: selfSize - Math.max(...own) };
        })
        .filter(({ count }) => count > 1);
      for (const { rows, rowCount, wastedSize } of answers) {
        assert.equal(rowCount, expected.length);
        assert.deepEqual(
          rows
            .map(({ text, count, selfSize, wastedSize: wasted }) => ({
              text,
              count,
              selfSize,
              wastedSize: wasted,
            }))
            .toSorted((a, b) => (a.text < b.text ? -1 : 1)),
          expected.toSorted((a, b) => (a.text < b.text ? -1 : 1)),
        );
        assert.equal(
          wastedSize,
          expected.reduce((sum, row) => sum + row.wastedSize, 0),
        );
        const wasted = rows.map((row) => row.wastedSize);
        assert.deepEqual(
          wasted,
          wasted.toSorted((a, b) => b - a),
        );
      }
    }),
  );
});

test('the copies of a string are those of its text, itself among them', async () => {
  const picture = stringsPicture(['a', 'b', 'a', 'a']);
  const heap = await readHeap(picture, { repeatStrings: true });
  const drawn = new ExploredDrawing(picture);
  assert.deepEqual(drawn.labelsOf('copies', 's2'), ['s0', 's2', 's3']);
  assert.equal(rowsOf(heap, { question: 'copies', id: drawn.idOf('s2') }).length, 3);
  assert.deepEqual(drawn.labelsOf('copies', 's1'), ['s1']);
  assert.deepEqual(drawn.labelsOf('copies', 'list'), []);
});

test('of texts that V8 has cut, only those of one size count as one, and it is said that they may differ', () => {
  const cut = 'x'.repeat(1024);
  const drawn = new ExploredDrawing(stringsPicture([cut, cut, cut, cut], [2000, 3000, 2000, 4000]));
  const { rows } = ask(drawn.heap, { question: 'duplicates' });
  assert.deepEqual(
    rows.map(({ count, isCut, wastedSize }) => ({ count, isCut, wastedSize })),
    [{ count: 2, isCut: true, wastedSize: 2000 }],
  );
  assert.deepEqual(drawn.labelsOf('copies', 's2'), ['s0', 's2']);
  assert.deepEqual(drawn.labelsOf('copies', 's1'), ['s1']);
  assert.equal(ask(drawn.heap, { question: 'text', id: drawn.idOf('s0') })?.isCut, true);
});

test('a text comes a piece at a time, and the pieces are the text', async () => {
  const text = '0123456789é😀'.repeat(3000);
  const heap = await readHeap(stringsPicture([text]));
  const id = new ExploredDrawing(stringsPicture([''])).idOf('s0');
  let read = '';
  for (let from = 0; from < text.length; from = read.length) {
    const answer = ask(heap, { question: 'text', id, from });
    assert.ok(answer && answer.text.length > 0 && answer.text.length <= 10_000);
    assert.equal(answer.length, text.length);
    read += answer.text;
  }
  assert.equal(read, text);
  assert.equal(ask(heap, { question: 'text', id, from: 1e9 })?.text, '');
});

test('a text that V8 has not joined is that of its pieces, up to a slice, which no snapshot tells', () => {
  const drawn = new ExploredDrawing(`
    root -> rope
    rope -internal:first-> a
    rope -internal:second-> inner
    inner -internal:first-> b
    inner -internal:second-> slice
    rope: "concatenated string" "(concatenated string)"
    inner: "concatenated string" "(concatenated string)"
    a: string "one "
    b: string "two"
    slice: "sliced string" "(sliced string)"
  `);
  const textOf = (label: string): unknown => ask(drawn.heap, { question: 'text', id: drawn.idOf(label) });
  assert.deepEqual(textOf('rope'), { text: 'one two', from: 0, length: 7, isCut: true });
  assert.deepEqual(textOf('a'), { text: 'one ', from: 0, length: 4 });
  assert.deepEqual(textOf('slice'), { text: '', from: 0, length: 0, isCut: true });
  assert.equal(textOf('root'), null);
});

test('a text that is its own half does not end, and is answered', () => {
  const drawn = new ExploredDrawing(`
    root -> rope
    rope -internal:first-> rope
    rope -internal:second-> rope
    rope: "concatenated string" "(concatenated string)"
  `);
  const answer = ask(drawn.heap, { question: 'text', id: drawn.idOf('rope') });
  assert.deepEqual(answer, { text: '', from: 0, length: 0, isCut: true });
});

/** All hits of a search, put together from its answers. */
function hitsOf(heap: ExploredHeap, by: 'className' | 'property' | 'text', text: string): number[] {
  const ids: number[] = [];
  let cursor: string | null | undefined;
  let share = 0;
  for (let answers = 0; cursor !== null; answers++) {
    assert.ok(answers < 1000, 'it ends');
    const answer = ask(heap, { question: 'search', by, text, ...(cursor !== undefined && { cursor }) });
    ids.push(...answer.hits.map(({ object }) => object.nodeId));
    assert.ok(answer.searchedShare >= share && answer.searchedShare <= 1, `${answer.searchedShare}`);
    share = answer.searchedShare;
    cursor = answer.cursor;
  }
  assert.equal(share, 1);
  return ids;
}

test('a search by text finds each string that has it once, over as many answers as it takes', async () => {
  const texts = Array.from({ length: 700 }, (_, at) => ['ab', 'b', `xa${at}`, 'é"', 'none'][at % 5]);
  for (const repeatStrings of [false, true]) {
    const picture = stringsPicture(texts);
    const heap = await readHeap(picture, { repeatStrings });
    const drawn = new ExploredDrawing(picture);
    for (const wanted of ['a', 'b', 'é"', 'xa7', 'nowhere', 'ne']) {
      const expected = texts.flatMap((text, at) => (text.includes(wanted) ? [drawn.idOf(`s${at}`)] : []));
      for (const searched of [heap, drawn.heap]) {
        assert.deepEqual(
          hitsOf(searched, 'text', wanted).toSorted((a, b) => a - b),
          (expected as number[]).toSorted((a, b) => a - b),
        );
      }
    }
  }
});

test('a search by property finds the objects that have it, and the scopes whose variable is called so', () => {
  const many = Array.from({ length: 250 }, (_, at) => `list -property:item${at}-> s`);
  const drawn = new ExploredDrawing(`
    root -> list, other
    ${many.join('\n    ')}
    other -property:theItem-> s
    other -internal:itemInternal-> s
    other -element:7-> s
    scope: object "system / Context"
    other -> scope
    scope -context:item-> s
    s: string "item of none"
  `);
  const ids = hitsOf(drawn.heap, 'property', 'item');
  assert.equal(ids.length, 251);
  assert.equal(new Set(ids).size, 2);
  assert.deepEqual(hitsOf(drawn.heap, 'property', 'theItem'), [drawn.idOf('other')]);
  const { hits } = ask(drawn.heap, { question: 'search', by: 'property', text: 'theIt' });
  assert.equal(hits[0]?.edgeName, 'theItem');
  assert.deepEqual(hitsOf(drawn.heap, 'property', 'Internal'), []);
});

test('a search by class name finds their objects, the classes of the largest objects first', () => {
  const lines = Array.from(
    { length: 130 },
    (_, at) => `root -> a${at}\na${at}: object "Session" size=${16 + at}`,
  );
  const drawn = new ExploredDrawing(`${lines.join('\n')}
    root -> big
    big: object "SessionStore" size=5000`);
  const ids = hitsOf(drawn.heap, 'className', 'Session');
  assert.equal(ids.length, 131);
  assert.equal(ids[0], drawn.idOf('big'));
  assert.equal(ids[1], drawn.idOf('a129'));
  assert.deepEqual(hitsOf(drawn.heap, 'className', 'session'), []);
});

test('a cursor of another search, or of none, is refused or ends it', () => {
  const { heap } = new ExploredDrawing('root -> a');
  const search = (by: 'className' | 'property' | 'text', cursor: string): unknown =>
    ask(heap, { question: 'search', by, text: 'a', cursor });
  for (const cursor of [
    'x',
    'text-1',
    'text-1-',
    'text--1-0',
    'text-1e3-0',
    'text-99999999999-0',
    'property-0-0',
  ]) {
    assert.throws(() => search('text', cursor), /cursor/, cursor);
  }
  for (const by of ['className', 'property', 'text'] as const) {
    const answer = search(by, `${by}-9999999999-9999999999`);
    assert.deepEqual(answer, { hits: [], cursor: null, searchedShare: 1 });
  }
});
