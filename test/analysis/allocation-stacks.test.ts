import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AllocationStacks, countStacks } from '../../src/analysis/allocation-stacks.ts';
import { Analysis } from '../../src/analysis/analysis.ts';
import type { NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { allocationParts, sharedNotes } from '../../src/report/allocation-text.ts';
import { textOf } from '../../src/base/sentence.ts';
import { readBytes } from '../support/byte-streams.ts';
import { filePartsOf, formatParts, parseDrawing, snapshotOf } from '../support/draw-heap.ts';

type Call = readonly [functionName: string, script: string, line: number, ...callees: Call[]];

/**
 * A heap of as many objects as there are trace ids, allocated by calls that are numbered from 2 on in the order they are
 * written: 0 is an object without a stack.
 */
async function heapOf(calls: readonly Call[], traceIds: readonly number[]): Promise<Analysis> {
  const drawing = parseDrawing(
    `root -> ${traceIds.map((_, node) => `n${node}`).join(', ')}\n` +
      traceIds.map((_, node) => `n${node}: object A id=${node + 101}`).join('\n'),
  );
  const parts = filePartsOf(drawing, { isTracked: true });
  const text = (of: string): number => parts.strings.push(of) - 1;
  const functions: number[] = [0, text('(root)'), text(''), 0, 0, 0];
  const known = new Map<string, number>();
  let id = 1;
  const tree = (list: readonly Call[]): unknown[] =>
    list.flatMap(([name, script, line, ...callees]) => {
      const key = `${name} ${script} ${line}`;
      if (!known.has(key)) {
        known.set(key, functions.length / 6);
        functions.push(1, text(name), text(script), 3, line, line === 0 ? 0 : 5);
      }
      return [++id, known.get(key), 1, 8, tree(callees)];
    });
  for (const [node, trace] of traceIds.entries()) parts.nodes[(node + 1) * 7 + 5] = trace;
  const snapshot = await readBytes(
    formatParts({
      ...parts,
      trace_tree: [1, 0, 0, 0, tree(calls)],
      trace_function_infos: functions,
      samples: [0, 101, 2_000_000, 103, 3_500_000, 105],
    }),
  );
  return new Analysis(snapshot, {
    mapLocation: (place) =>
      place.url === '/srv/built.js' ? { ...place, url: '/srv/src/app.ts', line: place.line + 1000 } : place,
  });
}

const nodesOf = (analysis: Analysis): NodeOrdinal[] =>
  Array.from({ length: analysis.snapshot.graph.nodeCount - 1 }, (_, node) => (node + 1) as NodeOrdinal);

const sharedText = (analysis: Analysis): string[] =>
  sharedNotes(new AllocationStacks(analysis).sharedBy(nodesOf(analysis))).map(textOf);

const entry: Call = [
  'onRequest',
  '/srv/app.js',
  9,
  ['subscribe', '/srv/app.js', 4, ['push', '', 0]],
  ['', '', 0, ['subscribe', '/srv/app.js', 4]],
];

test('an object’s stack goes from what allocated it to the outermost caller, with places from 0', async () => {
  const analysis = await heapOf([entry], [4, 0]);
  const stacks = new AllocationStacks(analysis);
  assert.deepEqual(stacks.of(1 as NodeOrdinal), {
    frames: [
      { functionName: 'push' },
      { functionName: 'subscribe', location: { scriptId: 3, line: 3, column: 4, url: '/srv/app.js' } },
      { functionName: 'onRequest', location: { scriptId: 3, line: 8, column: 4, url: '/srv/app.js' } },
    ],
    betweenSeconds: [0, 2],
  });
  assert.equal(stacks.of(2 as NodeOrdinal), undefined);
});

test('an object is as old as the samples say, and of unknown age before the first and behind the last', async () => {
  const analysis = await heapOf([entry], [4, 4, 4, 4, 4, 4]);
  const stacks = new AllocationStacks(analysis);
  const times = nodesOf(analysis).map((node) => stacks.of(node)?.betweenSeconds);
  assert.deepEqual(times, [[0, 2], [0, 2], [2, 3.5], [2, 3.5], undefined, undefined]);
  const text = allocationParts(stacks.of(3 as NodeOrdinal) ?? null);
  assert.equal(
    textOf(text),
    'Allocated at push ← subscribe (/srv/app.js:4) ← onRequest (/srv/app.js:9), between 2.00 s and 3.50 s after tracking began.',
  );
});

test('glue of V8 without a name or a place is no step, and source maps lead to the original', async () => {
  const analysis = await heapOf([['', '', 0, ['work', '/srv/built.js', 2]]], [3]);
  const { frames } = new AllocationStacks(analysis).of(1 as NodeOrdinal) ?? { frames: [] };
  assert.deepEqual(frames, [
    { functionName: 'work', location: { scriptId: 3, line: 1001, column: 4, url: '/srv/src/app.ts' } },
  ]);
});

test('what most objects share is told with its share, two ways to one function being one', async () => {
  // Trace 3 is subscribe called by onRequest, 6 the same by way of V8's glue, 4 is push.
  assert.deepEqual(sharedText(await heapOf([entry], [3, 3, 6, 6, 4])), [
    '80 % of them were allocated at subscribe (/srv/app.js:4).',
  ]);
  assert.deepEqual(sharedText(await heapOf([entry], [3, 3, 3, 3])), [
    'All of them were allocated at subscribe (/srv/app.js:4) ← onRequest (/srv/app.js:9).',
  ]);
  assert.deepEqual(sharedText(await heapOf([entry], [3, 3, 3, 0])), [
    '75 % of them were allocated at subscribe (/srv/app.js:4) ← onRequest (/srv/app.js:9); V8 kept no stack of 25 %.',
  ]);
});

test('nothing is said to be shared where no function allocated half, or V8 kept the stacks of less than half', async () => {
  const three: Call[] = [
    ['a', 'a.js', 1],
    ['b', 'b.js', 1],
    ['c', 'c.js', 1],
  ];
  assert.deepEqual(sharedText(await heapOf(three, [2, 3, 4])), []);
  assert.deepEqual(sharedText(await heapOf([entry], [3, 0, 0])), []);
  assert.deepEqual(sharedText(await heapOf([entry], [0, 0])), []);
});

test('of many callers the first are shown, with the program’s own where Node allocates', async () => {
  const node = (depth: number): Call =>
    depth === 0 ? ['write', 'node:fs', 3] : [`inner${depth}`, 'node:fs', depth + 10, node(depth - 1)];
  const analysis = await heapOf([['main', '/srv/app.js', 1, ['save', '/srv/app.js', 7, node(5)]]], [9]);
  assert.deepEqual(sharedText(analysis), [
    'It was allocated at write (node:fs:3) ← inner1 (node:fs:11) ← … ← save (/srv/app.js:7) ← its callers.',
  ]);
});

test('a snapshot without stacks has nothing to say of them', () => {
  const analysis = new Analysis(snapshotOf(parseDrawing('root -> a')));
  assert.equal(new AllocationStacks(analysis).of(1 as NodeOrdinal), undefined);
  assert.equal(countStacks(analysis.snapshot, [1 as NodeOrdinal]), undefined);
});

test('of a tree that is deeper than V8 makes one, a stack has the innermost 64 calls', async () => {
  let calls: Call = ['f999', '/srv/app.js', 999];
  for (let depth = 998; depth > 0; depth--) calls = [`f${depth}`, '/srv/app.js', depth, calls];
  const analysis = await heapOf([calls], [1000, 1000]);
  const stacks = new AllocationStacks(analysis);
  const names = Array.from({ length: 64 }, (_, depth) => `f${999 - depth}`);
  const frames = [stacks.of(1 as NodeOrdinal)?.frames, stacks.sharedBy(nodesOf(analysis))?.frames];
  for (const of of frames) {
    assert.deepEqual(
      of?.map(({ functionName }) => functionName),
      names,
    );
  }
});
