import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Analysis } from '../src/analysis/analysis.ts';
import { findBirths } from '../src/compare/births.ts';
import { countDraft, draftCensus, takeCensus } from '../src/compare/census.ts';
import { draftNewest } from '../src/compare/newest.ts';
import { IdSet } from '../src/heap/id-set.ts';
import { readNodeIds, readSnapshot } from '../src/snapshot/read-snapshot.ts';
import { countArrays, type ArrayBytes } from './support/count-arrays.ts';
import { repositoryPath } from './support/fixtures.ts';

// Memory is columns, so what a pass costs is a number of bytes a node and an edge, the same on every machine. These are the
// numbers of docs/architecture.md ("The passes") for one real file; a change of more than 5 % needs its reason there.

const [before = '', after = ''] = [0, 3].map((index) =>
  repositoryPath(`fixtures/snapshots/push-daemon-leak/${index}.heapsnapshot.gz`),
);

const passes: Record<string, ArrayBytes> = {};

async function pass<Result>(name: string, work: () => Result): Promise<Awaited<Result>> {
  const { result, bytes } = await countArrays(work);
  passes[name] = bytes;
  return result;
}

const snapshot = await pass('reading', () => readSnapshot(after));
const { nodeCount, edgeCount } = snapshot.graph;
const analysis = await pass('well-known names', () => new Analysis(snapshot));
await pass('retaining edges', () => analysis.retainingEdges);
await pass('detached nodes', () => analysis.detached);
await pass('shallow sizes', () => analysis.shallowSizes);
await pass('dominators', () => analysis.dominators);
await pass('retained sizes', () => analysis.retainedSizes);
await pass('distances', () => analysis.distances);
await pass('retainers', () => analysis.retainers);
await pass('shortest paths', () => analysis.shortestPaths);
await pass('locations', () => analysis.locationRows);
await pass('shapes', () => analysis.shapes);
const classification = await pass('classes', () => analysis.classification);
await pass('totals by class', () => void analysis.aggregate(classification));
const draft = await pass('census, draft', () => draftCensus(analysis));
const census = await pass('census', () => countDraft(draft, []));
const ids = await pass('ids of a file', async () => new IdSet(await readNodeIds(before)));
await pass('births', () => findBirths(census.objectId, [ids]));
await pass('candidates', () => draftNewest(analysis, [ids]));
await pass('census of an earlier file', async () =>
  takeCensus(new Analysis(await readSnapshot(before)), census),
);

/** Bytes a node and bytes an edge, of all arrays that a pass makes and of those it leaves. */
type Row = readonly [madePerNode: number, madePerEdge: number, keptPerNode: number, keptPerEdge: number];

const frozen: Readonly<Record<string, Row>> = {
  reading: [160.329, 35.632, 76.374, 16.974],
  'well-known names': [0.381, 0.085, 0.381, 0.085],
  'retaining edges': [4.688, 1.042, 0.562, 0.125],
  'detached nodes': [0.25, 0.056, 0.125, 0.028],
  'shallow sizes': [9.198, 2.044, 4, 0.889],
  dominators: [35.995, 8, 8, 1.778],
  'retained sizes': [8, 1.778, 8, 1.778],
  distances: [8.125, 1.806, 4, 0.889],
  retainers: [25.998, 5.778, 21.998, 4.889],
  'shortest paths': [16.25, 3.611, 4, 0.889],
  locations: [4, 0.889, 4, 0.889],
  shapes: [3.657, 0.813, 0, 0],
  classes: [7.616, 1.693, 4, 0.889],
  'totals by class': [12.014, 2.67, 0, 0],
  'census, draft': [0.845, 0.188, 0.214, 0.047],
  census: [41.768, 9.283, 10.734, 2.386],
  'ids of a file': [39.787, 8.842, 0.545, 0.121],
  births: [0.895, 0.199, 0.895, 0.199],
  candidates: [48.714, 10.826, 0.214, 0.047],
  'census of an earlier file': [240.871, 53.532, 9.829, 2.184],
};

function rowOf({ made, kept }: ArrayBytes): Row {
  const round = (bytes: number): number => Math.round(bytes * 1000) / 1000;
  return [round(made / nodeCount), round(made / edgeCount), round(kept / nodeCount), round(kept / edgeCount)];
}

test('the passes are those whose memory is known', () => {
  const rows = Object.entries(passes).map(([name, bytes]) => `  '${name}': [${rowOf(bytes).join(', ')}],`);
  assert.deepEqual(Object.keys(passes), Object.keys(frozen), `measured:\n${rows.join('\n')}`);
});

for (const [name, expected] of Object.entries(frozen)) {
  test(`${name}: bytes a node and an edge, within 5 %`, () => {
    const actual = rowOf(passes[name] ?? assert.fail('it was not measured'));
    for (const [column, bytes] of expected.entries()) {
      const isNear = Math.abs(actual[column] - bytes) <= 0.05 * bytes;
      assert.ok(isNear, `[${actual.join(', ')}], and [${expected.join(', ')}] are known`);
    }
  });
}
