import assert from 'node:assert/strict';
import { test } from 'node:test';

test('the library exports these names: one more is a minor release, one less a major', async () => {
  assert.deepEqual(Object.keys(await import('../src/index.ts')).sort(), [
    'Analysis',
    'EdgeKind',
    'NodeKind',
    'SnapdiffError',
    'SnapshotFormatError',
    'computeDominators',
    'computeRetainedSizes',
    'diffFiles',
    'diffSnapshots',
    'edgeKindNames',
    'engineDistance',
    'followFiles',
    'isRetainingEdge',
    'makeDiffReport',
    'makeSeriesReport',
    'makeSummaryReport',
    'noDistance',
    'readSnapshot',
    'readSourceMaps',
    'renderReport',
    'summarize',
    'summarizeFile',
    'watchMemory',
  ]);
});
