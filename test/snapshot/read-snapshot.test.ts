import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { readBytes } from '../support/byte-streams.ts';
import {
  contentOf,
  filePartsOf,
  formatParts,
  parseDrawing,
  snapshotBytes,
  snapshotOf,
  type FileParts,
  type Layout,
} from '../support/draw-heap.ts';

/** Something of everything: all kinds of names, numbers of all lengths, locations, states. */
const picture = `
  root -shortcut-> global
  root -element:1-> gc
  root: synthetic "" size=0
  global: object "global / "
  global -property-> app, cache
  app: object App size=56 id=1234567 at=12:345:6
  app -property:"naïve\\n\\"key\\"\\\\"-> text
  text: string "tab\\tquote\\" 日本 😀 \\u0001" size=4294967295
  app -context-> closure
  closure: closure "" at=12:0:0
  cache -internal:"3 / part of key (App @1234567) -> value (string @9) pair in WeakMap (table @7)"-> text
  cache -weak-> app
  cache -hidden:12-> code
  code: code "" size=0 id=4294967295
  gc: synthetic "(GC roots)" size=0
  gc -telepathic:mind-> dom
  dom: native "<div>" detached=2 id=20
  dom -element:4294967295-> quantum
  quantum: "quantum object" Q
`;
const drawing = parseDrawing(picture);
const expected = contentOf(snapshotOf(drawing));

const layouts: Readonly<Record<string, Layout>> = {
  'Node 20': { producer: 'node20' },
  'Node 24, without trace_node_id': { producer: 'node24' },
  'Chrome, with five-field locations and scopes': { producer: 'chrome' },
  'Node 20 with allocation tracking': { producer: 'node20', isTracked: true },
  'Chrome with allocation tracking': { producer: 'chrome', isTracked: true },
};

for (const [name, layout] of Object.entries(layouts)) {
  test(`the format of ${name} reads as it was drawn`, async () => {
    assert.deepEqual(contentOf(await readBytes(snapshotBytes(drawing, layout))), expected);
  });
}

test('every single cut of the bytes reads the same', async () => {
  const bytes = snapshotBytes(drawing, { producer: 'chrome', isTracked: true });
  for (let cut = 0; cut <= bytes.length; cut++) {
    assert.deepEqual(contentOf(await readBytes(bytes, [cut])), expected, `cut at byte ${cut}`);
  }
});

test('chunks of one byte read the same', async () => {
  const bytes = snapshotBytes(drawing, { isTracked: true });
  assert.deepEqual(
    contentOf(
      await readBytes(
        bytes,
        Array.from({ length: bytes.length }, (_, i) => i),
      ),
    ),
    expected,
  );
});

test('any cuts of the bytes, empty chunks too, read the same', async () => {
  const bytes = snapshotBytes(drawing, { producer: 'chrome', isTracked: true });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 40 }), async (cuts) => {
      assert.deepEqual(contentOf(await readBytes(bytes, cuts)), expected);
    }),
    { numRuns: 300 },
  );
});

test('a batch of numbers that a chunk leaves unfinished is gone on with', async () => {
  // More records than one batch of the scanner holds, and cuts inside records and numbers.
  const wide = parseDrawing('root -> a');
  for (let i = 0; i < 12_000; i++) wide.nodes[0].edges.push({ kind: 'element', name: i * 7, to: i % 2 });
  const bytes = snapshotBytes(wide);
  const whole = contentOf(await readBytes(bytes));
  assert.deepEqual(whole, contentOf(snapshotOf(wide)));
  for (const step of [1009, 65_537]) {
    const cuts = Array.from({ length: Math.floor(bytes.length / step) }, (_, i) => (i + 1) * step);
    assert.deepEqual(contentOf(await readBytes(bytes, cuts)), whole, `cuts every ${step} bytes`);
  }
});

test('a pretty-printed file reads the same', async () => {
  const parts = filePartsOf(drawing);
  const pretty = JSON.stringify(parts, null, 2).replaceAll('\n', '\r\n\t ');
  assert.deepEqual(contentOf(await readBytes(pretty)), expected);
});

test('a file without any white space reads the same', async () => {
  assert.deepEqual(contentOf(await readBytes(JSON.stringify(filePartsOf(drawing)))), expected);
});

test('a byte order mark in front reads the same, however it is cut', async () => {
  const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), snapshotBytes(drawing)]);
  for (const cuts of [[], [1], [2], [1, 2, 3]])
    assert.deepEqual(contentOf(await readBytes(bytes, cuts)), expected);
});

test('white space around and behind the file reads the same', async () => {
  assert.deepEqual(contentOf(await readBytes(`\n \t${snapshotBytes(drawing).toString()}\r\n\n `)), expected);
});

test('sections nobody knows, of any value, are passed over wherever they stand', async () => {
  const { snapshot, nodes, edges, locations = [], strings, ...rest } = filePartsOf(drawing);
  const text = formatParts({
    ...(rest as object),
    number: -1.5e-3,
    nothing: null,
    yes: true,
    'text "nodes":[': '"edges":[1,2]}} \\ ]',
    snapshot,
    deep: { nodes: [[[{ a: [']', '}', '\\"'] }]]], strings: ['x'] },
    empty: {},
    nodes,
    ' ': [],
    edges,
    samples: [1, [2, [3]]],
    locations,
    ['__proto__' as string]: { strings: [] },
    strings,
    last: 'x',
  } as FileParts);
  assert.match(text, /"__proto__":\{/);
  for (const cuts of [[], Array.from({ length: text.length }, (_, i) => i)])
    assert.deepEqual(contentOf(await readBytes(text, cuts)), expected);
});

test('sections may come in another order, as long as the header comes first', async () => {
  const { snapshot, nodes, edges, locations = [], strings } = filePartsOf(drawing);
  const text = formatParts({ snapshot, strings, locations, edges, nodes });
  assert.deepEqual(contentOf(await readBytes(text)), expected);
});

test('fields are found by name, in any order and among others', async () => {
  const bytes = snapshotBytes(drawing, {
    nodeFields: ['mood', 'edge_count', 'self_size', 'detachedness', 'id', 'shade', 'name', 'type'],
    edgeFields: ['to_node', 'weight', 'name_or_index', 'type'],
    locationFields: ['column', 'line', 'height', 'object_index', 'script_id'],
  });
  assert.deepEqual(contentOf(await readBytes(bytes)), expected);
});

test('a file without the field detachedness has no such column', async () => {
  const bytes = snapshotBytes(drawing, { nodeFields: ['type', 'name', 'id', 'self_size', 'edge_count'] });
  assert.equal((await readBytes(bytes)).graph.detachedness, undefined);
});

test('a file whose header names no location fields has no locations', async () => {
  const { locations: _, ...parts } = filePartsOf(drawing);
  delete parts.snapshot.meta['location_fields'];
  assert.equal((await readBytes(formatParts(parts as FileParts))).locations.count, 0);
});

test('how many functions the header counts is nobody’s concern: a process that writes its own snapshot calls more', async () => {
  const parts = filePartsOf(drawing, { isTracked: true });
  parts.snapshot['trace_function_count'] = 1;
  assert.deepEqual(contentOf(await readBytes(formatParts(parts))), expected);
});

test('the header’s extra_native_bytes are kept exactly', async () => {
  const parts = filePartsOf(drawing, { producer: 'node24' });
  parts.snapshot['extra_native_bytes'] = 2 ** 40 + 1;
  assert.equal((await readBytes(formatParts(parts))).extraNativeBytes, 2 ** 40 + 1);
});

test('the root is where root_index says, also at the end', async () => {
  const backwards = parseDrawing('a -> b\n root -> a');
  assert.equal(backwards.root, 2);
  const { graph } = await readBytes(snapshotBytes(backwards));
  assert.equal(graph.root, 2);
});

test('ids, sizes and indexes of ten digits and up to 2^32 − 1 are exact', async () => {
  const { graph } = await readBytes(
    snapshotBytes(`
      root: id=999999999
      root -element:4294967295-> a
      root -element:1000000000-> a
      a: id=4294967295 size=4294967295
      b: id=1000000000 size=2147483648
    `),
  );
  assert.deepEqual([...(graph.nodeId as unknown as Uint32Array)], [999999999, 4294967295, 1000000000]);
  assert.deepEqual([...(graph.selfSize as unknown as Uint32Array)], [0, 4294967295, 2147483648]);
  assert.deepEqual([...(graph.edgeName as unknown as Uint32Array)], [4294967295, 1000000000]);
});

test('a self size over 4 GiB is exact, whichever cut it comes in', async () => {
  const huge = 2 ** 32 * 5 + 123;
  const bytes = snapshotBytes(`root -> a, b\n a: size=${huge}\n b: size=4294967296`);
  for (let cut = 0; cut < bytes.length; cut++) {
    const { graph } = await readBytes(bytes, [cut]);
    assert.deepEqual(
      [0, 1, 2].map((node) => graph.selfSize[node as NodeOrdinal]),
      [0, huge, 2 ** 32],
    );
  }
});

test('self sizes over 4 GiB stay with their node when batches pass by', async () => {
  const wide = parseDrawing('root -> a');
  const nodes = Array.from({ length: 20_000 }, (_, i) => ({
    ...wide.nodes[1],
    label: `n${i}`,
    id: 2 * i + 5,
    size: i % 4999 === 0 ? 2 ** 33 + i : i,
    edges: [],
  }));
  const { graph } = await readBytes(snapshotBytes({ nodes: [...wide.nodes, ...nodes], root: 0 }), [50_001]);
  assert.deepEqual(
    nodes.map((_, i) => graph.selfSize[(i + 2) as NodeOrdinal]),
    nodes.map(({ size }) => size),
  );
});

test('numbers of an extra field may be of any length', async () => {
  const parts = filePartsOf(drawing, {
    nodeFields: ['type', 'name', 'id', 'self_size', 'edge_count', 'address', 'detachedness'],
  });
  for (let slot = 5; slot < parts.nodes.length; slot += 7) parts.nodes[slot] = 2 ** 47 + slot;
  assert.deepEqual(contentOf(await readBytes(formatParts(parts))), expected);
});

test('the reading ends with the reason of its signal', async () => {
  const { readSnapshot } = await import('../../src/snapshot/read-snapshot.ts');
  const controller = new AbortController();
  const reason = new Error('no longer wanted');
  const bytes = snapshotBytes(drawing);
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 400);
    controller.abort(reason);
    yield bytes.subarray(400);
  }
  await assert.rejects(readSnapshot(endless(), { signal: controller.signal }), reason);
});
