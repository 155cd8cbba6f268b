import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Analysis, summarize } from '../../src/analysis/analysis.ts';
import { hasBit } from '../../src/heap/bit-set.ts';
import type { NodeColumn } from '../../src/heap/index-spaces.ts';
import { readBytes } from '../support/byte-streams.ts';
import {
  contentOf,
  dominatorsOf,
  snapshotBytes,
  snapshotOf,
  type Drawing,
  type Layout,
} from '../support/draw-heap.ts';
import {
  detachedNodes,
  distances,
  dominatorsByRemoval,
  edgesOf,
  retainedByRemoval,
  retainedOfClasses,
  retainingEdges,
  shallowSizes,
} from '../support/naive-analysis.ts';
import { randomHeap } from '../support/random-heap.ts';

const analyze = (drawing: Drawing): Analysis => new Analysis(snapshotOf(drawing));
const values = (column: NodeColumn): number[] => Array.from(column as unknown as ArrayLike<number>);

function holds(property: (drawing: Drawing, analysis: Analysis) => void): void {
  fc.assert(
    fc.property(randomHeap(), (drawing) => property(drawing, analyze(drawing))),
    { numRuns: 600 },
  );
}

test('an edge retains when the definition says so', () => {
  holds((drawing, { retainingEdges: bits }) => {
    const actual = edgesOf(drawing).filter((_, edge) => hasBit(bits, edge));
    assert.deepEqual(actual, retainingEdges(drawing));
  });
});

test('d dominates n when removing d cuts n off', () => {
  holds((drawing, analysis) => assert.deepEqual(dominatorsOf(analysis), dominatorsByRemoval(drawing)));
});

test('a dominator’s number is lower than that of what it dominates, and every node has one', () => {
  holds((drawing, { dominators: { nodeAt, dominatorAt } }) => {
    const numbers = Array.from(dominatorAt as unknown as ArrayLike<number>);
    assert.ok(numbers.every((dominator, dfs) => dfs === 0 || dominator < dfs));
    const nodes = Array.from(nodeAt as unknown as ArrayLike<number>).sort((a, b) => a - b);
    assert.deepEqual(nodes, [...drawing.nodes.keys()]);
  });
});

test('a node retains what removing it cuts off', () => {
  holds((drawing, analysis) => {
    const expected = retainedByRemoval(drawing, shallowSizes(drawing));
    assert.deepEqual(values(analysis.retainedSizes), expected);
  });
});

test('the root retains everything', () => {
  holds((drawing, { totalSize }) => {
    assert.equal(
      totalSize,
      drawing.nodes.reduce((sum, { size }) => sum + size, 0),
    );
  });
});

test('inner nodes give their size to the one owner that leads to them, and no byte is lost', () => {
  holds((drawing, analysis) => assert.deepEqual(values(analysis.shallowSizes), shallowSizes(drawing)));
});

test('distances are those of a plain breadth-first search', () => {
  holds((drawing, analysis) => assert.deepEqual(values(analysis.distances), distances(drawing)));
});

test('detachedness spreads as far as its rule says', () => {
  holds((drawing, { detached }) => {
    const actual = [...drawing.nodes.keys()].filter((node) => detached && hasBit(detached, node));
    assert.deepEqual(new Set(actual), detachedNodes(drawing));
  });
});

test('classes add up to what counting by definition gives', () => {
  holds((drawing, analysis) => {
    const { classes, classOf } = analysis.classify();
    const keys = values(classOf).map((index) => classes[index].key);
    const actual = summarize(analysis).classes.map(
      ({ key, count, selfSize, retainedSize, distance }) =>
        [key, { count, selfSize, retainedSize, distance }] as const,
    );
    assert.deepEqual(new Map(actual), retainedOfClasses(drawing, keys, shallowSizes(drawing)));
  });
});

test('no two classes have one key, and a class of objects has a place just when its objects have', () => {
  holds((drawing, analysis) => {
    const { classes, classOf } = analysis.classify();
    assert.equal(new Set(classes.map(({ key }) => key)).size, classes.length);
    for (const [node, index] of values(classOf).entries()) {
      const { at, kind } = drawing.nodes[node];
      const place = kind === 'object' && at ? at.join(',') : '';
      assert.equal(classes[index].key, `${place},${classes[index].className}`);
    }
  });
});

test('the parts of the statistics add up to the total', () => {
  holds((_, { statistics, totalSize }) => {
    const { total, native, v8Heap, code, strings, jsArrays, system, otherJsObjects } = statistics;
    assert.equal(total, totalSize);
    assert.equal(native + v8Heap, total);
    assert.equal(code + strings + jsArrays + system + otherJsObjects, v8Heap);
    assert.ok(statistics.typedArrays <= native);
  });
});

test('a heap reads from any producer’s bytes as it was drawn', async () => {
  const layout: fc.Arbitrary<Layout> = fc.record({
    producer: fc.constantFrom('node20', 'node24', 'chrome'),
    isTracked: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(randomHeap(), layout, fc.array(fc.nat(2000), { maxLength: 5 }), async (...random) => {
      const [drawing, chosen, cuts] = random;
      const bytes = snapshotBytes(drawing, chosen);
      const read = await readBytes(
        bytes,
        cuts.map((cut) => cut % bytes.length),
      );
      assert.deepEqual(contentOf(read), contentOf(snapshotOf(drawing)));
    }),
    { numRuns: 200 },
  );
});

test('equal texts with several places in the string table change nothing', async () => {
  const results = (analysis: Analysis): unknown => {
    const { classes, classOf } = analysis.classify();
    return [
      new Map(summarize(analysis).classes.map((row) => [row.key, row])),
      values(classOf).map((index) => classes[index].key),
      values(analysis.distances),
      dominatorsOf(analysis),
      analysis.statistics,
    ];
  };
  await fc.assert(
    fc.asyncProperty(randomHeap(), async (drawing) => {
      const repeated = await readBytes(snapshotBytes(drawing, { repeatStrings: true }));
      assert.deepEqual(results(new Analysis(repeated)), results(analyze(drawing)));
    }),
    { numRuns: 200 },
  );
});
