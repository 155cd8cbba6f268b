import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, suite, test } from 'node:test';
import {
  describeContext,
  measureProcessorTime,
  type ProcessFacts,
  type SocketFacts,
} from '../../src/compare/context.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import { compareFiles } from '../../src/files/compare-files.ts';
import { sidecarPath, type Sidecar } from '../../src/preload/sidecar.cts';
import { readSidecar } from '../../src/files/read-sidecar.ts';
import { textOf, textsOf } from '../../src/base/sentence.ts';
import { contextTexts } from '../../src/report/context-text.ts';
import { renderReport } from '../../src/report/index.ts';
import { makeComparisonReport } from '../../src/report/comparison-report.ts';
import { DrawnProcess } from '../support/draw-series.ts';
import { snapshotBytes } from '../support/draw-heap.ts';
import { drawnSeries } from '../support/reports.ts';

const facts = (takenAt: number, rss: number, sockets: readonly SocketFacts[] | null): ProcessFacts => ({
  takenAt,
  pid: 7,
  hostname: 'host',
  rss,
  heapUsed: rss / 2,
  external: 1000,
  arrayBuffers: 0,
  cpuSeconds: undefined,
  captureSeconds: 0,
  sockets,
});
const to = (remote: string, count: number, state = 'ESTABLISHED'): SocketFacts => ({ remote, state, count });
const { suspects } = drawnSeries();

test('a suspect stands beside the sockets that grew as it did, and only beside these', () => {
  const context = describeContext(
    facts(1_000_000, 100e6, [to('10.0.0.1:443', 5), to('10.0.0.2:6379', 2), to('*', 1, 'LISTEN')]),
    facts(1_600_000, 180e6, [to('10.0.0.1:443', 15), to('10.0.0.2:6379', 4), to('*', 3, 'LISTEN')]),
    suspects,
  );
  assert.deepEqual(
    [context.seconds, context.rss, context.openSockets],
    [600, [100e6, 180e6], [7, 19]],
    'what listens leads nowhere',
  );
  assert.deepEqual(context.beside, [
    { className: 'Connection', retainedDelta: 10, remote: '10.0.0.1:443', openDelta: 10 },
  ]);
  assert.deepEqual(textsOf(contextTexts(context)), [
    '10 min apart · RSS 100.0 MB → 180.0 MB (+80.0 MB) · heap used 50.0 MB → 90.0 MB (+40.0 MB) · external 1.0 kB · ' +
      'sockets open 7 → 19 (+12)',
    'Connection +10 retained · sockets to 10.0.0.1:443 +10 open',
  ]);
});

test('a class that two hold is two suspects, and one line', () => {
  const [sockets, more] = [[to('10.0.0.1:443', 5)], [to('10.0.0.1:443', 15)]];
  const { beside } = describeContext(facts(0, 1, sockets), facts(1000, 1, more), [...suspects, ...suspects]);
  assert.deepEqual(
    beside.map(({ className }) => className),
    ['Connection'],
  );
});

test('sockets of one place count together whatever their state; where nothing is known nothing is said', () => {
  const closing = describeContext(
    facts(0, 1, [to('[::1]:443', 5)]),
    facts(1000, 1, [to('[::1]:443', 9), to('[::1]:443', 5, 'CLOSE_WAIT')]),
    suspects,
  );
  assert.deepEqual(closing.beside[0]?.openDelta, 9);
  assert.equal(closing.socketsByRemote.length, 2);
  const unknown = describeContext(facts(0, 1, null), facts(1000, 1, [to('[::1]:443', 9)]), suspects);
  assert.deepEqual([unknown.openSockets, unknown.beside], [null, []]);
  assert.doesNotMatch(textsOf(contextTexts(unknown)).join('\n'), /socket/);
  const other = describeContext(facts(0, 1, []), facts(1000, 1, [to('a:1', 3)]), suspects);
  assert.deepEqual(other.beside, [], '3 sockets say nothing of 10 objects');
});

test('of 60,000 places the hundred most grown are listed, and the others summed up', () => {
  const clients = (count: number): SocketFacts[] =>
    Array.from({ length: 60_000 }, (_, i) => to(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, count));
  const context = describeContext(
    facts(0, 1, clients(1)),
    facts(1000, 1, [...clients(1).slice(10_000), to('10.9.9.9:443', 10), to('10.9.9.8:443', 99)]),
    suspects,
  );
  assert.equal(context.socketsByRemote.length, 100);
  assert.deepEqual(
    context.socketsByRemote.slice(0, 3).map(({ remote, counts }) => [remote, counts]),
    [
      ['10.9.9.8:443', [0, 99]],
      ['10.9.9.9:443', [0, 10]],
      ['10.0.100.0', [1, 1]],
    ],
  );
  assert.deepEqual(context.otherSockets, { remoteCount: 59_902, counts: [59_902, 49_902] });
  assert.deepEqual(context.openSockets, [60_000, 50_109]);
  assert.equal(
    context.beside[0]?.remote,
    '10.9.9.9:443',
    'what stands beside a suspect is looked for among all',
  );
});

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapdiff-context-'));
});
after(() => rm(folder, { recursive: true }));

const sidecar = (takenAt: string, changes: Partial<Sidecar> = {}): string =>
  JSON.stringify({
    schemaVersion: 1,
    kind: 'sidecar',
    takenAt,
    pid: 7,
    hostname: 'host',
    memoryUsage: { rss: 9e6, heapTotal: 5e6, heapUsed: 4e6, external: 2e6, arrayBuffers: 1e6 },
    sockets: {
      tcp: [{ remote: '10.0.0.1:443', localPort: null, state: 'ESTABLISHED', count: 3 }],
      otherCount: 0,
    },
    ...changes,
  });

/** Snapshots of an idle process, with these sidecars. */
async function writeFiles(sidecars: readonly (string | undefined)[]): Promise<string[]> {
  const process = new DrawnProcess();
  const files: string[] = [];
  for (const [index, text] of sidecars.entries()) {
    process.takeSnapshot();
    const base = join(folder, `api.7.${index}`);
    files.push(`${base}.heapsnapshot`);
    await writeFile(`${base}.heapsnapshot`, snapshotBytes(process.snapshots[0]));
    await rm(`${base}.meta.json`, { force: true });
    if (text !== undefined) await writeFile(`${base}.meta.json`, text);
  }
  return files;
}

test('two files with sidecars have a context, in every format; with one or none they have not', async () => {
  const [a = '', b = ''] = await writeFiles([
    sidecar('2026-01-01T00:00:00Z'),
    sidecar('2026-01-01T02:30:00Z'),
  ]);
  const diff = await compareFiles([a, b]);
  assert.deepEqual([diff.context?.seconds, diff.context?.openSockets], [9000, [3, 3]]);
  const report = makeComparisonReport(diff);
  assert.match(renderReport(report, 'table'), /^2\.5 h apart · RSS 9\.0 MB · heap used 4\.0 MB/m);
  assert.match(renderReport(report, 'markdown'), /^2\.5 h apart · RSS 9\.0 MB · /m);
  assert.deepEqual((JSON.parse(renderReport(report, 'json')) as { context: unknown }).context, diff.context);

  const [c = '', d = ''] = await writeFiles([sidecar('2026-01-01T00:00:00Z'), undefined]);
  const without = await compareFiles([c, d]);
  assert.deepEqual([without.context, without.warnings], [undefined, []]);
  assert.ok(!('context' in makeComparisonReport(without)));
});

test('a series has the context of its first and last, and the sidecars order what the ids leave open', async () => {
  const days = ['2026-01-03', '2026-01-01', '2026-01-02'];
  const files = await writeFiles(days.map((day) => sidecar(`${day}T00:00:00Z`)));
  const series = await compareFiles(files);
  assert.deepEqual(
    series.snapshots.map(({ path }) => path),
    [files[1], files[2], files[0]],
  );
  assert.equal(series.context?.seconds, 2 * 86_400);
  assert.match(renderReport(makeComparisonReport(series), 'table'), /^48\.0 h apart|^2\.0 d apart/m);
});

test('a sidecar that is none, or of another process, is a warning and no error', async () => {
  for (const bad of [
    '',
    '{"schemaVersion":',
    '[]',
    'null',
    '{"kind":"sidecar","schemaVersion":2}',
    sidecar('no time'),
    // Beyond where sums are exact.
    sidecar('2026-01-01T00:00:00Z').replace(/"rss": ?\d+/, '"rss":1e308'),
    sidecar('2026-01-01T00:00:00Z').replace(/"rss": ?\d+/, '"rss":0.5'),
  ]) {
    const [a = '', b = ''] = await writeFiles([sidecar('2026-01-01T00:00:00Z'), bad]);
    const { context, warnings } = await compareFiles([a, b]);
    assert.equal(context, undefined);
    assert.match(warnings.join(), /api\.7\.1\.meta\.json: not a snapdiff sidecar/);
  }
  const [a = '', b = ''] = await writeFiles([
    sidecar('2026-01-01T00:00:00Z'),
    sidecar('2026-01-01T00:00:00Z', { pid: 8 }),
  ]);
  assert.match((await compareFiles([a, b])).warnings.join(), /sidecars are of two processes/);
});

suite('processor time between snapshots', () => {
  const spent = (cpuSeconds: number | undefined, captureSeconds = 0, pid = 7): ProcessFacts => ({
    ...facts(0, 1, null),
    cpuSeconds,
    captureSeconds,
    pid,
  });

  const secondsOf = (processes: readonly (ProcessFacts | undefined)[]): readonly number[] | undefined =>
    measureProcessorTime(processes)?.seconds;

  test('is that of the process, without that of writing the snapshot before', () => {
    assert.deepEqual(secondsOf([spent(10, 2), spent(15, 3), spent(24, 4)]), [3, 6]);
    assert.deepEqual(secondsOf([spent(10), spent(15)]), [5]);
  });

  test('is 0 where it is next to nothing beside the busiest interval, and never less', () => {
    assert.deepEqual(secondsOf([spent(0), spent(50), spent(50.5), spent(52.5)]), [50, 0, 2]);
    assert.deepEqual(secondsOf([spent(0, 3), spent(2, 0), spent(6, 0)]), [0, 4]);
  });

  test('is not known where none is longer than writing a snapshot took: the rest is noise', () => {
    assert.equal(secondsOf([spent(0, 9), spent(5, 0), spent(9, 0)]), undefined);
    assert.equal(secondsOf([spent(0, 4), spent(4, 0), spent(8, 0)]), undefined);
    assert.deepEqual(secondsOf([spent(0, 4), spent(4, 0), spent(8.5, 0)]), [0, 4.5]);
  });

  test('is not known where one does not tell, the process is another, or none was spent', () => {
    assert.equal(secondsOf([spent(1), undefined, spent(3)]), undefined);
    assert.equal(secondsOf([undefined, spent(2), spent(3)]), undefined);
    assert.equal(secondsOf([spent(1), spent(undefined), spent(3)]), undefined);
    assert.equal(secondsOf([spent(1), spent(2, 0, 8), spent(3)]), undefined);
    assert.equal(secondsOf([spent(1), spent(1), spent(1)]), undefined);
  });

  test('before the first is known where its sidecar tells how long the process ran', () => {
    const started = (cpuSeconds: number, uptimeSeconds: number, threadId = 0): ProcessFacts => ({
      ...spent(cpuSeconds, 10),
      uptimeSeconds,
      threadId,
    });
    const pastOf = (...facts: readonly ProcessFacts[]): unknown => measureProcessorTime(facts)?.past;
    assert.deepEqual(
      pastOf(started(30, 2000), started(90, 3010)),
      { work: 30, length: 2 },
      'without writing',
    );
    assert.equal(pastOf(spent(30), started(90, 3010)), undefined);
    assert.equal(pastOf(started(30, 2000), spent(90)), undefined);
    assert.equal(pastOf(started(30, 2000), started(90, 2000)), undefined);
    assert.equal(pastOf(started(30, 599), started(90, 1000)), undefined, 'it was still starting');
    assert.equal(pastOf(started(30, 2000, 1), started(90, 3010, 1)), undefined, 'a worker is younger');
  });
});

/** What is said of a cache that takes in so many entries in each interval, in which so many seconds were spent. */
async function judgeWork(
  added: readonly number[],
  work: readonly (number | undefined)[],
  first: number,
  hoursBefore?: number,
): Promise<Comparison> {
  const process = new DrawnProcess();
  process.put('app', 'cache', 'Cache');
  const files: string[] = [];
  let cpuSeconds = 100;
  for (const [index, count] of [first, ...added].entries()) {
    for (let i = 0; i < count; i++) process.put('cache', `entry${index}_${i}`, 'Entry');
    process.takeSnapshot();
    cpuSeconds += work[index - 1] ?? 0;
    const base = join(folder, `work.7.${index}`);
    files.push(`${base}.heapsnapshot`);
    await writeFile(`${base}.heapsnapshot`, snapshotBytes(process.snapshots[index]));
    const times = { userCPUTime: cpuSeconds * 1e6, systemCPUTime: 0 } as NodeJS.ResourceUsage;
    const text = sidecar(`2026-01-01T0${index}:00:00Z`, {
      ...(!work.includes(undefined) && { resourceUsage: times }),
      ...(hoursBefore !== undefined && { threadId: 0, uptimeSeconds: (hoursBefore + index) * 3600 }),
    });
    await writeFile(`${base}.meta.json`, text);
  }
  return compareFiles(files);
}

test('where the sidecars tell that less was done, growth that falls with it is a leak, and its rates are given', async () => {
  const { verdict, suspects } = await judgeWork([120, 60, 20], [6, 3, 1], 20);
  assert.equal(verdict.result, 'leak', verdict.reason);
  assert.ok(
    suspects[0].evidence.includes('Per second of processor time came 20 → 20 → 20.'),
    suspects[0].evidence.join('\n'),
  );
});

test('in a process that has run for long, what comes as fast as it came before is a leak, however little it adds', async () => {
  const uneven = [[40, 160, 50], [4, 16, 5], 1000] as const;
  const { verdict, suspects } = await judgeWork(...uneven, 12);
  assert.equal(verdict.result, 'leak', verdict.reason);
  assert.ok(
    suspects[0].evidence.includes(
      'Per second of processor time came 10 → 10 → 10; before the first snapshot, 10.',
    ),
    suspects[0].evidence.join('\n'),
  );
  for (const open of [
    await judgeWork(...uneven),
    // More of it came by the clock: it may fill, where misses are all that takes time.
    await judgeWork(...uneven, 6),
    // It came faster before, or something else was done.
    await judgeWork(uneven[0], uneven[1], 1600, 12),
    await judgeWork(uneven[0], uneven[1], 600, 12),
  ]) {
    assert.equal(open.verdict.result, 'inconclusive', open.verdict.reason);
  }
});

test('a cache that fills under even work slows, as far as the work is known', async () => {
  const { verdict, growth } = await judgeWork([120, 60, 20], [5, 5, 5], 200);
  assert.equal(verdict.result, 'no-leak', verdict.reason);
  assert.equal(growth.warmUpBytes, growth.bytes);
  const unknown = await judgeWork([120, 60, 20], [undefined], 200);
  assert.equal(unknown.verdict.result, 'inconclusive', 'a leak under falling load brings as much');
});

test('what takes in as much while ever more is done may be a cache, and is left open', async () => {
  const { verdict, growth } = await judgeWork([60, 60, 60], [2, 4, 8], 200);
  assert.deepEqual([verdict.result, growth.suspectBytes], ['inconclusive', 0], verdict.reason);
  const unknown = await judgeWork([60, 60, 60], [undefined], 200);
  assert.equal(unknown.verdict.result, 'leak', 'without the work nothing tells it from one');
});

test('where less came and less was done, a cache and a leak look alike: that is left open', async () => {
  const { verdict } = await judgeWork([120, 60, 20], [6, 3, 1], 200);
  assert.equal(verdict.result, 'inconclusive');
  assert.match(
    verdict.reason,
    /do not tell whether it nears a limit; .* One more snapshot after as much work/,
  );
});

test('only what a socket must have is taken from a sidecar', async () => {
  const tcp = [{ remote: 5, state: 'ESTABLISHED', count: 1 }, null, { remote: 'a:1', state: 'X', count: -1 }];
  const [a = ''] = await writeFiles([
    sidecar('2026-01-01T00:00:00Z', { sockets: { tcp, otherCount: 0 } as unknown as Sidecar['sockets'] }),
  ]);
  assert.deepEqual((await readSidecar(a)).facts?.sockets, []);
  const [b = ''] = await writeFiles([sidecar('2026-01-01T00:00:00Z', { pid: 1.5 })]);
  assert.equal((await readSidecar(b)).facts?.pid, 0);
  const { facts: none, warning } = await readSidecar('-');
  assert.deepEqual([none, warning], [undefined, undefined]);
});

test('what a sidecar says cannot write on the terminal', () => {
  const context = describeContext(
    facts(0, 1, []),
    facts(1000, 1, [to('\u001b[2Jevil\n::error::', 10)]),
    suspects,
  );
  const report = makeComparisonReport({ ...drawnSeries(), context });
  for (const format of ['table', 'markdown'] as const) {
    const text = renderReport(report, format);
    assert.match(text, /evil/);
    assert.ok(!text.includes('\u001b'));
    assert.doesNotMatch(text, /^::error/m);
  }
});

test('what stands in the place of a sidecar and is no file is not waited for', async () => {
  const [a = '', b = ''] = await writeFiles([
    sidecar('2026-01-01T00:00:00Z'),
    sidecar('2026-01-01T00:01:00Z'),
  ]);
  const path = sidecarPath(a);
  for (const put of [
    () => mkdirSync(path),
    ...(process.platform === 'win32' ? [] : [() => execFileSync('mkfifo', [path])]),
  ]) {
    rmSync(path, { recursive: true });
    put();
    const { facts, warning } = await readSidecar(a);
    assert.equal(facts, undefined);
    assert.match(textOf(warning ?? []), /not a snapdiff sidecar: empty, larger than 64 MB, or no file/);
    const { warnings } = await compareFiles([a, b]);
    assert.match(warnings.join(), /not a snapdiff sidecar/);
  }
});
