import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapshotName } from '../../src/tables/snapshot-name.ts';
import { processOf, snapshotsTable, type SnapshotRow } from '../../src/tables/snapshots-table.ts';
import { hostileNames } from '../support/hostile-names.ts';

const sha256 = '3f9a0c2b11de'.padEnd(64, '0');

test('a snapshot is called by its file and its content, not by its folder or how it is compressed', () => {
  const name = 'api.7-3f9a0c2b11de';
  for (const path of [
    'api.7.heapsnapshot',
    '/var/tmp/api.7.heapsnapshot.gz',
    'C:\\heaps\\api.7.heapsnapshot.zst',
    './api.7',
  ]) {
    assert.equal(snapshotName(path, sha256), name, path);
  }
  assert.equal(snapshotName('-', sha256), 'stdin-3f9a0c2b11de');
  assert.notEqual(snapshotName('api.7.heapsnapshot', sha256.replace('3', '4')), name);
});

test('the name is one that any file system takes as that of a folder, whatever the file is called', () => {
  for (const file of [
    ...hostileNames.values(),
    '..',
    'a=b',
    'a%2Fb',
    'con',
    'CON.txt',
    '?*<>|":',
    '\u0000',
  ]) {
    assert.match(snapshotName(`${file}.heapsnapshot`, sha256), /^[\w.-]{0,80}-3f9a0c2b11de$/, file);
  }
});

const row: SnapshotRow = {
  file: '1.heapsnapshot',
  sha256,
  fileBytes: 1,
  nodeCount: 2,
  edgeCount: 3,
  objectCount: 4,
  totalSize: 5,
  extraNativeSize: 6,
  labels: {},
  process: null,
  comparison: null,
};

function valuesOf(one: SnapshotRow): Record<string, unknown> {
  const { columns } = snapshotsTable;
  return Object.fromEntries(columns.map(({ name, valuesOf: values }) => [name, values([one], 0, 1)[0]]));
}

test('what has no null rule is never null, and the rest is null without a sidecar and a comparison', () => {
  const values = valuesOf(row);
  for (const { name, nullWhen } of snapshotsTable.columns) {
    assert.equal(values[name] === null, nullWhen !== undefined, name);
  }
});

test('with both, nothing of the newest is null', () => {
  const facts = {
    takenAt: 1000,
    pid: 7,
    hostname: 'pod-1',
    rss: 1,
    heapUsed: 2,
    heapTotal: 3,
    external: 4,
    arrayBuffers: 5,
    cpuSeconds: 0.5,
    uptimeSeconds: 60,
    captureSeconds: 1,
    sockets: null,
  };
  const process = processOf({ facts, versions: { nodeVersion: '20.1.0', v8Version: '11.3' } });
  const verdict = { result: 'leak', confidence: 0.97 };
  const values = valuesOf({ ...row, process, comparison: { name: 'b-1', position: 1, verdict } });
  assert.ok(!Object.values(values).includes(null), JSON.stringify(values));
  assert.deepEqual([values['host'], values['uptime'], values['taken_at']], ['pod-1', 60, 1000]);
  assert.equal(processOf({ facts: undefined, versions: { nodeVersion: null, v8Version: null } }), null);
});

test('labels are the same text in whatever order they were given', () => {
  const text = '{"build":"1.4.2","region":"eu"}';
  assert.equal(valuesOf({ ...row, labels: { region: 'eu', build: '1.4.2' } })['labels'], text);
  assert.equal(valuesOf({ ...row, labels: { build: '1.4.2', region: 'eu' } })['labels'], text);
});
