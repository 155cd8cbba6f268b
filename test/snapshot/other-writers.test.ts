import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { compareFiles } from '../../src/files/compare-files.ts';
import { findFileRetainers, listFileObjects } from '../../src/files/inspect-files.ts';
import { summarizeFile } from '../../src/files/summarize-file.ts';
import { textsOf } from '../../src/base/sentence.ts';
import { readNodeIds } from '../../src/snapshot/read-snapshot.ts';
import { readBytes } from '../support/byte-streams.ts';
import { DrawnProcess, withDrawnFiles } from '../support/draw-series.ts';
import {
  contentOf,
  filePartsOf,
  formatParts,
  parseDrawing,
  snapshotOf,
  type FileParts,
} from '../support/draw-heap.ts';

// Sound files that V8 of today would not write: of older V8, of Hermes, of programs that take addresses for ids.

const drawing = parseDrawing(`
  root -> a, b
  a: object Session
  a -element:3-> c
  b: string "a text"
`);

function changed(change: (parts: FileParts) => void): Buffer {
  const parts = filePartsOf(drawing);
  change(parts);
  return Buffer.from(formatParts(parts));
}

/** Writes files for as long as `use` takes. */
async function withFiles(
  contents: readonly Uint8Array[],
  use: (paths: readonly [string, string]) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-writers-'));
  const paths = [join(folder, 'a.heapsnapshot'), join(folder, 'b.heapsnapshot')] as const;
  try {
    for (const [index, content] of contents.entries()) await writeFile(paths[index] ?? '', content);
    await use(paths);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const kindNamesOf = ({ graph }: ReturnType<typeof snapshotOf>): string[] =>
  Array.from(graph.nodeKind as unknown as Uint8Array, (kind) => graph.nodeKindNames[kind]);

/** The list of node types as V8 had it up to 6.7: it ends before symbols. */
function endBeforeSymbols({ snapshot }: FileParts): void {
  const [types] = snapshot.meta['node_types'] as string[][];
  types.splice(12);
}

test("type 12 of a list of 12 is V8's symbol, and nothing to warn of", async () => {
  const bytes = changed((parts) => {
    endBeforeSymbols(parts);
    parts.nodes[7] = 12;
  });
  const snapshot = await readBytes(bytes);
  assert.equal(kindNamesOf(snapshot)[1], 'symbol');
  assert.deepEqual(snapshot.warnings, []);
});

test('a type that the header does not name is a kind without a name, and said once', async () => {
  const bytes = changed(({ nodes, edges }) => {
    [nodes[7], nodes[14]] = [17, 17];
    edges[0] = 9;
  });
  for (const cuts of [[], Array.from(bytes, (_, i) => i)]) {
    const snapshot = await readBytes(bytes, cuts);
    assert.deepEqual(kindNamesOf(snapshot).slice(1, 3), ['type 17', 'type 17']);
    assert.deepEqual(
      textsOf(snapshot.warnings).map((warning) => warning.replace(/^.*?: /, '')),
      [
        'its header does not name node type 17; its nodes (2) are listed under (type 17).',
        'its header does not name edge type 9; its edges (1) count as references that keep alive.',
      ],
    );
  }
});

test('every command says what its header does not name', async () => {
  const bytes = changed(({ nodes }) => (nodes[7] = 17));
  await withFiles([bytes, bytes], async ([a, b]) => {
    const expected = new RegExp(`^${a}: its header does not name node type 17`);
    const summary = await summarizeFile(a);
    assert.match(summary.warnings.join(), expected);
    assert.ok(summary.classes.some(({ className, count }) => className === '(type 17)' && count === 1));
    assert.match((await findFileRetainers(a, { className: '(type 17)' })).warnings.join(), expected);
    assert.match((await listFileObjects([a], { className: '(type 17)' })).warnings.join(), expected);
    const { warnings } = await compareFiles([a, b]);
    assert.equal(warnings.filter((warning) => warning.includes('node type 17')).length, 2, warnings.join());
  });
});

test('where the header declares 0 nodes and edges, those that are there are counted', async () => {
  const expected = contentOf(snapshotOf(drawing));
  const bytes = changed(({ snapshot }) => {
    [snapshot.node_count, snapshot.edge_count] = [0, 0];
  });
  for (let cut = 0; cut <= bytes.length; cut += 5) {
    assert.deepEqual(contentOf(await readBytes(bytes, [cut])), expected, `cut at byte ${cut}`);
  }
  await withFiles([bytes], async ([a]) => {
    assert.deepEqual([...(await readNodeIds(a))], [1, 3, 5, 7]);
  });
});

const address = 2 ** 40;

test('ids of 2^32 and more are read whole, wherever the first one stands', async () => {
  for (const ids of [
    [1, 3, 2 ** 32 - 1, 2 ** 32],
    [address, address + 2 ** 32, 3, 2 ** 53 - 1],
  ]) {
    const bytes = changed(({ nodes }) => {
      for (const [node, id] of ids.entries()) nodes[node * 7 + 2] = id;
    });
    const { graph } = await readBytes(bytes);
    assert.deepEqual([...(graph.nodeId as unknown as Float64Array)], ids);
  }
  const { graph } = await readBytes(changed(() => {}));
  assert.ok((graph.nodeId as unknown) instanceof Uint32Array, 'ordinary ids take 4 bytes');
});

/** A process whose ids are addresses, `apart` from one to the next. */
function drawAddresses(apart: number): DrawnProcess {
  const process = new DrawnProcess(address, apart);
  process.put('app', 'first', 'Session');
  process.takeSnapshot();
  process.put('app', 'second', { name: 'Session', size: 40 });
  process.takeSnapshot();
  return process;
}

for (const apart of [16, 2 ** 32]) {
  test(`objects whose ids are addresses pair by the whole of them, ${apart} bytes apart`, async () => {
    const process = drawAddresses(apart);
    const { classes, warnings, matchedBy } = await process.follow();
    const session = classes.find(({ className }) => className === 'Session');
    assert.deepEqual(
      [matchedBy, session?.addedCount, session?.addedSize, session?.removedCount],
      ['id', 1, 40, 0],
    );
    assert.equal(classes.filter(({ addedCount, removedCount }) => addedCount + removedCount > 0).length, 1);
    assert.equal(warnings.filter((warning) => warning.includes('are addresses')).length, 1);
    await withDrawnFiles(process.snapshots, async ([a, b]) => {
      const { objects } = await listFileObjects([a, b], { className: 'Session' });
      assert.deepEqual(new Set(objects.map(({ selfSize }) => selfSize)), new Set([100, 40]));
    });
  });
}

test('a series of such snapshots is followed, and its leak found', async () => {
  const process = new DrawnProcess(address, 2 ** 32);
  for (const round of [0, 1, 2, 3]) {
    for (let i = 0; i < 40; i++) process.put('app', `session${round}_${i}`, 'Session');
    process.takeSnapshot();
  }
  const { verdict, suspects } = await process.follow();
  assert.deepEqual([verdict.result, suspects[0]?.className], ['leak', 'Session'], verdict.reason);
});
