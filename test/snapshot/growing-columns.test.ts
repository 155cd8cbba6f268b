import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EdgeOrdinal, NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';

/** More than twice what a file of unknown length gets room for at first, so that its columns grow three times. */
const manyNodes = 300_000;
const fieldNames = ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness'];

/** A list: the root leads to the first node, and each to the next one. @param detached of the node in the middle */
function textOfList(nodeCount: number, detached = 0): string {
  const meta = {
    node_fields: fieldNames,
    node_types: [['hidden', 'object', 'synthetic'], 'string', 'number', 'number', 'number', 'number'],
    edge_fields: ['type', 'name_or_index', 'to_node'],
    edge_types: [['context', 'element', 'property'], 'string_or_number', 'node'],
  };
  const snapshot = { meta, node_count: nodeCount, edge_count: nodeCount - 1 };
  const nodes = Array.from(
    { length: nodeCount },
    (_, node) =>
      `${node === 0 ? 2 : 1},${node % 3},${2 * node + 1},${node % 1000},${node < nodeCount - 1 ? 1 : 0},${node === nodeCount / 2 ? detached : 0}`,
  );
  const edges = Array.from({ length: nodeCount - 1 }, (_, edge) => `2,1,${(edge + 1) * fieldNames.length}`);
  return `{"snapshot":${JSON.stringify(snapshot)},\n"nodes":[${nodes.join('\n,')}\n],\n"edges":[${edges.join('\n,')}\n],\n"strings":["","next","Item"]}`;
}

test('what comes as a stream, whose length nobody knows, is read as it is, however often its columns grow', async () => {
  const nodeCount = manyNodes;
  const text = Buffer.from(textOfList(nodeCount));
  // In pieces as a pipe hands them out.
  async function* pieces(): AsyncGenerator<Uint8Array, void> {
    for (let start = 0; start < text.length; start += 1 << 16) yield text.subarray(start, start + (1 << 16));
  }
  const { graph } = await readSnapshot(pieces());
  assert.deepEqual([graph.nodeCount, graph.edgeCount], [nodeCount, nodeCount - 1]);
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    const wrong =
      graph.nodeId[node] !== 2 * node + 1 ||
      graph.nodeName[node] !== node % 3 ||
      graph.selfSize[node] !== node % 1000 ||
      graph.firstEdge[node] !== Math.min(node, nodeCount - 1);
    assert.ok(!wrong, `node ${node}`);
  }
  for (let edge = 0 as EdgeOrdinal; edge < nodeCount - 1; edge++)
    assert.equal(graph.edgeTarget[edge], edge + 1);
});

test('a last number of a line is as large as it says, also one of more digits than V8 writes', async () => {
  for (const [detached, read] of [
    [7, 7],
    [999_999_999, 255],
    [2_147_483_648, 255],
  ] as const) {
    const text = Buffer.from(textOfList(100, detached));
    async function* whole(): AsyncGenerator<Uint8Array, void> {
      yield text;
    }
    const { graph } = await readSnapshot(whole());
    const middle = [50, 51].map((node) => graph.detachedness?.[node as NodeOrdinal]);
    assert.deepEqual(middle, [read, 0]);
  }
});
