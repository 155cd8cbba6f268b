import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Analysis, summarize } from '../../src/analysis/analysis.ts';
import { takeCensus } from '../../src/compare/census.ts';
import { diffCensuses } from '../../src/compare/diff.ts';
import { ExploredHeap } from '../../src/explore/explored-heap.ts';
import type { ObjectsAsk } from '../../src/explore/questions.ts';
import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import { ask, rowsOf } from '../support/exploring.ts';
import { repositoryPath } from '../support/fixtures.ts';

interface Opened {
  readonly analysis: Analysis;
  readonly heap: ExploredHeap;
}

const opened = new Map<string, Promise<Opened>>();

/** Each once. */
function open(path: string): Promise<Opened> {
  const known = opened.get(path) ?? readFixture(path);
  opened.set(path, known);
  return known;
}

async function readFixture(path: string): Promise<Opened> {
  const snapshot = await readSnapshot(repositoryPath(`fixtures/snapshots/${path}.heapsnapshot.gz`));
  const analysis = new Analysis(snapshot);
  return { analysis, heap: new ExploredHeap(analysis) };
}

/** How many objects an answer says there are. */
function countOf(heap: ExploredHeap, row: ObjectsAsk, peers = {}): number {
  return ask(heap, { question: 'objects', ...row, limit: 1 }, peers).rowCount;
}

test('each row of a summary has as many objects as it says', async () => {
  for (const path of ['class-instances/2', 'bun/1', 'julia/0', 'hermes/1']) {
    const { analysis, heap } = await open(path);
    const { classes } = summarize(analysis);
    for (const { key, count, className } of classes) {
      assert.equal(countOf(heap, { key }), count, `${path} ${className}`);
    }
  }
});

const pairs: readonly (readonly [baseline: string, current: string, matchedBy: string])[] = [
  ['class-instances/0', 'class-instances/2', 'id'],
  ['chrome/0', 'chrome/1', 'id'],
  ['node20/0', 'node20-second-process/0', 'className'],
  ['bun/0', 'bun/1', 'className'],
];

test('each row of a comparison has as many objects as it says: in both, new ones and deleted ones', async () => {
  for (const [baselinePath, currentPath, expected] of pairs) {
    const [baseline, current] = [await open(baselinePath), await open(currentPath)];
    const census = takeCensus(current.analysis);
    const { classes, matchedBy } = diffCensuses(takeCensus(baseline.analysis, census), census);
    assert.equal(matchedBy, expected);
    const [older, newer] = [baseline.heap, current.heap];
    const { naming } = newer;
    for (const { key, className, counts, addedCount, removedCount } of classes) {
      const row = { key, matchedBy, shapesOf: 1 };
      const inOlder = { naming, objects: newer.objectsOf(row) };
      const inNewer = { objects: older.objectsOf(row, { naming }) };
      assert.deepEqual(
        {
          counts: [countOf(older, row, { naming }), countOf(newer, row)],
          addedCount: countOf(newer, { ...row, other: 0, which: 'only' }, inNewer),
          removedCount: countOf(older, { ...row, other: 1, which: 'only' }, inOlder),
          both: countOf(newer, { ...row, other: 0, which: 'both' }, inNewer),
        },
        { counts, addedCount, removedCount, both: (counts[1] ?? 0) - addedCount },
        `${currentPath} ${className}`,
      );
    }
  }
});

test('of a row compared with another snapshot each object says whether it is new', async () => {
  const [{ heap: older }, { heap: newer }] = [
    await open('class-instances/0'),
    await open('class-instances/2'),
  ];
  const key = ',(string)';
  const row = { key, shapesOf: 1, other: 0 };
  const peers = { objects: older.objectsOf(row, { naming: newer.naming }) };
  const all = rowsOf(newer, { question: 'objects', ...row }, 200, peers);
  const isKnown = new Set(
    rowsOf(older, { question: 'objects', key, shapesOf: 1 }, 200, { naming: newer.naming }).map(
      ({ nodeId }) => nodeId,
    ),
  );
  assert.ok(all.some(({ isNew }) => isNew === true) && all.some(({ isNew }) => isNew === false));
  for (const { nodeId, isNew } of all) assert.equal(isNew, !isKnown.has(nodeId));
});

test('objects of another process are not said to be new', async () => {
  const [{ heap: one }, { heap: other }] = [await open('node20/0'), await open('node20-second-process/0')];
  const row = { key: ',(string)', other: 1 };
  const { rows } = ask(one, { question: 'objects', ...row }, { objects: other.objectsOf(row) });
  assert.ok(rows.length > 0);
  for (const object of rows) assert.equal('isNew' in object, false);
});
