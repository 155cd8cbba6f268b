import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { SnapdiffError, SnapshotFormatError } from '../../src/base/errors.ts';
import { exportFiles } from '../../src/export/export-files.ts';
import { compareFiles } from '../../src/files/compare-files.ts';
import { summarizeFile } from '../../src/files/summarize-file.ts';
import { parseDrawing, snapshotBytes } from '../support/draw-heap.ts';
import { drawSmallLeak } from '../support/draw-series.ts';
import { writeHostileSnapshot } from '../support/hostile-snapshot.ts';
import { filesBelow, readParquet, type ParquetRow } from '../support/read-parquet.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-export-'));
after(() => rmSync(folder, { recursive: true }));

const drawings = drawSmallLeak();
const series = drawings.map((drawing, index) => {
  const path = join(folder, `${index}.heapsnapshot`);
  writeFileSync(path, snapshotBytes(drawing));
  return path;
});
const [first = '', second = ''] = series;

let count = 0;
const newOut = (): string => join(folder, `out-${count++}`);

const tableOf = (out: string, table: string, snapshot: string): Promise<ParquetRow[]> =>
  readParquet(join(out, table, `snapshot=${snapshot}`, 'part-0.parquet'));
const only = async (out: string, table: string, snapshot: string): Promise<ParquetRow> => {
  const [row, ...more] = await tableOf(out, table, snapshot);
  assert.ok(row && more.length === 0);
  return row;
};

test('of one file the totals are those of its summary', async () => {
  const out = newOut();
  const { snapshots, comparison } = await exportFiles([first], out, { edges: true, labels: { build: '1' } });
  assert.equal(comparison, undefined);
  const [{ name, objectCount, classCount } = assert.fail()] = snapshots;
  assert.match(name, /^0-[0-9a-f]{12}$/);
  const summary = await summarizeFile(first);
  const classes = await tableOf(out, 'classes', name);
  assert.deepEqual(
    classes.map((row) => [row['class'], row['object_count'], row['self_size'], row['retained_size']]),
    summary.classes.map((one) => [one.className, one.count, one.selfSize, one.retainedSize]),
  );
  const row = await only(out, 'snapshots', name);
  const { nodeCount, edgeCount, totalSize, fileBytes } = summary.snapshot;
  assert.deepEqual(
    [row['node_count'], row['edge_count'], row['total_size'], row['file_size'], row['object_count']],
    [nodeCount, edgeCount, totalSize, fileBytes, objectCount],
  );
  assert.deepEqual([classes.length, row['labels'], row['position']], [classCount, '{"build":"1"}', null]);
  assert.equal((await tableOf(out, 'objects', name)).length, nodeCount);
  assert.equal((await tableOf(out, 'edges', name)).length, edgeCount);
  assert.deepEqual(await tableOf(out, 'suspects', name), []);
});

test('of several files the suspects, counts and births are those of their comparison', async () => {
  const out = newOut();
  // In the order in which they were taken, whatever order they are given in.
  const { snapshots } = await exportFiles(series.toReversed(), out);
  assert.deepEqual(
    snapshots.map(({ path }) => path),
    series,
  );
  const comparison = await compareFiles(series);
  const newest = snapshots.at(-1)?.name ?? '';
  const suspects = await tableOf(out, 'suspects', newest);
  assert.ok(suspects.length > 0);
  assert.deepEqual(
    suspects.map((row) => [
      row['class'],
      row['fingerprint'],
      row['growth'],
      row['held_count'],
      row['baseline'],
    ]),
    comparison.suspects.map((suspect) => [
      suspect.className,
      suspect.fingerprint,
      suspect.retainedGrowth,
      suspect.heldCounts.reduce((sum, held) => sum + held, 0),
      snapshots[0]?.name,
    ]),
  );
  for (const [position, { name }] of snapshots.entries()) {
    const row = await only(out, 'snapshots', name);
    const isNewest = name === newest;
    const verdict = isNewest ? comparison.verdict.result : null;
    assert.deepEqual([row['position'], row['comparison'], row['verdict']], [position, newest, verdict]);
    if (!isNewest) assert.deepEqual(await tableOf(out, 'suspects', name), []);
    const byKey = new Map((await tableOf(out, 'classes', name)).map((one) => [one['class_key'], one]));
    for (const { key, counts } of comparison.classes) {
      assert.equal(byKey.get(key)?.['object_count'] ?? 0, counts[position], key);
    }
    const born = (await tableOf(out, 'objects', name)).filter(
      (one) => one['class'] === 'Connection' && one['birth'] === position,
    );
    assert.equal(born.length, 5);
  }
});

test('the same files give the same bytes, in another folder and once more into the same', async () => {
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  const copies = series.map((path, index) => {
    const copy = join(elsewhere, `${index}.heapsnapshot`);
    cpSync(path, copy);
    return copy;
  });
  const [out, other] = [newOut(), newOut()];
  await exportFiles(series, out, { edges: true });
  const written = filesBelow(out);
  assert.equal(written.size, 5 * series.length);
  await exportFiles(copies, other, { edges: true });
  assert.deepEqual(filesBelow(other), written);
  await exportFiles(series, out, { edges: true });
  assert.deepEqual(filesBelow(out), written);
});

test('a compressed copy is the same snapshot, and another file of its name is not', async () => {
  const elsewhere = join(folder, 'compressed');
  mkdirSync(elsewhere);
  const copy = join(elsewhere, '0.heapsnapshot.gz');
  writeFileSync(copy, gzipSync(readFileSync(first)));
  const other = join(elsewhere, '0.heapsnapshot');
  writeFileSync(other, snapshotBytes(parseDrawing('root -> a')));
  const out = newOut();
  const names: (string | undefined)[] = [];
  for (const path of [first, copy, other]) names.push((await exportFiles([path], out)).snapshots[0]?.name);
  assert.equal(names[0], names[1]);
  assert.notEqual(names[0], names[2]);
  assert.equal(filesBelow(join(out, 'objects')).size, 2);
});

test('two of one process may have one name, and one snapshot may not be given twice', async () => {
  const elsewhere = join(folder, 'same-name');
  mkdirSync(elsewhere);
  const namesake = join(elsewhere, '0.heapsnapshot');
  cpSync(second, namesake);
  const { snapshots } = await exportFiles([first, namesake], newOut());
  assert.equal(new Set(snapshots.map(({ name }) => name)).size, 2);
  cpSync(first, namesake);
  const out = newOut();
  await assert.rejects(exportFiles([first, namesake], out), /has the name and the content of /);
  assert.deepEqual([...filesBelow(out).keys()], []);
});

test('what a killed run left is removed, and what is there already is replaced', async () => {
  const out = newOut();
  await exportFiles([first], out);
  const written = filesBelow(out);
  const [name = ''] = written.keys();
  writeFileSync(join(out, name), 'of another version');
  writeFileSync(join(out, name.replace('part-0', '.part-0').concat('.0-1.part')), 'half');
  assert.equal(filesBelow(out).size, written.size + 1);
  await exportFiles([first], out);
  assert.deepEqual(filesBelow(out), written);
});

test('a damaged file leaves nothing, also where another was read before it', async () => {
  const damaged = join(folder, 'damaged.heapsnapshot');
  writeFileSync(damaged, readFileSync(first).subarray(0, 2000));
  const out = newOut();
  await assert.rejects(exportFiles([damaged], out), SnapshotFormatError);
  await assert.rejects(exportFiles([damaged, second], out), SnapshotFormatError);
  assert.throws(() => statSync(out), /ENOENT/);
});

test('an export that is stopped leaves no file', async () => {
  const out = newOut();
  const controller = new AbortController();
  const onProgress = (phase: string): void => {
    if (phase.startsWith('writing objects')) controller.abort(new SnapdiffError('stopped'));
  };
  const { signal } = controller;
  await assert.rejects(exportFiles([first], out, { signal, onProgress }), /^SnapdiffError: stopped/);
  assert.deepEqual([...filesBelow(out).keys()], []);
});

test('a file in the place of a folder is one line that says which', async () => {
  const out = newOut();
  writeFileSync(out, '');
  await assert.rejects(exportFiles([first], out), (error: unknown) => {
    assert.ok(error instanceof SnapdiffError);
    assert.match(error.message, /out-\d+\/classes\/snapshot=0-\w+\/part-0\.parquet: /);
    assert.equal(error.hint, 'Choose another --out.');
    return true;
  });
});

test('hostile names come back as they are, and the text of no string is told', async () => {
  const path = writeHostileSnapshot(folder);
  const out = newOut();
  const { snapshots } = await exportFiles([path], out);
  const name = snapshots[0]?.name ?? '';
  const objects = await tableOf(out, 'objects', name);
  const classes = new Set(objects.map((row) => row['class']));
  assert.ok(classes.has(`]]><iframe src="javascript:parent.owned=1">`) && classes.has('__proto__'));
  assert.ok(objects.every(({ text }) => text === null));
  const withTexts = newOut();
  await exportFiles([path], withTexts, { includeStrings: true });
  const texts = new Set((await tableOf(withTexts, 'objects', name)).map(({ text }) => text));
  assert.ok(texts.has(']]><iframe src="javascript:parent.owned=1">'));
  const file = join(withTexts, 'objects', `snapshot=${name}`, 'part-0.parquet');
  assert.equal(statSync(file).mode & 0o077, 0);
});
