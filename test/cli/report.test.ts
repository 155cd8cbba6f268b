import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ComparisonReport } from '../../src/index.ts';
import { writeSmallLeak } from '../support/draw-series.ts';
import { runCli, runShell } from '../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-report-'));
after(() => rmSync(folder, { recursive: true }));
/** Enough where it is not about what is in them. */
const files = writeSmallLeak(folder);
const [first, , , last] = files;
const saved = join(folder, 'saved.json');
const page = join(folder, 'page.html');

async function save(args: readonly string[]): Promise<void> {
  const { stdout } = await runCli([...args, '--json']);
  writeFileSync(saved, stdout);
}

/** The report in a page. */
function dataOf(path: string): ComparisonReport {
  const [, data = ''] = /<script\b[^>]*\bid="report"[^>]*>([^<]*)</.exec(readFileSync(path, 'utf8')) ?? [];
  return JSON.parse(data) as ComparisonReport;
}

for (const [what, args] of [
  ['pair', [first, last]],
  ['series', files],
  ['summary', ['summary', last]],
  ['check', ['check', first, last, '--top', '20']],
] as const) {
  test(`a saved ${what} reads as it did when it was made, as a table and as Markdown`, async () => {
    await save(args);
    for (const format of ['table', 'markdown']) {
      const { exitCode, stdout, stderr } = await runCli(['report', saved, '--format', format]);
      assert.deepEqual([exitCode, stderr], [0, '']);
      assert.equal(stdout, (await runCli([...args, '--format', format])).stdout);
    }
    const { exitCode } = await runCli(['report', saved, '--format', `html=${page}`]);
    assert.equal(exitCode, 0);
    assert.equal(dataOf(page).privacy?.strings, 'left-out');
  });
}

test('with --details a saved comparison has all that a page draws, and the page is the same', async () => {
  const direct = join(folder, 'direct.html');
  const real = [0, 3].map((number) => `fixtures/snapshots/push-daemon-leak/${number}.heapsnapshot.gz`);
  const { stdout } = await runCli([...real, '--json', '--details', '--format', `html=${direct}`]);
  writeFileSync(saved, stdout);
  await runCli(['report', saved, '--format', `html=${page}`]);
  const [now, then] = [dataOf(page), dataOf(direct)];
  assert.deepEqual(now.tree, then.tree);
  assert.deepEqual(
    now.objects?.classes.map(({ className, objects }) => [className, objects.map(({ nodeId }) => nodeId)]),
    then.objects?.classes.map(({ className, objects }) => [className, objects.map(({ nodeId }) => nodeId)]),
  );
  const plain = JSON.parse((await runCli([first, last, '--json'])).stdout) as ComparisonReport;
  assert.deepEqual([plain.tree, plain.objects, plain.privacy], [undefined, undefined, undefined]);
});

test('--html writes a page beside the table, or the JSON that was asked for', async () => {
  const table = await runCli([first, last]);
  const both = await runCli([first, last, '--html', page]);
  assert.equal(both.stdout, table.stdout);
  assert.ok(dataOf(page).tree);
  const json = await runCli([first, last, '--json', '--html', page]);
  assert.equal(json.stdout, (await runCli([first, last, '--json'])).stdout);
});

test('a page with strings is for the eyes of its owner', async () => {
  const own = join(folder, 'private.html');
  writeFileSync(own, 'an earlier one', { mode: 0o644 });
  writeFileSync(`${own}.part`, 'left behind', { mode: 0o644 });
  await save([first, last]);
  const { exitCode } = await runCli(['report', saved, '--html', own, '--include-strings']);
  assert.equal(exitCode, 0);
  assert.equal(statSync(own).mode & 0o777, 0o600);
  await runCli(['report', saved, '--html', page]);
  assert.equal(statSync(page).mode & 0o777, statSync(saved).mode & 0o777);
});

test('a report is not written over what it is made of, by whatever name', async () => {
  const [snapshot, link] = [join(folder, 'own.heapsnapshot'), join(folder, 'link.heapsnapshot')];
  copyFileSync(last, snapshot);
  symlinkSync(snapshot, link);
  await save([first, last]);
  const timeline = join(folder, 'memory.csv');
  writeFileSync(timeline, 'time,pid,rss,heapUsed,heapTotal,external\n');
  for (const [input, args] of [
    [snapshot, ['summary', snapshot, '--html', snapshot]],
    [snapshot, ['summary', link, '--html', snapshot]],
    [snapshot, [first, snapshot, '--html', link]],
    [timeline, [first, snapshot, '--html', timeline, '--timeline', timeline]],
    [snapshot, [first, snapshot, '--format', `json=${snapshot}`]],
    [snapshot, ['objects', snapshot, '--class', 'Array', '--format', `json=${snapshot}`]],
    [snapshot, ['retainers', snapshot, '--class', 'Array', '--format', `json=${snapshot}`]],
    [snapshot, ['show', snapshot, '@1', '--format', `json=${snapshot}`]],
    [snapshot, ['check', first, snapshot, '--format', `html=${snapshot}`]],
    [snapshot, ['check', first, link, `--reporter=junit=${snapshot}`]],
    [timeline, ['triage', timeline, '--format', `json=${timeline}`]],
    [saved, ['report', saved, '--html', saved]],
  ] as const) {
    const before = readFileSync(input);
    const { exitCode, stderr } = await runCli(args);
    assert.equal(exitCode, 2, stderr);
    assert.match(
      stderr,
      /^snapdiff: --format \w+=[^\n]*: this file is read, and would be replaced\. Give [^\n]*\n$/,
    );
    assert.deepEqual(readFileSync(input), before);
  }
});

test('nor is what a check with a mistake in its line has to say', async () => {
  const snapshot = join(folder, 'own.heapsnapshot');
  copyFileSync(last, snapshot);
  for (const args of [
    [`--format=html=${snapshot}`, snapshot, '--bogus'],
    ['--bogus', '--format', `json=${snapshot}`, '--', snapshot],
  ]) {
    const { exitCode } = await runCli(['check', ...args]);
    assert.equal(exitCode, 2);
    assert.deepEqual(readFileSync(snapshot), readFileSync(last));
  }
});

test('a saved report comes through a pipe', async () => {
  await save([first, last]);
  const { exitCode, stdout } = await runShell(
    `node dist/cli/main.js report - --format markdown < '${saved}'`,
  );
  assert.equal(exitCode, 0);
  assert.match(stdout, /^### /);
});

test('a page has the memory of a timeline, with the moments of the snapshots where they are known', async () => {
  const timeline = join(folder, 'memory.jsonl');
  const sample = (minute: number, rss: number): string =>
    JSON.stringify({
      time: `2026-11-21T09:0${minute}:00.000Z`,
      pid: 7,
      uptime: minute * 60,
      rss,
      heapUsed: rss / 2,
    });
  writeFileSync(timeline, `${sample(1, 100)}\n${sample(2, 300)}\n`);
  const { exitCode } = await runCli([first, last, '--timeline', timeline, '--html', page]);
  assert.equal(exitCode, 0);
  const at = Date.parse('2026-11-21T09:01:00.000Z');
  assert.deepEqual(dataOf(page).timeline, {
    points: [
      { time: at, rss: 100, heapUsed: 50, heapTotal: null, external: null },
      { time: at + 60_000, rss: 300, heapUsed: 150, heapTotal: null, external: null },
    ],
    snapshots: [],
  });
});

const summary = { schemaVersion: 1, kind: 'summary', classes: [] };

for (const [what, content, problem] of [
  ['nothing', '', 'it is not the JSON of a report'],
  ['no JSON', '{"kind": "summary"', 'it is not the JSON of a report'],
  ['a list', '[1]', 'it is not the JSON of a report'],
  ['another kind', '{"kind":"__proto__","schemaVersion":1}', 'it is no comparison, summary or check'],
  ['another file of ours', '{"kind":"retainers","schemaVersion":1}', 'it is no comparison, summary or check'],
  [
    'a later version',
    '{"kind":"summary","schemaVersion":2}',
    'it is of a version of snapdiff that this one does not know',
  ],
  ['a part of a report', JSON.stringify(summary), 'its snapshot is not as a report has it'],
  ['deep nesting', `${'['.repeat(100_000)}`, 'it is not the JSON of a report'],
] as const) {
  test(`${what} in the place of a saved report is one line that says what is wrong`, async () => {
    writeFileSync(saved, content);
    rmSync(page, { force: true });
    const { exitCode, stdout, stderr } = await runCli(['report', saved, '--html', page]);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.equal(
      stderr,
      `snapdiff: ${saved}: ${problem}. Save one with --json: snapdiff --json <baseline> <current> > saved.json\n`,
    );
    assert.throws(() => readFileSync(page), /ENOENT/);
  });
}

test('a saved report that contradicts itself is refused', async () => {
  await save([first, last]);
  const report = JSON.parse(readFileSync(saved, 'utf8')) as Record<string, unknown>;
  for (const [changes, where] of [
    [{ snapshots: [] }, 'snapshots'],
    [{ pairs: [{ ...report, baseline: 0, current: 9, grew: null }] }, 'pairs[0]'],
    [
      {
        objects: {
          steps: [],
          classes: [{ key: '', className: '', objects: [object(3)], omittedObjectCount: 0 }],
        },
      },
      'objects.classes',
    ],
    [{ timeline: { points: [], snapshots: [{ time: 1, snapshot: 2 }] } }, 'timeline.snapshots'],
  ] as const) {
    writeFileSync(saved, JSON.stringify({ ...report, ...changes }));
    const { exitCode, stderr } = await runCli(['report', saved]);
    assert.equal(exitCode, 2);
    assert.ok(stderr.startsWith(`snapdiff: ${saved}: its ${where} is not as a report has it. `), stderr);
  }
});

function object(step: number): unknown {
  return {
    nodeId: 1,
    selfSize: 1,
    retainedSize: 1,
    distance: 1,
    isNew: null,
    path: [step],
    omittedStepCount: 0,
  };
}
