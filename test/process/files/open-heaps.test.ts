import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { SnapdiffError, SnapshotFormatError } from '../../../src/base/errors.ts';
import { compareFiles } from '../../../src/files/compare-files.ts';
import { analyzeFile } from '../../../src/files/read-file.ts';
import { OpenHeaps, type OpenHeapsOptions } from '../../../src/files/open-heaps.ts';
import { ExploredHeap } from '../../../src/explore/explored-heap.ts';
import type { ExploredObject, ObjectRow, Page, Question } from '../../../src/explore/questions.ts';
import type { OpenSnapshot } from '../../../src/explore/session.ts';
import { repositoryPath } from '../../support/fixtures.ts';

const paths = [0, 3].map((number) =>
  repositoryPath(`fixtures/snapshots/push-daemon-leak/${number}.heapsnapshot.gz`),
);

/** Heaps that are closed with the test. */
function openHeaps(
  context: TestContext,
  options: OpenHeapsOptions = {},
  files: readonly string[] = paths,
): OpenHeaps {
  const heaps = new OpenHeaps(files, options);
  context.after(() => heaps.close());
  return heaps;
}

async function folderOf(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-heaps-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const statesOf = ({ snapshots }: OpenHeaps): string[] => snapshots.map(({ state }) => state.state);

const root = { question: 'object', id: 'root' };

test('a snapshot is opened by its first question', async (context) => {
  const heaps = openHeaps(context);
  assert.deepEqual(statesOf(heaps), ['waiting', 'waiting']);
  const answer = (await heaps.ask(1, root)) as ExploredObject;
  assert.equal(answer.kind, 'synthetic');
  assert.ok(answer.dominatedCount > 0);
  assert.deepEqual(statesOf(heaps), ['waiting', 'ready']);
  assert.ok(heaps.snapshots.every(({ fileBytes }) => fileBytes > 10_000));
});

test('all are opened in the background, the newest first, one after the other, and each says how far it is', async (context) => {
  const seen: (readonly OpenSnapshot[])[] = [];
  const heaps = openHeaps(context, { onChange: (snapshots) => seen.push(snapshots) });
  heaps.open();
  await Promise.all([heaps.ask(0, root), heaps.ask(1, root)]);
  assert.deepEqual(statesOf(heaps), ['ready', 'ready']);
  const states = seen.map((snapshots) => snapshots.map(({ state }) => state.state).join());
  assert.equal(states[0], 'waiting,working');
  assert.ok(states.indexOf('waiting,ready') > 0);
  assert.ok(!states.includes('working,working'));
  const phases = seen.flatMap((snapshots) =>
    snapshots.flatMap(({ state }) => (state.state === 'working' ? [state.phase] : [])),
  );
  for (const path of paths) assert.ok(phases.some((phase) => phase.includes(path)));
});

test('what is asked is opened before what nobody has asked for', async (context) => {
  const ready: number[] = [];
  const heaps = openHeaps(
    context,
    {
      onChange: (snapshots) => {
        for (const [index, { state }] of snapshots.entries()) {
          if (state.state === 'ready' && !ready.includes(index)) ready.push(index);
        }
      },
    },
    [...paths, ...paths],
  );
  heaps.open();
  await heaps.ask(0, root);
  // The newest had been begun.
  assert.deepEqual(ready, [3, 0]);
});

test('a thread answers what a heap in this thread answers', async (context) => {
  const heaps = openHeaps(context);
  const [older, newer] = [
    new ExploredHeap(await analyzeFile(paths[0], {})),
    new ExploredHeap(await analyzeFile(paths[1], {})),
  ];
  const { rows } = newer.ask({ question: 'dominated', id: 'root', limit: 20 }) as Page<ObjectRow>;
  const questions: Question[] = [
    { question: 'duplicates' },
    { question: 'search', by: 'text', text: 'a' },
    ...rows.flatMap(({ nodeId: id }): Question[] => [
      { question: 'object', id },
      { question: 'fields', id },
      { question: 'references', id },
      { question: 'retainers', id },
      { question: 'kept', id },
      { question: 'text', id },
      { question: 'copies', id },
    ]),
  ];
  for (const question of questions) assert.deepEqual(await heaps.ask(1, question), newer.ask(question));

  const { classes } = await compareFiles(paths, { jobs: 1 });
  for (const { key, addedCount, removedCount, counts } of classes.slice(0, 100)) {
    const row = { key, shapesOf: 1 };
    const ask: Question = { question: 'objects', ...row, other: 0, which: 'only' };
    const added = (await heaps.ask(1, ask)) as Page<ObjectRow>;
    assert.equal(added.rowCount, addedCount);
    const peers = { objects: older.objectsOf(row, { naming: newer.naming }) };
    assert.deepEqual(added, newer.ask(ask, peers));
    const removed = await heaps.ask(0, { question: 'objects', ...row, other: 1, which: 'only' });
    assert.equal((removed as Page<ObjectRow>).rowCount, removedCount);
    const all = await heaps.ask(0, { question: 'objects', ...row });
    assert.equal((all as Page<ObjectRow>).rowCount, counts[0]);
  }
});

test('one that is added is opened when it is asked, and no more are open than are allowed', async (context) => {
  const heaps = openHeaps(context, { maxOpen: 1 }, []);
  const [first, second] = paths.map((path) => heaps.add(path));
  assert.deepEqual([first, second, ...statesOf(heaps)], [0, 1, 'waiting', 'waiting']);
  await heaps.ask(first, root);
  assert.deepEqual(statesOf(heaps), ['ready', 'waiting']);
  await heaps.ask(second, root);
  assert.deepEqual(statesOf(heaps), ['closed', 'ready']);
});

test('one that is removed ends where it is, and answers nobody any more', async (context) => {
  const seen: string[] = [];
  const heaps = openHeaps(context, { onChange: (snapshots) => void seen.push(snapshots[0].state.state) });
  const reason = new SnapdiffError('it has been changed');
  const asked = heaps.ask(0, root);
  asked.catch(() => {});
  while (!seen.includes('working')) await new Promise((resolve) => setImmediate(resolve));
  await heaps.remove(0, reason);
  await assert.rejects(asked, /it has been changed/);
  await assert.rejects(heaps.ask(0, root), /it has been changed/);
  await heaps.ask(1, root);
  await heaps.remove(1, reason);
  await assert.rejects(heaps.ask(1, root), /it has been changed/);
  assert.ok(!seen.includes('ready'));
});

test('what is no question, or of no snapshot, is refused and opens nothing', async (context) => {
  const heaps = openHeaps(context);
  await assert.rejects(heaps.ask(1, { question: 'object' }), /needs a field "id"/);
  for (const snapshot of [2, -1, 0.5, NaN])
    await assert.rejects(heaps.ask(snapshot, root), /there is no snapshot/);
  await assert.rejects(
    heaps.ask(0, { question: 'objects', key: 'x', shapesOf: 7 }),
    /there is no snapshot 7/,
  );
  await assert.rejects(heaps.ask(0, { question: 'objects', key: 'x', other: 7 }), /there is no snapshot 7/);
  assert.deepEqual(statesOf(heaps), ['waiting', 'waiting']);
  await assert.rejects(
    heaps.ask(1, { question: 'search', by: 'text', text: 'a', cursor: 'x' }),
    SnapdiffError,
  );
});

test('where there is room for one, the one asked least recently is closed, and opened again when it is asked', async (context) => {
  const heaps: OpenHeaps = openHeaps(context, {
    hasRoom: () => heaps.snapshots.every(({ state }) => state.state !== 'ready'),
  });
  heaps.open();
  await heaps.ask(1, root);
  await heaps.ask(0, root);
  assert.deepEqual(statesOf(heaps), ['ready', 'closed']);
  const row = { key: ',(string)', shapesOf: 1, other: 0, which: 'only' };
  const both = await heaps.ask(1, { question: 'objects', ...row });
  assert.ok((both as Page<ObjectRow>).rowCount > 0);
  assert.deepEqual(statesOf(heaps), ['closed', 'ready']);
  await Promise.all([0, 1, 0, 1].map((snapshot) => heaps.ask(snapshot, root)));
});

test('a file that cannot be read fails in the words of the reader, and others still answer', async (context) => {
  const folder = await folderOf(context);
  const path = join(folder, 'cut.heapsnapshot');
  const whole = gunzipSync(readFileSync(paths[0]));
  await writeFile(path, whole.subarray(0, whole.length / 2));
  const expected: unknown = await analyzeFile(path, {}).catch((error: unknown) => error);
  assert.ok(expected instanceof SnapshotFormatError);
  const heaps = openHeaps(context, {}, [path, paths[1], join(folder, 'gone.heapsnapshot')]);
  heaps.open();
  for (const _ of ['first', 'again']) {
    await assert.rejects(heaps.ask(0, root), (error) => {
      assert.ok(error instanceof SnapshotFormatError);
      assert.deepEqual([error.message, error.hint], [expected.message, expected.hint]);
      return true;
    });
  }
  await assert.rejects(heaps.ask(2, root), /gone\.heapsnapshot: cannot be read \(ENOENT\)/);
  await heaps.ask(1, root);
  assert.deepEqual(statesOf(heaps), ['failed', 'ready', 'failed']);
  const { state } = heaps.snapshots[0];
  assert.ok(state.state === 'failed');
  assert.equal(state.problem.message, expected.message);
});

/** A thread that opens at once, answers null, and ends when it is asked for its object 1. */
const mortalWorker = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ number, wish }) => {
    if (wish.question.id === 1) process.exit(7);
    if (wish.question.id === 3) throw new Error('broken');
    if (wish.question.id !== 5) parentPort.postMessage({ kind: 'answer', number, answer: null });
  });
  parentPort.postMessage({ kind: 'open' });
`;

test('when a thread dies, what waits for it fails with a sentence, and the next question opens it again', async (context) => {
  const folder = await folderOf(context);
  const file = join(folder, 'mortal.mjs');
  await writeFile(file, mortalWorker);
  const heaps = openHeaps(context, { workerUrl: pathToFileURL(file) });
  const waiting = assert.rejects(heaps.ask(0, { question: 'object', id: 5 }), /has ended/);
  for (const id of [1, 3]) {
    await assert.rejects(heaps.ask(0, { question: 'object', id }), (error) => {
      assert.ok(error instanceof SnapdiffError);
      assert.match(error.message, /0\.heapsnapshot\.gz: the thread that had it open has ended/);
      return true;
    });
    assert.equal(statesOf(heaps)[0], 'closed');
    assert.equal(await heaps.ask(0, { question: 'object', id: 7 }), null);
    assert.equal(statesOf(heaps)[0], 'ready');
  }
  await waiting;
});

test('a file that memory had no room for is opened when it is asked again', async (context) => {
  const folder = await folderOf(context);
  const file = join(folder, 'short.mjs');
  const mark = JSON.stringify(join(folder, 'tried'));
  const error = { message: 'no memory', advice: {} };
  await writeFile(
    file,
    `import { existsSync, writeFileSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    if (existsSync(${mark})) {
      parentPort.on('message', ({ number }) => parentPort.postMessage({ kind: 'answer', number, answer: null }));
      parentPort.postMessage({ kind: 'open' });
    } else {
      writeFileSync(${mark}, '');
      parentPort.postMessage({ kind: 'not open', error: ${JSON.stringify(error)}, mayOpenLater: true });
    }`,
  );
  const heaps = openHeaps(context, { workerUrl: pathToFileURL(file) });
  await assert.rejects(heaps.ask(0, root), { message: 'no memory' });
  assert.equal(statesOf(heaps)[0], 'failed');
  assert.equal(await heaps.ask(0, root), null);
  assert.equal(statesOf(heaps)[0], 'ready');
});

test('where no thread can be started, a line says so', async (context) => {
  const folder = await folderOf(context);
  const heaps = openHeaps(context, { workerUrl: pathToFileURL(join(folder, 'none.mjs')) });
  await assert.rejects(heaps.ask(0, root), (error) => {
    assert.ok(error instanceof SnapdiffError);
    assert.match(error.message, /no thread could be started to open it/);
    assert.ok(!error.message.includes('\n'));
    return true;
  });
});

test('closed, no thread is left, and what waits or is asked later fails', async () => {
  const heaps = new OpenHeaps(paths);
  heaps.open();
  await heaps.ask(1, root);
  const waiting = assert.rejects(heaps.ask(0, root), /have been closed/);
  await heaps.close();
  await waiting;
  await assert.rejects(heaps.ask(1, root), /have been closed/);
  assert.deepEqual(statesOf(heaps), ['closed', 'closed']);
  assert.deepEqual(
    process.getActiveResourcesInfo().filter((name) => name.includes('Worker')),
    [],
  );
});
