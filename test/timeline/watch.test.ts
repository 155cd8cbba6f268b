import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSockets } from '../../src/preload/sockets.cts';
import { CaptureTriggers } from '../../src/timeline/capture-triggers.ts';
import { readTimeline } from '../../src/timeline/read-timeline.ts';
import { RunningCli, waitUntil } from '../capture/capture-cli.ts';
import { repositoryPath } from '../support/fixtures.ts';
import { runCli } from '../support/run-cli.ts';
import { drawTimeline, line } from './draw-timeline.ts';
import { startProgram } from './start-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-watch-'));
after(() => rmSync(folder, { recursive: true }));

function listensAnywhere(pid: number): boolean {
  return readSockets(pid)?.tcp.some(({ state }) => state === 'LISTEN') ?? false;
}

describe('snapdiff watch', { concurrency: 3 }, () => {
  test('from outside it follows RSS to the end of the process, and says what it cannot tell', async () => {
    const { pid, ended } = startProgram('native-leak', { seconds: 3.5 });
    const out = join(folder, 'outside.jsonl');
    const { exitCode, stdout, stderr } = await runCli([
      'watch',
      `${pid}`,
      '--sample-every',
      '50ms',
      '--timeline',
      out,
    ]);
    assert.deepEqual([exitCode, stderr, await ended], [0, '', 0]);
    assert.match(stdout, /^\d\d:\d\d:\d\d {2}rss \d+\.\d MB {2}dirty \d+\.\d MB {2}sockets \d+ {2}fds \d+\n/);
    assert.match(stdout, /verdict {3}not to be told yet \(inconclusive/);
    assert.match(stdout, new RegExp(`next {6}snapdiff watch ${pid} --attach`));
    const { runs } = await readTimeline(out);
    assert.ok(runs[0].samples.length > 20);
    assert.equal(runs[0].context.sampledFrom, 'outside');
  });

  for (const [flags, collections] of [
    ['--attach', 1],
    ['--attach --no-gc', 0],
  ] as const) {
    test(`${flags}: collections are asked for ${collections} times in three seconds, and no inspector stays open`, async () => {
      const { pid, ended, child } = startProgram('held-buffers', { seconds: 30 });
      await sleep(300);
      const out = join(folder, `held${collections}.csv`);
      const args = `watch ${pid} ${flags} --sample-every 50ms --duration 3.5s --timeline ${out}`;
      const { exitCode, stdout, stderr } = await runCli(args.split(' '));
      assert.deepEqual([exitCode, stderr], [0, '']);
      const { runs } = await readTimeline(out);
      const collected = runs[0].samples.filter(({ collectionMs }) => collectionMs !== null);
      assert.equal(collected.length, collections);
      assert.equal(stdout.match(/ {2}after gc \d/g)?.length ?? 0, collections);
      assert.match(
        stdout,
        /the contents of ArrayBuffers and Buffers: \d+\.\d MB to \d+\.\d MB in [\d.]+ s\n/,
      );
      assert.match(stdout, /\(5 are needed\)/);
      assert.match(
        stdout,
        collections === 0 ? /next {6}snapdiff watch \d+ --attach/ : /next {6}watch for 2 min/,
      );
      assert.equal(listensAnywhere(pid), false);
      child.kill();
      await ended;
    });
  }

  test('an attached process that ends is not kept waiting', async () => {
    const { pid, ended } = startProgram('flat', { seconds: 4 });
    await sleep(300);
    const { exitCode, stdout } = await runCli(['watch', `${pid}`, '--attach', '--sample-every', '100ms']);
    assert.equal(exitCode, 0);
    assert.match(stdout, /verdict/);
    assert.equal(await ended, 0);
  });

  // A terminal that is closed sends SIGHUP.
  for (const [name, signal] of [
    ['Ctrl-C', 'SIGINT'],
    ['a terminal that is closed', 'SIGHUP'],
  ] as const) {
    test(`${name} ends with the verdict, and closes the inspector`, async () => {
      const { pid, ended, child } = startProgram('flat', { seconds: 30 });
      await sleep(300);
      const out = join(folder, `${signal}.csv`);
      const cli = new RunningCli([
        'watch',
        `${pid}`,
        '--attach',
        '--sample-every',
        '50ms',
        '--timeline',
        out,
      ]);
      await waitUntil('there are samples', () => cli.stdout.includes('rss'));
      assert.equal(listensAnywhere(pid), true);
      cli.child.kill(signal);
      assert.deepEqual(await cli.end(), { exitCode: 0, signal: null });
      assert.match(cli.stdout, /verdict/);
      assert.equal(listensAnywhere(pid), false);
      child.kill();
      await ended;
    });
  }

  test("it follows the process's own timeline, without touching the process", async () => {
    const path = join(folder, 'own.csv');
    const { pid, ended } = startProgram('js-leak', {
      flags: ['--expose-gc'],
      seconds: 4,
      env: { SNAPDIFF_TIMELINE: path, SNAPDIFF_TIMELINE_INTERVAL: '80ms' },
    });
    await sleep(500);
    const { exitCode, stdout, stderr } = await runCli(['watch', `${pid}`, '--sample-every', '200ms']);
    assert.deepEqual([exitCode, stderr, await ended], [0, '', 0]);
    assert.match(stdout, / after gc \d/);
    assert.match(stdout, /verdict {3}a leak in the JavaScript heap \(js-heap-leak/);
  });

  for (const attach of ['', ' --attach']) {
    test(`--every${attach} takes snapshots that have names, sidecars and a cap`, async () => {
      const { pid, ended, child } = startProgram('flat', { seconds: 30 });
      const captures = mkdtempSync(join(folder, 'captures-'));
      await sleep(300);
      const { exitCode, stderr } = await runCli([
        ...`watch ${pid}${attach} --sample-every 100ms --every 200ms --count 2 --duration 6s`.split(' '),
        '--out',
        captures,
      ]);
      assert.equal(exitCode, 0);
      assert.equal(stderr.match(/0\.2 s are over: taking a snapshot/g)?.length, 2);
      const files = readdirSync(captures).sort();
      assert.equal(files.filter((name) => name.endsWith('.heapsnapshot')).length, 2);
      assert.equal(files.filter((name) => name.endsWith('.meta.json')).length, 2);
      assert.equal(listensAnywhere(pid), false);
      child.kill();
      await ended;
    });
  }

  test('--every below what the preload writes is refused before the first snapshot', async () => {
    const flags = ['-r', repositoryPath('dist/preload/register.cjs')];
    const env = { SNAPDIFF_MIN_INTERVAL: '30' };
    const { pid, ended, child } = startProgram('flat', { seconds: 30, flags, env });
    await sleep(500);
    const { exitCode, stdout, stderr } = await runCli(['watch', `${pid}`, '--every', '10s']);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(
      stderr,
      /^snapdiff: the preload in process \d+ writes no second snapshot within 30 s of the first, and --every is 10 s\. Pass --every 30s or more/,
    );
    child.kill();
    await ended;
  });
});

const mistakes: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [['watch'], /^snapdiff: expected a process \(snapdiff watch <pid>\), got 0\. /],
  [['watch', '999999999'], /^snapdiff: there is no process 999999999\. /],
  [['watch', 'api'], /^snapdiff: a pid is a whole number\n/],
  [
    ['watch', '1', '--sample-every', 'soon'],
    /^snapdiff: --sample-every soon is not a duration\. Write it like 30s/,
  ],
  [['watch', '1', '--duration', '-1'], /^snapdiff: /],
  [
    ['watch', '1', '--capture-at', '400M'],
    /^snapdiff: --capture-at 400M is not a size like 400MB or 1\.5GB\n/,
  ],
  [['watch', '1', '--capture-growth', '50'], /^snapdiff: --capture-growth 50 is not a percentage like 50%\n/],
  [['watch', '1', '--count', '0'], /^snapdiff: --count needs a whole number, 1 or more\. /],
  [
    ['watch', `${process.pid}`, '--timeline', 'x.txt'],
    /^snapdiff: --timeline x\.txt: the file name must end in /,
  ],
  [['triage'], /^snapdiff: expected a timeline \(snapdiff triage <timeline>\), got 0\. /],
];
for (const [args, message] of mistakes) {
  test(`snapdiff ${args.join(' ')}: one line, exit 2`, async () => {
    const { exitCode, stdout, stderr } = await runCli(args);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(stderr, message);
    assert.match(stderr, /^[^\n]*\n$/);
  });
}

test('nothing but Node is sent a signal', async () => {
  const path = join(folder, 'sleep.sh');
  writeFileSync(path, 'exec sleep 20\n');
  const { spawn } = await import('node:child_process');
  const child = spawn('sh', [path]);
  await sleep(200);
  const { exitCode, stderr } = await runCli(['watch', `${child.pid}`, '--attach']);
  assert.equal(exitCode, 2);
  assert.match(stderr, /has no Node in it; no signal was sent\n$/);
  assert.equal(child.exitCode ?? child.signalCode, null);
  child.kill();
});

test('snapshots are due when RSS passes a size, after growth, and after a time; never more than the cap', () => {
  const { samples } = drawTimeline({ heap: line(20, 400), sampleCount: 100, garbage: 0 });
  const dueAt = (options: ConstructorParameters<typeof CaptureTriggers>[0]): number[] => {
    const triggers = new CaptureTriggers(options);
    return samples.flatMap((sample, index) => (triggers.due(sample) === null ? [] : [index]));
  };
  assert.equal(dueAt({ at: 200e6, most: 3 }).length, 1);
  assert.deepEqual(dueAt({ every: 100, most: 3 }), [10, 21, 32]);
  assert.ok(dueAt({ growth: 0.5, most: 10 }).length >= 4);
  assert.equal(dueAt({ growth: 0.5, most: 2 }).length, 2);
});

test('garbage is no growth that calls for a snapshot, where collections are asked for', () => {
  const course = { sampleCount: 300, interval: 1, view: 'attached', majorEvery: 1000, garbage: 500 } as const;
  const dueOf = (drawing: Parameters<typeof drawTimeline>[0]): number => {
    const triggers = new CaptureTriggers({ growth: 0.5, most: 10 });
    return drawTimeline(drawing).samples.filter((sample) => triggers.due(sample) !== null).length;
  };
  assert.ok(dueOf(course) > 0);
  assert.equal(dueOf({ ...course, askedEvery: 10 }), 0);
  assert.ok(dueOf({ ...course, askedEvery: 10, heap: line(20, 100) }) >= 2);
});
