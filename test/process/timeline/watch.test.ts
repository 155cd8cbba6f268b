import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readProcess } from '../../../src/capture/processes.ts';
import { readSockets } from '../../../src/preload/sockets.cts';
import { readTimeline } from '../../../src/timeline/read-timeline.ts';
import { RunningCli } from '../capture/capture-cli.ts';
import { startProcess, waitUntil } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { runCli } from '../../support/run-cli.ts';
import { startProgram, startedProgram } from './start-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-watch-'));
after(() => rmSync(folder, { recursive: true }));

function listensAnywhere(pid: number): boolean {
  return readSockets(pid)?.tcp.some(({ state }) => state === 'LISTEN') ?? false;
}

/** How many samples it has printed. */
const sampleCount = ({ stdout }: RunningCli): number => stdout.split(sampleLine).length - 1;

const sampleLine = /^\S+ {2}rss .*\n/m;

/** Until it has printed so many samples; fails when it ends before. */
async function samples(cli: RunningCli, count: number): Promise<void> {
  await cli.says(sampleLine, 'stdout', count);
}

describe('snapdiff watch', { concurrency: 3 }, () => {
  test('from outside it follows RSS to the end of the process, and says what it cannot tell', async () => {
    const { pid, child } = await startedProgram('native-leak', { seconds: 10 });
    const out = join(folder, 'outside.jsonl');
    const cli = new RunningCli(['watch', `${pid}`, '--sample-every', '50ms', '--timeline', out]);
    await samples(cli, 40);
    child.kill();
    assert.deepEqual(await cli.end(), { exitCode: 0, signal: null }, cli.stderr);
    assert.equal(cli.stderr, '');
    assert.match(
      cli.stdout,
      /^\d\d:\d\d:\d\d {2}rss \d+\.\d MB {2}dirty \d+\.\d MB {2}sockets \d+ {2}fds \d+\n/,
    );
    assert.match(cli.stdout, /verdict {3}not to be told yet \(inconclusive/);
    assert.match(cli.stdout, new RegExp(`next {6}snapdiff watch ${pid} --attach`));
    const { runs } = await readTimeline(out);
    assert.equal(runs[0].samples.length, sampleCount(cli));
    assert.equal(runs[0].context.sampledFrom, 'outside');
  });

  for (const [flags, areAskedFor] of [
    ['--attach', true],
    ['--attach --no-gc', false],
  ] as const) {
    test(`${flags}: collections are ${areAskedFor ? 'asked for every ten seconds' : 'not asked for'}, and no inspector stays open`, async () => {
      const { pid } = await startedProgram('held-buffers', {});
      const out = join(folder, `held-${areAskedFor}.csv`);
      const cli = new RunningCli(`watch ${pid} ${flags} --sample-every 50ms --timeline ${out}`.split(' '));
      await samples(cli, 60);
      cli.child.kill('SIGINT');
      assert.deepEqual(await cli.end(), { exitCode: 0, signal: null }, cli.stderr);
      assert.equal(cli.stderr, '');
      const { runs } = await readTimeline(out);
      const collected = runs[0].samples.filter(({ collectionMs }) => collectionMs !== null);
      assert.equal(collected.length > 0, areAskedFor);
      // The first comes at once. Their times are those of the samples after them.
      collected.forEach(({ uptime }, at) => assert.ok(uptime - collected[0].uptime >= at * 9, `${uptime}`));
      assert.equal(cli.stdout.match(/ {2}after gc \d/g)?.length ?? 0, collected.length);
      assert.match(
        cli.stdout,
        /the contents of ArrayBuffers and Buffers: \d+\.\d MB to \d+\.\d MB in [\d.]+ s\n/,
      );
      assert.match(cli.stdout, /\(5 are needed\)/);
      assert.match(
        cli.stdout,
        areAskedFor ? /next {6}watch for 2 min/ : /next {6}snapdiff watch \d+ --attach/,
      );
      assert.equal(listensAnywhere(pid), false);
    });
  }

  test('an attached process that ends is not kept waiting', async () => {
    const { pid, child, ended } = await startedProgram('flat', {});
    const cli = new RunningCli(['watch', `${pid}`, '--attach', '--sample-every', '100ms']);
    await samples(cli, 3);
    child.kill();
    assert.equal((await cli.end()).exitCode, 0);
    assert.match(cli.stdout, /verdict/);
    assert.equal(await ended, 0);
  });

  test('it ends when the time it was given is over', async () => {
    const { pid } = await startedProgram('flat', {});
    const cli = new RunningCli(['watch', `${pid}`, '--sample-every', '50ms', '--duration', '300ms']);
    assert.deepEqual(await cli.end(), { exitCode: 0, signal: null });
    assert.match(cli.stdout, /verdict/);
  });

  test('an agent reads samples 1, 2, 4, 8 and so on, then the verdict; the timeline has all', async () => {
    const { pid } = await startedProgram('flat', {});
    const out = join(folder, 'agent.jsonl');
    const args = ['watch', `${pid}`, '--sample-every', '20ms', '--timeline', out];
    const cli = new RunningCli(args, { env: { AI_AGENT: 'test' } });
    await samples(cli, 5);
    cli.child.kill('SIGINT');
    assert.deepEqual(await cli.end(), { exitCode: 0, signal: null }, cli.stderr);
    const [run] = (await readTimeline(out)).runs;
    const taken = run?.samples.length ?? 0;
    assert.ok(taken >= 16, `${taken}`);
    assert.equal(sampleCount(cli), Math.floor(Math.log2(taken)) + 1);
    assert.match(
      cli.stdout,
      /\nverdict: [a-z-]+, confidence (?:low|medium|high); process \d+, [^]*\nnext[^\n]*\n$/,
    );
  });

  // A terminal that is closed sends SIGHUP.
  for (const [name, signal] of [
    ['Ctrl-C', 'SIGINT'],
    ['a terminal that is closed', 'SIGHUP'],
  ] as const) {
    test(`${name} ends with the verdict, and closes the inspector`, async () => {
      const { pid } = await startedProgram('flat', {});
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
      await samples(cli, 1);
      assert.equal(listensAnywhere(pid), true);
      cli.child.kill(signal);
      assert.deepEqual(await cli.end(), { exitCode: 0, signal: null });
      assert.match(cli.stdout, /verdict/);
      assert.equal(listensAnywhere(pid), false);
    });
  }

  test("it follows the process's own timeline, without touching the process", async () => {
    const path = join(folder, 'own.csv');
    const { pid, child } = await startedProgram('js-leak', {
      flags: ['--expose-gc'],
      env: { SNAPDIFF_TIMELINE: path, SNAPDIFF_TIMELINE_INTERVAL: '80ms' },
    });
    await waitUntil('it has written', () => existsSync(path) && readFileSync(path, 'utf8').includes('\n'));
    const cli = new RunningCli(['watch', `${pid}`, '--sample-every', '200ms']);
    await samples(cli, 50);
    child.kill();
    assert.deepEqual(await cli.end(), { exitCode: 0, signal: null }, cli.stderr);
    assert.equal(cli.stderr, '');
    assert.match(cli.stdout, / after gc \d/);
    assert.match(cli.stdout, /verdict {3}a leak in the JavaScript heap \(js-heap-leak/);
    assert.equal(listensAnywhere(pid), false);
  });

  for (const attach of ['', ' --attach']) {
    test(`--every${attach} takes snapshots that have names, sidecars and a cap`, async () => {
      const { pid } = await startedProgram('flat', {});
      const captures = mkdtempSync(join(folder, 'captures-'));
      const cli = new RunningCli([
        ...`watch ${pid}${attach} --sample-every 100ms --every 200ms --count 2`.split(' '),
        '--out',
        captures,
      ]);
      await cli.says(': wrote ', 'stderr', 2);
      // Time for a third, if it were taken.
      await samples(cli, sampleCount(cli) + 6);
      cli.child.kill('SIGINT');
      assert.equal((await cli.end()).exitCode, 0);
      assert.equal(cli.stderr.match(/0\.2 s are over: taking a snapshot/g)?.length, 2);
      const files = readdirSync(captures).sort();
      assert.equal(files.filter((name) => name.endsWith('.heapsnapshot')).length, 2);
      assert.equal(files.filter((name) => name.endsWith('.meta.json')).length, 2);
      assert.equal(listensAnywhere(pid), false);
    });
  }

  test('--every below what the preload writes is refused before the first snapshot', async () => {
    const flags = ['-r', repositoryPath('dist/preload/register.cjs')];
    const env = { SNAPDIFF_MIN_INTERVAL: '30' };
    const { pid } = startProgram('flat', { flags, env });
    await waitUntil('the preload is there', () => readProcess(pid)?.handler !== undefined);
    const { exitCode, stdout, stderr } = await runCli(['watch', `${pid}`, '--every', '10s']);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(
      stderr,
      /^snapdiff: the preload in process \d+ writes no second snapshot within 30 s of the first, and --every is 10 s\. Pass --every 30s or more/,
    );
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
  const child = startProcess('sh', [path]);
  const { pid = 0 } = child;
  await waitUntil('the program runs', () => readProcess(pid)?.command.startsWith('sleep') ?? false);
  const { exitCode, stderr } = await runCli(['watch', `${pid}`, '--attach']);
  assert.equal(exitCode, 2);
  assert.match(stderr, /has no Node in it; no signal was sent\. "snapdiff capture" lists/);
  assert.equal(child.exitCode ?? child.signalCode, null);
});
