import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ask, ExploredDrawing, rowsOf } from '../support/exploring.ts';
import {
  distances,
  dominatorsByRemoval,
  reach,
  retainedByRemoval,
  retainingEdges,
  shallowSizes,
} from '../support/naive-analysis.ts';
import { randomHeap } from '../support/random-heap.ts';
import type { Drawing } from '../support/draw-heap.ts';

const runs = { numRuns: 100 };

/** Nodes that are dominated at any depth, by the dominator of each. */
function isBelow(dominators: readonly number[], root: number, above: number, node: number): boolean {
  for (let at = node; ; at = dominators[at]) {
    if (at === above) return true;
    if (at === root) return false;
  }
}

function sortedBySize(nodes: number[], sizes: readonly number[]): number[] {
  return nodes.sort((a, b) => sizes[b] - sizes[a] || a - b);
}

const idsOf = (drawing: Drawing, nodes: readonly number[]): number[] =>
  nodes.map((node) => drawing.nodes[node].id);

test('what an object dominates, largest first, is what the definition says, and so are the numbers of each', () => {
  fc.assert(
    fc.property(randomHeap(), fc.integer({ min: 1, max: 4 }), (drawing, limit) => {
      const { heap } = new ExploredDrawing(drawing);
      const shallow = shallowSizes(drawing);
      const retained = retainedByRemoval(drawing, shallow);
      const dominators = dominatorsByRemoval(drawing);
      const far = distances(drawing);
      for (const [node, { id, edges }] of drawing.nodes.entries()) {
        const below = [...drawing.nodes.keys()].filter(
          (one) => one !== drawing.root && dominators[one] === node && one !== node,
        );
        const rows = rowsOf(heap, { question: 'dominated', id: id as never }, limit);
        assert.deepEqual(
          rows.map(({ nodeId }) => nodeId),
          idsOf(drawing, sortedBySize(below, retained)),
        );
        const object = ask(heap, { question: 'object', id: id as never });
        assert.ok(object);
        assert.equal(object.dominatedCount, below.length);
        assert.equal(object.retainedSize, retained[node]);
        assert.equal(object.selfSize, shallow[node]);
        assert.equal(object.distance, far[node]);
        assert.equal(object.referenceCount, edges.length);
        const freed = [...drawing.nodes.keys()].filter(
          (one) => one !== node && shallow[one] > 0 && isBelow(dominators, drawing.root, node, one),
        );
        assert.equal(object.freedCount, freed.length + 1);
        const chain: number[] = [];
        for (let at = node; at !== drawing.root; at = dominators[at]) chain.unshift(dominators[at]);
        assert.deepEqual(
          object.dominators.map(({ nodeId }) => nodeId),
          idsOf(drawing, chain),
        );
      }
    }),
    runs,
  );
});

test('references are the edges as V8 wrote them, in pages', () => {
  fc.assert(
    fc.property(randomHeap(), fc.integer({ min: 1, max: 3 }), (drawing, limit) => {
      const { heap } = new ExploredDrawing(drawing);
      for (const { id, edges } of drawing.nodes) {
        const rows = rowsOf(heap, { question: 'references', id: id as never }, limit);
        assert.deepEqual(
          rows.map(({ edgeName, isWeak = false, target }) => ({ edgeName, isWeak, to: target.nodeId })),
          edges.map(({ kind, name, to }) => ({
            edgeName: String(name),
            isWeak: kind === 'weak',
            to: drawing.nodes[to].id,
          })),
        );
      }
    }),
    runs,
  );
});

test('what is kept is what an object alone does not keep alive, and each of its keepers keeps it without that object', () => {
  fc.assert(
    fc.property(randomHeap(), fc.integer({ min: 1, max: 3 }), (drawing, limit) => {
      const { heap } = new ExploredDrawing(drawing);
      const retained = retainedByRemoval(drawing, shallowSizes(drawing));
      const dominators = dominatorsByRemoval(drawing);
      const edges = retainingEdges(drawing);
      for (const [node, { id }] of drawing.nodes.entries()) {
        const rows = rowsOf(heap, { question: 'kept', id: id as never }, limit);
        const kept = new Set(rows.map(({ nodeId }) => drawing.nodes.findIndex((one) => one.id === nodeId)));
        assert.equal(kept.size, rows.length);
        assert.equal(ask(heap, { question: 'object', id: id as never })?.keptCount, rows.length);
        // Those that it refers to itself are all there; others are by inner parts of it.
        for (const { from, to } of edges) {
          if (from !== node || to === node || retained[to] === 0) continue;
          assert.equal(kept.has(to), !isBelow(dominators, drawing.root, node, to), `${node} -> ${to}`);
        }
        const sizes = rows.map(({ retainedSize }) => retainedSize);
        assert.deepEqual(
          sizes,
          sizes.toSorted((a, b) => b - a),
        );
        for (const { nodeId, keeper } of rows) {
          const [one, other] = [nodeId, keeper.nodeId].map((wanted) =>
            drawing.nodes.findIndex(({ id: known }) => known === wanted),
          );
          assert.ok(!isBelow(dominators, drawing.root, node, one));
          if (keeper.label === '…') {
            assert.equal(other, dominators[one]);
            continue;
          }
          assert.ok(!isBelow(dominators, drawing.root, node, other));
          assert.ok(reach([other], edges).has(one), 'the keeper leads to it');
        }
      }
    }),
    runs,
  );
});

test('the retainers of an object, in pages, are all that hold it, with the shortest way first', () => {
  fc.assert(
    fc.property(randomHeap(), fc.integer({ min: 1, max: 3 }), (drawing, limit) => {
      const { heap } = new ExploredDrawing(drawing);
      const edges = retainingEdges(drawing);
      for (const [node, { id }] of drawing.nodes.entries()) {
        const rows = rowsOf(heap, { question: 'retainers', id: id as never }, limit);
        const holders = new Set(rows.map(({ nodeId }) => nodeId));
        // An object of the program's that refers to it is there; V8's plumbing may give way to what is behind it.
        for (const { from, to, kind } of edges) {
          const { kind: look, name } = drawing.nodes[from];
          if (to !== node || from === node || kind !== 'property' || look !== 'object' || name !== 'Foo')
            continue;
          assert.ok(holders.has(drawing.nodes[from].id as never), `${from} holds ${node}`);
        }
        for (const holder of holders) {
          const from = drawing.nodes.findIndex((one) => one.id === holder);
          assert.ok(reach([from], edges).has(node));
        }
      }
    }),
    runs,
  );
});

test('the objects of a class, in every order, are those that have a size, each once', () => {
  fc.assert(
    fc.property(randomHeap(), fc.integer({ min: 1, max: 3 }), (drawing, limit) => {
      const explored = new ExploredDrawing(drawing);
      const shallow = shallowSizes(drawing);
      const retained = retainedByRemoval(drawing, shallow);
      const far = distances(drawing);
      const byClass = new Map<string, number[]>();
      for (const node of drawing.nodes.keys()) {
        if (shallow[node] === 0) continue;
        const key = explored.classKeyOf(node);
        byClass.set(key, [...(byClass.get(key) ?? []), node]);
      }
      const ids = drawing.nodes.map(({ id }) => id);
      for (const [key, nodes] of byClass) {
        const orders = { retainedSize: retained, selfSize: shallow, distance: far, id: ids };
        for (const [sort, values] of Object.entries(orders)) {
          const rows = rowsOf(explored.heap, { question: 'objects', key, sort: sort as never }, limit);
          const positions = rows.map(({ nodeId }) => ids.indexOf(nodeId));
          assert.deepEqual(
            positions.toSorted((a, b) => a - b),
            nodes,
          );
          const found = positions.map((position) => values[position]);
          assert.deepEqual(
            found,
            found.toSorted((a, b) => b - a),
          );
        }
      }
    }),
    runs,
  );
});

test('of an object that the snapshot has not there is nothing, and no list has a page behind its end', () => {
  const { heap } = new ExploredDrawing('root -> a');
  const id = 999 as never;
  assert.equal(ask(heap, { question: 'object', id }), null);
  assert.equal(ask(heap, { question: 'text', id }), null);
  for (const question of ['fields', 'references', 'retainers', 'dominated', 'kept', 'copies'] as const) {
    assert.deepEqual(ask(heap, { question, id }), { rows: [], from: 0, rowCount: 0 });
    const behind = ask(heap, { question, id: 'root', from: 1e12 });
    assert.deepEqual(behind.rows, []);
  }
  assert.deepEqual(ask(heap, { question: 'objects', key: 'no such class' }).rowCount, 0);
});

test('the root is named by a word', () => {
  const { heap } = new ExploredDrawing('root -> a, b');
  assert.equal(ask(heap, { question: 'dominated', id: 'root' }).rowCount, 2);
  assert.equal(ask(heap, { question: 'references', id: 'root' }).rowCount, 2);
});
