import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { SnapdiffError } from '../../../src/base/errors.ts';
import { FileExplorer, type Heaps } from '../../../src/cli/file-explorer.ts';
import { snapshotBytes } from '../../support/draw-heap.ts';
import { drawSmallLeak, writeSmallLeak } from '../../support/draw-series.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-file-explorer-'));
after(() => rmSync(folder, { recursive: true }));
const files = writeSmallLeak(folder);

/** Threads that were started, and that run: each makes one report. */
const threads = { started: 0, running: 0, most: 0 };
process.on('worker', (worker: Worker) => {
  threads.started++;
  threads.running++;
  threads.most = Math.max(threads.most, threads.running);
  worker.on('exit', () => threads.running--);
});

/** Heaps that answer with what they were asked. */
class FakeHeaps implements Heaps {
  readonly paths: readonly string[];
  isClosed = false;
  state: 'ready' | 'closed' = 'ready';

  constructor(paths: readonly string[]) {
    this.paths = paths;
  }

  get snapshots(): Heaps['snapshots'] {
    return this.paths.map((path) => ({ path, fileBytes: 0, state: { state: this.state } }));
  }

  async ask(position: number, question: unknown): Promise<unknown> {
    return [this.paths[position], question];
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

async function begin(paths: readonly string[]): Promise<{ explorer: FileExplorer; heaps: () => FakeHeaps }> {
  let heaps: FakeHeaps | undefined;
  const explorer = await FileExplorer.begin(paths, {
    openHeaps: (oldestFirst) => (heaps = new FakeHeaps(oldestFirst)),
  });
  after(() => explorer.close());
  return {
    explorer,
    heaps: () => {
      assert.ok(heaps, 'none are opened');
      return heaps;
    },
  };
}

test('of the same snapshots, in any order, a report is made once, and one report at a time', async () => {
  const before = threads.started;
  const { explorer } = await begin(files);
  const sets = [[0, 3], [3, 0], [1], [0, 1, 2, 3], [3, 1, 0, 2], [0, 3], [2, 3], [1]];
  const reports = await Promise.all(sets.map((set) => explorer.report(set)));
  assert.equal(threads.started - before, 4);
  assert.equal(threads.most, 1);
  assert.equal(reports[0], reports[1]);
  assert.equal(reports[3], reports[4]);
  assert.equal(new Set(reports).size, 4);
  await explorer.ready;
});

test('a report that nobody waits for any more is not made, or ends where it is', async () => {
  const { explorer } = await begin(files);
  const before = threads.started;
  const [leaver, other] = [new AbortController(), new AbortController()];
  const alone = explorer.report([0, 1], leaver.signal);
  const shared = [explorer.report([0, 2], leaver.signal), explorer.report([2, 0], other.signal)];
  const all = explorer.report([0, 1, 2, 3], leaver.signal);
  leaver.abort();
  // Whoever comes after that has it made anew.
  const anew = explorer.report([1, 0]);
  await assert.rejects(alone, { message: 'nobody waits for the report' });
  for (const report of [...shared, all, anew]) assert.match(await report, /"kind":"comparison"/);
  await explorer.ready;
  // Of all, of [0, 2] and of [0, 1] anew.
  assert.equal(threads.started - before, 3);

  const running = explorer.report([3], other.signal);
  const hasEnded = assert.rejects(running, { message: 'nobody waits for the report' });
  const startedBefore = threads.started;
  while (threads.started === startedBefore) await new Promise(setImmediate);
  other.abort();
  await hasEnded;
  assert.match(await explorer.report([2]), /"kind":"summary"/);
  assert.equal(threads.most, 1);
});

test('what failed is tried again', async () => {
  const { explorer } = await begin(files.slice(0, 2));
  await explorer.ready;
  const [file] = files;
  renameSync(file, `${file}.away`);
  await assert.rejects(explorer.report([0]), { message: `${file}: is there no more` });
  renameSync(`${file}.away`, file);
  assert.match(await explorer.report([0]), /"kind":"summary"/);
});

test('no more reports are kept than twenty, those asked for last', async () => {
  const { explorer } = await begin(files.slice(0, 3).concat(files.slice(0, 3)));
  // The same files twice are six snapshots.
  await explorer.ready;
  const before = threads.started;
  const pairs = [0, 1, 2, 3, 4].flatMap((a) => [1, 2, 3, 4, 5].filter((b) => b > a).map((b) => [a, b]));
  const singles = [0, 1, 2, 3, 4].map((a) => [a]);
  for (const set of [...pairs, ...singles]) await explorer.report(set);
  assert.equal(threads.started - before, 20);
  await explorer.report([0, 1]);
  assert.equal(threads.started - before, 20);
  await explorer.report([0, 1, 2, 3, 4, 5]);
  assert.equal(threads.started - before, 21, 'it was the first, and is forgotten');
});

test('a question waits for the heaps, which are opened after the report, the oldest first', async () => {
  const [, one, two, three] = files;
  const { explorer, heaps } = await begin([two, three, one]);
  const told: string[] = [];
  explorer.onChange(({ report }) => told.push(report.state));
  assert.deepEqual(await explorer.ask(2, 'what?'), [three, 'what?']);
  assert.deepEqual(heaps().paths, [one, two, three]);
  assert.deepEqual(
    explorer.session.snapshots.map(({ path, state }) => [path, state.state]),
    heaps().paths.map((path) => [path, 'ready']),
  );
  assert.deepEqual([...new Set(told)], ['working', 'ready']);
  for (const at of [3, -1, 0.5]) await assert.rejects(explorer.ask(at, 'what?'), SnapdiffError);
});

test('a heap that is not open any more is not read from another file', async () => {
  const [file] = files;
  const { explorer, heaps } = await begin([file]);
  await explorer.ready;
  renameSync(file, `${file}.away`);
  assert.deepEqual(await explorer.ask(0, 'open?'), [file, 'open?']);
  heaps().state = 'closed';
  await assert.rejects(explorer.ask(0, 'open?'), { message: `${file}: is there no more` });
  renameSync(`${file}.away`, file);
  assert.deepEqual(await explorer.ask(0, 'open?'), [file, 'open?']);
});

test('where the first report fails, it is told why, and questions get the same answer', async () => {
  const broken = join(folder, 'broken.heapsnapshot');
  writeFileSync(broken, snapshotBytes(drawSmallLeak()[0] ?? { nodes: [], root: 0 }).subarray(0, -100));
  const { explorer } = await begin([broken]);
  await assert.rejects(explorer.ready, SnapdiffError);
  const { report } = explorer.session;
  assert.ok(report.state === 'failed');
  await assert.rejects(explorer.ask(0, 'what?'), { message: report.problem.message });
});

test('close() ends a report where it is, and the heaps', async () => {
  const { explorer, heaps } = await begin(files);
  const asked = assert.rejects(explorer.report([0, 1]), { message: 'snapdiff has been ended' });
  await explorer.close();
  await asked;
  await assert.rejects(explorer.ready, { message: 'snapdiff has been ended' });
  await assert.rejects(explorer.ask(0, 'what?'), { message: 'snapdiff has been ended' });
  assert.throws(heaps, /none are opened/);
  assert.equal(threads.running, 0);

  const other = await begin(files.slice(0, 2));
  await other.explorer.ready;
  await other.explorer.ask(0, 'what?');
  await other.explorer.close();
  assert.equal(other.heaps().isClosed, true);
});
