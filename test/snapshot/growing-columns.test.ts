import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EdgeOrdinal, NodeOrdinal } from '../../src/heap/index-spaces.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';

/** More than twice what a file of unknown length gets room for at first, so that its columns grow three times. */
const nodeCount = 300_000;
const fieldNames = ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness'];

/** A list: the root leads to the first node, and each to the next one. */
function textOfList(): string {
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
      `${node === 0 ? 2 : 1},${node % 3},${2 * node + 1},${node % 1000},${node < nodeCount - 1 ? 1 : 0},0`,
  );
  const edges = Array.from({ length: nodeCount - 1 }, (_, edge) => `2,1,${(edge + 1) * fieldNames.length}`);
  return `{"snapshot":${JSON.stringify(snapshot)},\n"nodes":[${nodes.join('\n,')}\n],\n"edges":[${edges.join('\n,')}\n],\n"strings":["","next","Item"]}`;
}

test('what comes as a stream, whose length nobody knows, is read as it is, however often its columns grow', async () => {
  const text = Buffer.from(textOfList());
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
