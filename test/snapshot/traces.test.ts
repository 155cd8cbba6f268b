import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AllocationTraces } from '../../src/heap/heap-graph.ts';
import { rejectsAsFormat } from '../support/assert-bad.ts';
import { readBytes } from '../support/byte-streams.ts';
import { contentOf, filePartsOf, formatParts, parseDrawing, type FileParts } from '../support/draw-heap.ts';

const drawing = parseDrawing(`
  root -> a, b, c, d
  a: object A
  b: object B
  c: object C
  d: object D
`);

const tracePosition = 5;
const [firstName, otherName] = [1, 2];

/** One function calls another; the nodes were allocated by traces of these ids, the root first. */
function tracked(traceIds: readonly number[], changes: Partial<FileParts> = {}): FileParts {
  const parts = filePartsOf(drawing, { isTracked: true });
  const width = 7;
  for (const [node, id] of traceIds.entries()) parts.nodes[node * width + tracePosition] = id;
  return {
    ...parts,
    trace_function_infos: [0, 0, 0, 0, 0, 0, 11, firstName, otherName, 3, 7, 9, 12, otherName, 0, 4, 0, 0],
    trace_tree: [1, 0, 0, 0, [9, 1, 1, 8, [4, 2, 2, 16, []], 2, 2, 1, 8, []]],
    samples: [0, 5, 5_000_000_000, 7],
    ...changes,
  };
}

function plain(traces: AllocationTraces | undefined): unknown {
  assert.ok(traces);
  const list = (column: unknown): number[] => Array.from(column as ArrayLike<number>);
  const { functions, samples } = traces;
  return {
    traceOf: list(traces.traceOf),
    callerOf: list(traces.callerOf),
    functionOf: list(traces.functionOf),
    name: list(functions.name),
    line: list(functions.line),
    samples: [list(samples.timeUs), list(samples.nextId)],
  };
}

const expected = {
  // Rows in the file's order: 0 the root, 1 is trace 9, 2 below it trace 4, 3 beside that trace 2.
  traceOf: [0, 2, 3, 1, 0],
  callerOf: [0, 0, 1, 0],
  functionOf: [0, 1, 2, 2],
  name: [0, firstName, otherName],
  line: [0, 7, 0],
  samples: [
    [0, 5_000_000_000],
    [5, 7],
  ],
};

test('each node gets its call in the tree, at every cut of the bytes', async () => {
  const text = formatParts(tracked([0, 4, 2, 9, 0]));
  assert.deepEqual(plain((await readBytes(text)).traces), expected);
  const [from, to] = [text.indexOf('"trace_function_infos"'), text.indexOf('"locations"')];
  for (let cut = from; cut < to; cut++)
    assert.deepEqual(plain((await readBytes(text, [cut])).traces), expected, `cut at byte ${cut}`);
});

test('white space in the tree is read over', async () => {
  const text = formatParts(tracked([0, 4, 2, 9, 0])).replace(/"trace_tree":.*?\]\]\]/s, (tree) =>
    tree.replace(/[[\],]/g, '$& \n'),
  );
  assert.deepEqual(plain((await readBytes(text)).traces), expected);
});

test('a trace that the tree does not have, the root of the tree, and an id too long for it are no stack', async () => {
  const { traces } = await readBytes(formatParts(tracked([0, 3, 1, 2 ** 32 + 4, 4_000_000_000])));
  assert.deepEqual(Array.from(traces?.traceOf as unknown as Uint32Array), [0, 0, 0, 0, 0]);
});

test('a snapshot whose allocations were not tracked keeps nothing of them, and neither does one without a tree', async () => {
  const untracked = tracked([0, 4, 2, 9, 0]);
  untracked.snapshot['trace_function_count'] = 0;
  const { graph, ...rest } = await readBytes(formatParts(untracked));
  assert.equal(rest.traces, undefined);
  assert.equal(graph.nodeCount, 5);
  assert.equal((await readBytes(formatParts(tracked([], { trace_tree: [] })))).traces, undefined);
});

test('sections of other fields than V8 has are passed over', async () => {
  const parts = tracked([0, 4, 2, 9, 0], { trace_tree: { any: ['thing'] } });
  parts.snapshot.meta['trace_node_fields'] = ['id', 'calls'];
  const snapshot = await readBytes(formatParts(parts));
  assert.equal(snapshot.traces, undefined);
  assert.equal(snapshot.graph.nodeCount, 5);
});

test('a tree as deep as the file is long is read', async () => {
  const depth = 100_000;
  const parts = formatParts(tracked([0, depth, 0, 0, 0], { trace_tree: [] }));
  let tree = '';
  for (let id = 1; id <= depth; id++) tree += `${id},1,0,0,[`;
  const text = parts.replace('"trace_tree":[]', `"trace_tree":[${tree}${']'.repeat(depth)}]`);
  const { traces } = await readBytes(text);
  assert.equal(traces?.callerOf.length, depth);
  assert.equal(traces.callerOf[depth - 1], depth - 2);
});

for (const [what, tree] of [
  ['a record is cut short', '[1,0,0,0]'],
  ['children are missing', '[1,0,0,0,5]'],
  ['a list stands in place of a number', '[1,[],0,0,[]]'],
  ['there is a comma too many', '[1,0,0,0,[],]'],
  ['a comma is missing', '[1,0,0,0,[]2,0,0,0,[]]'],
  ['a number is negative', '[1,0,-1,0,[]]'],
] as const) {
  test(`where ${what} in the tree, the file is damaged`, async () => {
    const text = formatParts(tracked([], { trace_tree: [] })).replace(
      '"trace_tree":[]',
      `"trace_tree":${tree}`,
    );
    await rejectsAsFormat(readBytes(text), /"trace_tree": expected a tree of calls/);
  });
}

test('a function named by a string that is not there is a damaged file', async () => {
  const parts = tracked([], { trace_function_infos: [0, 99, 0, 0, 0, 0] });
  await rejectsAsFormat(readBytes(formatParts(parts)), /traced function 0 is named by string 99/);
});

test('the heap itself reads the same with stacks and without', async () => {
  const [with_, without] = [tracked([0, 4, 2, 9, 0]), filePartsOf(drawing)];
  assert.deepEqual(
    contentOf(await readBytes(formatParts(with_))),
    contentOf(await readBytes(formatParts(without))),
  );
});
