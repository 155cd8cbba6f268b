import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Analysis, summarize } from '../../src/analysis/analysis.ts';
import { NameMaker } from '../../src/analysis/name-maker.ts';
import { mask, planRedaction } from '../../src/analysis/redaction.ts';
import type { StringIndex } from '../../src/heap/index-spaces.ts';
import { StringRewriter } from '../../src/snapshot/string-rewriter.ts';
import { readBytes } from '../support/byte-streams.ts';
import { snapshotBytes, type DrawnNode, type Drawing } from '../support/draw-heap.ts';
import { DrawnProcess } from '../support/draw-series.ts';
import { randomHeap } from '../support/random-heap.ts';

/** Everything that is said of a heap, before and after. */
async function both(drawing: Drawing, withNames: boolean): Promise<readonly [Analysis, Analysis]> {
  const bytes = snapshotBytes(drawing);
  const snapshot = await readBytes(bytes);
  const rewriter = new StringRewriter(planRedaction(snapshot, withNames), mask);
  const copy = Buffer.concat(rewriter.rewrite(bytes));
  return [new Analysis(snapshot), new Analysis(await readBytes(copy))];
}

test('a copy of any heap has its classes, sizes and distances', async () => {
  await fc.assert(
    fc.asyncProperty(randomHeap(), async (drawing) => {
      const [original, copy] = await both(drawing, false);
      const { classes, statistics } = summarize(copy);
      const expected = summarize(original);
      assert.deepEqual(classes, expected.classes);
      assert.deepEqual(statistics, expected.statistics);
    }),
    { numRuns: 200 },
  );
});

test('with other names it has the same numbers, of as many classes', async () => {
  await fc.assert(
    fc.asyncProperty(randomHeap(), async (drawing) => {
      const [original, copy] = await both(drawing, true);
      const numbers = (analysis: Analysis): string[] =>
        summarize(analysis)
          .classes.map(
            (row) => `${row.count} ${row.selfSize} ${row.retainedSize} ${row.distance} ${row.kind}`,
          )
          .sort();
      assert.deepEqual(numbers(copy), numbers(original));
      assert.deepEqual(copy.statistics, original.statistics);
    }),
    { numRuns: 200 },
  );
});

test('names that distances hang on stay, whatever kind of reference has them', async () => {
  const node = (id: number, kind: string, name: string, edges: DrawnNode['edges']): DrawnNode => ({
    label: `${id}`,
    id,
    kind,
    name,
    edges,
    size: 16,
    detachedness: 0,
  });
  const tables = [
    node(3, 'hidden', 'system / NativeContext', [{ kind: 'property', name: 'sloppy_function_map', to: 2 }]),
    node(3, 'array', '(map descriptors)', [{ kind: 'property', name: '4', to: 2 }]),
  ];
  for (const table of tables) {
    const root = node(1, 'synthetic', '', [{ kind: 'property', name: 'a', to: 1 }]);
    const [original, copy] = await both(
      { nodes: [root, table, node(5, 'object', 'Object', [])], root: 0 },
      true,
    );
    assert.deepEqual(copy.distances, original.distances);
  }
});

test('what a module exports a variable by is a name, and a text beside it data', async () => {
  const process = new DrawnProcess();
  process.put('app', 'module', { kind: 'hidden', name: 'system / SourceTextModule' });
  process.put('module', '0', { kind: 'array', name: '' }, 'hidden');
  process.put('0', '3', { kind: 'string', name: 'sessions' }, 'internal');
  process.put('0', '4', { kind: 'hidden', name: 'system / Cell' }, 'internal');
  process.put('0', '5', { kind: 'string', name: 'password' }, 'internal');
  process.takeSnapshot();
  const [original, copy] = await both(process.snapshots[0], false);
  const exported = ({ moduleExports, snapshot: { strings } }: Analysis): string[] =>
    Array.from(moduleExports.values(), (name) => strings.at(name));
  assert.deepEqual([exported(original), exported(copy)], [['sessions'], ['sessions']]);
  const texts = Array.from({ length: copy.snapshot.strings.count }, (_, i) =>
    copy.snapshot.strings.at(i as StringIndex),
  );
  assert.ok(!texts.includes('password') && texts.includes('xxxxxxxx'));
});

test('no two names become one, and each keeps its length and its punctuation', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.string({ unit: fc.constantFrom('a', 'b', 'Z', '9', '_', '.', ' ', '"', 'é'), maxLength: 3 }),
    fc.constantFrom('Map', 'aaa', 'aab', 'Object', '<symbol x>'),
  );
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 200 }), (names) => {
      const maker = new NameMaker();
      const made = names.map((each) => maker.nameFor(each));
      assert.equal(new Set(made).size, names.length);
      for (const [index, each] of names.entries()) {
        const punctuation = (text: string): string => text.replace(/[^\0-\x7f]|[a-z0-9]/gi, 'a');
        assert.equal(punctuation(made[index] ?? ''), punctuation(each));
        assert.equal(maker.nameFor(each), made[index]);
      }
    }),
  );
});

test('more names than there are letters for get signs', () => {
  const maker = new NameMaker();
  const names = Array.from({ length: 100 }, (_, index) => String.fromCharCode(0x100 + index));
  const made = names.map((each) => maker.nameFor(each));
  assert.equal(new Set(made).size, 100);
  assert.ok(made.every(({ length }) => length === 1));
});

test('when there are no other names left, a name is masked', () => {
  const maker = new NameMaker();
  const names = Array.from({ length: 21_000 }, (_, index) => `${String.fromCharCode(0x4e00 + index)}!`);
  const made = names.map((each) => maker.nameFor(each));
  assert.equal(new Set(made).size, 20_026);
  assert.equal(made.at(-1), 'x!');
  assert.equal(maker.nameFor('a1'), 'aa');
});

test('of a text that stays in part whole characters stay, however it is written and cut', () => {
  const text = String.raw`"{"strings":["\u003cd\u00e9 \\ \ud83d\ude00é😀 x","b"]}`.slice(1);
  const [original = ''] = (JSON.parse(text) as { strings: string[] }).strings;
  const bytes = Buffer.from(text);
  for (let kept = 0; kept <= original.length; kept++) {
    // Nothing but ASCII is kept of names.
    if (/[\ud800-\udfff]/.test(original.slice(kept - 1, kept))) continue;
    for (let cut = 0; cut <= bytes.length; cut++) {
      const rewriter = new StringRewriter((index) => (index === 0 ? kept : undefined), mask);
      const parts = [bytes.subarray(0, cut), bytes.subarray(cut)].flatMap((part) => rewriter.rewrite(part));
      const { strings } = JSON.parse(Buffer.concat(parts).toString('utf8')) as { strings: string[] };
      assert.deepEqual(strings, [original.slice(0, kept) + mask.repeat(original.length - kept), 'b']);
    }
  }
});
