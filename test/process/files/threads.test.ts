import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { test, type TestContext } from 'node:test';
import { compareFiles, compareInThreads } from '../../../src/files/compare-files.ts';
import { chooseThreads } from '../../../src/files/jobs.ts';
import type { Comparison } from '../../../src/compare/comparison.ts';
import { SnapdiffError, SnapshotFormatError } from '../../../src/base/errors.ts';
import { repositoryPath } from '../../support/fixtures.ts';

// Small files are compared in one thread, so these ask for threads by hand.

const leak = [0, 1, 2, 3].map((number) =>
  repositoryPath(`fixtures/snapshots/push-daemon-leak/${number}.heapsnapshot.gz`),
);

function inThreads(paths: readonly string[], threadCount: number, options = {}): Promise<Comparison> {
  return compareInThreads(
    paths,
    paths.map(() => true),
    threadCount,
    options,
  );
}

/** A folder that goes with the test. */
async function folderOf(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-threads-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a pair read by two threads is what one thread reads', async () => {
  const pair = [leak[0], leak[3]];
  assert.deepEqual(await inThreads(pair, 1), await compareFiles(pair, { jobs: 1 }));
});

test('a series is the same in one, two and more threads than files', async () => {
  const series = [leak[2], leak[0], leak[3], leak[1]];
  const alone = await compareFiles(series, { jobs: 1 });
  for (const threadCount of [1, 5]) assert.deepEqual(await inThreads(series, threadCount), alone);
});

test('what is wrong with a file is said in the same words by a thread', async (context) => {
  const folder = await folderOf(context);
  const whole = gunzipSync(readFileSync(leak[0]));
  const damaged = {
    'cut in its nodes': whole.subarray(0, whole.length / 8),
    'cut in its strings': whole.subarray(0, whole.length - 100),
    empty: Buffer.alloc(0),
    'no snapshot': Buffer.from('{"a":1}'),
  };
  for (const [name, bytes] of Object.entries(damaged)) {
    const path = join(folder, `${name}.heapsnapshot`);
    await writeFile(path, bytes);
    for (const paths of [
      [path, leak[3]],
      [leak[0], path],
      [leak[0], path, path],
    ]) {
      const failures = [];
      for (const compare of [() => compareFiles(paths, { jobs: 1 }), () => inThreads(paths, 1)]) {
        failures.push(await compare().catch((error: unknown) => error));
      }
      const [alone, beside] = failures;
      assert.ok(alone instanceof SnapshotFormatError && beside instanceof SnapshotFormatError);
      const fieldsOf = ({ name: kind, message, hint, path: at, byteOffset }: SnapshotFormatError): unknown =>
        ({ kind, message, hint, at, byteOffset }) as const;
      assert.deepEqual(fieldsOf(beside), fieldsOf(alone), `${name}, ${paths.indexOf(path)}`);
    }
  }
});

test('a file that goes while others are read is said by its name', async (context) => {
  const folder = await folderOf(context);
  const path = join(folder, 'gone.heapsnapshot');
  await copyFile(leak[0], path);
  await rm(path);
  await assert.rejects(inThreads([path, leak[3]], 1), (error) => {
    assert.ok(error instanceof SnapdiffError);
    assert.match(error.message, /gone\.heapsnapshot: cannot be read \(ENOENT\)/);
    return true;
  });
});

test('an aborted comparison ends its threads and throws the reason', async () => {
  const controller = new AbortController();
  const reason = new Error('no longer wanted');
  const phases = new Set<string>();
  const comparing = inThreads([leak[0], leak[3]], 1, {
    signal: controller.signal,
    onProgress: (phase: string) => {
      // The newest file has been read here, and what comes now is told by the thread.
      if (!phases.has(phase) && phases.size > 0 && phase.includes(leak[0])) controller.abort(reason);
      phases.add(phase);
    },
  });
  await assert.rejects(comparing, reason);
  assert.deepEqual(
    process.getActiveResourcesInfo().filter((name) => name.includes('Worker')),
    [],
  );
});

test('what its progress throws while a thread reads is the reason', async () => {
  const reason = new Error('nobody looks');
  const onProgress = (phase: string): void => {
    if (phase.includes(leak[0])) throw reason;
  };
  await assert.rejects(inThreads([leak[0], leak[3]], 1, { onProgress }), reason);
});

test('where no thread may be started, one thread reads all', async (context) => {
  const folder = await folderOf(context);
  const files = [leak[0], leak[3]].map((path, index) => {
    const plain = join(folder, `${index}.heapsnapshot`);
    // Large enough for threads: blanks at the end are part of the JSON.
    writeFileSync(plain, Buffer.concat([gunzipSync(readFileSync(path)), Buffer.alloc(2e6, ' ')]));
    return plain;
  });
  assert.equal(await chooseThreads(files, { jobs: 2 }), 1);
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  const allowed = [permission, '--allow-fs-read=*', '--allow-fs-write=*', '--no-warnings'];
  const command = [...allowed, repositoryPath('dist/cli/main.js'), ...files, '--json', '--jobs', '2'];
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 1e9 });
  const { verdict } = JSON.parse(stdout) as Comparison;
  assert.deepEqual(verdict, (await compareFiles(files, { jobs: 1 })).verdict);
});

test('progress is of one file at a time', async () => {
  const phases: string[] = [];
  await inThreads([leak[0], leak[3]], 1, {
    onProgress: (phase: string) => {
      if (phases.at(-1) !== phase) phases.push(phase);
    },
  });
  assert.equal(phases[0], `reading ${leak[3]}`);
  assert.equal(phases.filter((phase) => phase === `reading ${leak[3]}`).length, 1, phases.join('\n'));
});

test('small files, one job, and what is no file need no thread', async (context) => {
  const folder = await folderOf(context);
  const large = [1, 2, 3].map((number) => join(folder, `${number}.heapsnapshot`));
  for (const path of large) await writeFile(path, Buffer.alloc(30e6));
  assert.equal(await chooseThreads(leak, { jobs: 4 }), 0);
  assert.equal(await chooseThreads(large, { jobs: 1 }), 0);
  assert.equal(await chooseThreads(large, { jobs: 2 }), 1);
  assert.equal(await chooseThreads(large, { jobs: 9 }), 2);
});
