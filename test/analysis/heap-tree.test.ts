import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Analysis } from '../../src/analysis/analysis.ts';
import { cutHeapTree, heapTreeLimits, type HeapTreeNode } from '../../src/analysis/heap-tree.ts';
import { createBitSet, setBit } from '../../src/heap/bit-set.ts';
import { parseDrawing, snapshotOf, type Drawing } from '../support/draw-heap.ts';
import { randomHeap } from '../support/random-heap.ts';

/** @param added labels of the objects that are new; without it there is nothing to compare with */
function treeOf(
  picture: string | Drawing,
  limits: Partial<typeof heapTreeLimits> = {},
  added?: readonly string[],
): HeapTreeNode {
  const drawing = typeof picture === 'string' ? parseDrawing(picture) : picture;
  const analysis = new Analysis(snapshotOf(drawing));
  const bits = createBitSet(drawing.nodes.length);
  for (const [position, { label }] of drawing.nodes.entries()) {
    if (added?.includes(label)) setBit(bits, position);
  }
  const { dominators, shallowSizes, retainedSizes, classification, snapshot } = analysis;
  const { nodeId } = snapshot.graph;
  return cutHeapTree(
    { dominators, shallowSizes, retainedSizes, classification, nodeId, added: added && bits },
    { ...heapTreeLimits, ...limits },
  );
}

/** "Foo ×2 20/40 (Bar 10/10)": class, count, own and retained bytes, what is below. */
function outline({ className, count, selfSize, retainedSize, children, omitted }: HeapTreeNode): string {
  const below = [
    ...children.map(outline),
    ...(omitted ? [`… ×${omitted.count} ${omitted.retainedSize}`] : []),
  ].join(', ');
  return `${className}${count > 1 ? ` ×${count}` : ''} ${selfSize}/${retainedSize}${below && ` (${below})`}`;
}

const small = `
  root -> store
  store -> first, second, other
  first -> text
  store: object "Store"
  first: object "Item"
  second: object "Item"
  other: object "Other" size=5
  text: object "Text" size=50
`;

test('objects of a class under one dominator are one entry, and the largest comes first', () => {
  assert.equal(outline(treeOf(small)), '(heap) 0/85 (Store 10/85 (Item ×2 20/70 (Text 50/50), Other 5/5))');
});

test('an entry of one object has its id, one of several has none', () => {
  const [store] = treeOf(small).children;
  assert.equal(store?.nodeId, 3);
  assert.deepEqual(
    store?.children.map(({ nodeId }) => nodeId),
    [null, 9],
  );
});

test('a list is one entry, as long as it is', () => {
  const length = 200_000;
  const nodes = Array.from({ length }, (_, position) => ({
    label: `n${position}`,
    kind: position === 0 ? 'synthetic' : 'object',
    name: position === 0 ? '' : 'Link',
    id: 2 * position + 1,
    size: position === 0 ? 0 : 16,
    detachedness: 0,
    edges: position + 1 < length ? [{ kind: 'property', name: 'next', to: position + 1 }] : [],
  }));
  const bytes = 16 * (length - 1);
  assert.equal(
    outline(treeOf({ nodes, root: 0 })),
    `(heap) 0/${bytes} (Link ×${length - 1} ${bytes}/${bytes})`,
  );
});

test('what is too small, too deep or too many is one number', () => {
  assert.equal(
    outline(treeOf(small, { entries: 3 })),
    '(heap) 0/85 (Store 10/85 (Item ×2 20/70 (… ×1 50), … ×1 5))',
  );
  assert.equal(outline(treeOf(small, { depth: 2 })), '(heap) 0/85 (Store 10/85 (… ×3 75))');
  assert.equal(
    outline(treeOf(small, { share: 0.1 })),
    '(heap) 0/85 (Store 10/85 (Item ×2 20/70 (Text 50/50), … ×1 5))',
  );
});

test('what was added is drawn though it is small, and is in the sums of all above', () => {
  const tree = treeOf(small, { share: 0.1 }, ['other']);
  assert.equal(outline(tree), '(heap) 0/85 (Store 10/85 (Item ×2 20/70 (Text 50/50), Other 5/5))');
  const [store] = tree.children;
  assert.deepEqual([tree.addedSize, store?.addedSize], [5, 5]);
  assert.deepEqual(
    store?.children.map(({ addedSize }) => addedSize),
    [0, 5],
  );
  assert.equal(treeOf(small).addedSize, null);
});

test('entries add up, whatever the heap and the limits', () => {
  const limits = fc.record({
    entries: fc.integer({ min: 1, max: 9 }),
    depth: fc.integer({ min: 1, max: 5 }),
    share: fc.constantFrom(0, 0.05, 0.3),
  });
  fc.assert(
    fc.property(randomHeap(), limits, (drawing, given) => {
      const added = drawing.nodes.filter((_, position) => position % 3 === 1).map(({ label }) => label);
      const tree = treeOf(drawing, given, added);
      let entries = 0;
      const check = (entry: HeapTreeNode, depth: number): void => {
        entries++;
        assert.ok(depth <= given.depth);
        const below = [...entry.children, ...(entry.omitted ? [entry.omitted] : [])];
        const sum = below.reduce((total, { retainedSize }) => total + retainedSize, entry.selfSize);
        assert.equal(sum, entry.retainedSize);
        const addedBelow = below.reduce((total, { addedSize }) => total + (addedSize ?? 0), 0);
        const own = (entry.addedSize ?? 0) - addedBelow;
        assert.ok(own >= 0 && own <= entry.selfSize);
        for (const child of entry.children) check(child, depth + 1);
      };
      check(tree, 1);
      assert.ok(entries <= given.entries);
    }),
    { numRuns: 600 },
  );
});
