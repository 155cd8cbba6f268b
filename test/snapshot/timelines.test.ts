import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { findFileRetainers } from '../../src/files/inspect-files.ts';
import { repositoryPath } from '../support/fixtures.ts';

const timelineOf = (version: number): string =>
  repositoryPath(`fixtures/snapshots/heaptimeline-node${version}/0.heaptimeline.gz`);

suite('timelines of old versions of Node', () => {
  test('one that names more functions than its header announces tells who allocated the objects', async () => {
    const path = timelineOf(14);
    const { snapshot, trace_function_infos } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as {
      snapshot: { trace_function_count: number; meta: { trace_function_info_fields: string[] } };
      trace_function_infos: number[];
    };
    const fields = snapshot.meta.trace_function_info_fields.length;
    assert.ok(trace_function_infos.length / fields > snapshot.trace_function_count);
    const { ofClass } = await findFileRetainers(path, { className: 'Reading' });
    const { objectCount, knownCount, sharedCount, frames } = ofClass?.allocation ?? assert.fail('no stack');
    assert.deepEqual([objectCount, knownCount, sharedCount], [60, 50, 50]);
    assert.deepEqual(
      frames.map(({ functionName, location }) => [functionName, location?.line]),
      [
        ['measure', 32],
        ['connect', 36],
        ['step', 42],
      ],
    );
  });

  test('one whose stacks are lost says nothing of who allocated the objects', async () => {
    const { ofClass } = await findFileRetainers(timelineOf(10), { className: 'Reading' });
    assert.equal(ofClass?.objectCount, 60);
    assert.equal(ofClass.allocation, undefined);
  });
});
