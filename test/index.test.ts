import assert from 'node:assert/strict';
import { test } from 'node:test';

test('the library exports these names: one more is a minor release, one less a major', async () => {
  assert.deepEqual(Object.keys(await import('../src/index.ts')).sort(), [
    'Analysis',
    'EdgeKind',
    'NodeKind',
    'SnapdiffError',
    'SnapshotFormatError',
    'checkFiles',
    'checkScenario',
    'compareFiles',
    'compareSnapshots',
    'computeDominators',
    'computeRetainedSizes',
    'edgeKindNames',
    'engineDistance',
    'formatBaseline',
    'isRetainingEdge',
    'makeBaselineFile',
    'makeCheckReport',
    'makeComparisonReport',
    'makeSummaryReport',
    'makeUnjudgedReport',
    'noDistance',
    'readBaselineFile',
    'readSnapshot',
    'readSourceMaps',
    'renderCheck',
    'renderReport',
    'summarize',
    'summarizeFile',
    'toolVersion',
    'watchMemory',
  ]);
});
