import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { csvHeader, formatSample, numberColumns, openTimeline } from '../../src/preload/timeline-file.cts';
import { readTimeline } from '../../src/timeline/read-timeline.ts';
import { runCli } from '../support/run-cli.ts';
import { drawTimeline, line, noContext } from './draw-timeline.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-timeline-'));
after(() => rmSync(folder, { recursive: true }));
let fileCount = 0;

/** A name that no test has used, for tests may run beside each other. */
function newPath(ending = 'csv'): string {
  return join(folder, `${fileCount++}.${ending}`);
}

function writeText(text: string, ending = 'csv'): string {
  const path = newPath(ending);
  writeFileSync(path, text);
  return path;
}

const { samples } = drawTimeline({ heap: line(20, 80), sampleCount: 40 });
const rows = samples.map((sample, index) => formatSample(sample, index === 0 ? noContext : null, 'csv'));

for (const ending of ['csv', 'jsonl', 'ndjson']) {
  test(`what is written to .${ending} is read back`, async () => {
    const path = newPath(ending);
    const writer = openTimeline(path);
    const context = { ...noContext, node: '24.1.0', maxOldSpaceSize: 512 * 2 ** 20 };
    for (const sample of samples) writer.write(sample, context);
    const { runs, unreadableLines } = await readTimeline(path);
    assert.deepEqual(runs, [{ pid: 7, samples, context }]);
    assert.equal(unreadableLines, 0);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(readFileSync(path, 'utf8').match(/maxOldSpaceSize/g)?.length, 1);
  });
}

test('any numbers survive both formats', async () => {
  const amount = fc.option(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));
  const numbers = fc.record(Object.fromEntries(numberColumns.map((column) => [column, amount])));
  await fc.assert(
    fc.asyncProperty(numbers, fc.constantFrom('csv', 'jsonl'), async (record, ending) => {
      const sample = { ...samples[0], ...record, uptime: 1, rss: 2 };
      const path = newPath(ending);
      openTimeline(path).write(sample, noContext);
      const { runs } = await readTimeline(path);
      assert.deepEqual(runs[0].samples, [sample]);
    }),
    { numRuns: 30 },
  );
});

test('a full file is renamed, a new one begins with header and context, and both are read', async () => {
  const path = newPath();
  const writer = openTimeline(path, csvHeader.length + rows[0].length + rows[1].length * 24);
  for (const sample of samples) writer.write(sample, noContext);
  const [old, current] = [readFileSync(`${path}.1`, 'utf8'), readFileSync(path, 'utf8')];
  assert.ok(old.startsWith(`${csvHeader}\n`) && current.startsWith(`${csvHeader}\n`));
  assert.match(current.split('\n')[1], /"\{""node""/);
  assert.deepEqual((await readTimeline(path)).runs[0].samples, samples);
});

test('a file that is moved away is begun anew', async () => {
  const path = newPath();
  const writer = openTimeline(path);
  writer.write(samples[0], noContext);
  renameSync(path, `${path}.moved`);
  writer.write(samples[1], noContext);
  assert.equal((await readTimeline(path)).runs[0].samples.length, 1);
});

test('several processes share a file, and a pid that starts anew is another run', async () => {
  const path = newPath();
  const first = openTimeline(path);
  const second = openTimeline(path);
  for (const sample of samples.slice(0, 5)) {
    first.write(sample, noContext);
    second.write({ ...sample, pid: 8 }, { ...noContext, node: '18.20.8' });
  }
  openTimeline(path).write(samples[0], noContext);
  const { runs } = await readTimeline(path);
  assert.deepEqual(
    runs.map((run) => [run.pid, run.samples.length, run.context.node]),
    [
      [7, 5, '20.20.2'],
      [8, 5, '18.20.8'],
      [7, 1, '20.20.2'],
    ],
  );
});

test('what is no timeline of these columns is not written to', () => {
  const other = writeText('time,pid,uptime\n2026,1,2\n');
  assert.throws(
    () => openTimeline(other).write(samples[0], noContext),
    /other columns already; it is left as it is$/,
  );
  assert.equal(readFileSync(other, 'utf8'), 'time,pid,uptime\n2026,1,2\n');
  const log = writeText('{"level":30}\n', 'jsonl');
  assert.throws(() => openTimeline(log).write(samples[0], noContext), /other lines already/);
  assert.throws(() => openTimeline(newPath('txt')), /a timeline is called \.csv, \.jsonl or \.ndjson$/);
});

test('a pipe of that name does not hold the process up', () => {
  const path = newPath();
  execFileSync('mkfifo', [path]);
  assert.throws(() => openTimeline(path).write(samples[0], noContext), /not a file|ENXIO/);
});

test('a full disk cuts a line; the next one begins a line of its own', async () => {
  const path = newPath();
  const cut = rows[20].slice(0, 30);
  writeFileSync(path, `${csvHeader}\n${rows.slice(0, 20).join('')}${cut}\n${rows.slice(21).join('')}`);
  const { runs, unreadableLines } = await readTimeline(path);
  assert.equal(unreadableLines, 1);
  assert.equal(runs[0].samples.length, 39);
});

test('a last line without end is still being written', async () => {
  const { runs, unreadableLines } = await readTimeline(
    writeText(`${csvHeader}\n${rows.slice(0, 3).join('')}${rows[3].slice(0, 50)}`),
  );
  assert.deepEqual([runs[0].samples.length, unreadableLines], [3, 0]);
});

const hostile: readonly (readonly [what: string, path: () => string, message: RegExp])[] = [
  ['nothing', () => writeText(''), /it contains no samples$/],
  ['a header alone', () => writeText(`${csvHeader}\n`), /it contains no samples$/],
  ['another table', () => writeText('a,b\n1,2\n'), /line 1 has no column "time"\. SNAPDIFF_TIMELINE/],
  ['binary', () => writeText('\0\x01\x1b[2J\n'.repeat(9)), /line 1 has no column "time"/],
  [
    'binary as JSON',
    () => writeText('\0\x01\x1b[2J\n'.repeat(9), 'jsonl'),
    /9 of 9 lines are not samples, first at line 1$/,
  ],
  [
    'JSON of another kind',
    () => writeText('{"a":1}\n[]\nnull\n1\n', 'jsonl'),
    /4 of 4 lines are not samples/,
  ],
  [
    'numbers that are none',
    () => writeText(`${csvHeader}\n${rows[0].replaceAll(/\d/g, 'x')}`),
    /1 of 1 lines/,
  ],
  ['negative amounts', () => writeText(`${csvHeader}\n${rows[1].replace(',7,', ',-7,')}`), /1 of 1 lines/],
  [
    'endless amounts',
    () => writeText('{"time":"2026-01-01T00:00:00.000Z","pid":1,"uptime":1e999,"rss":1}\n', 'jsonl'),
    /1 of 1/,
  ],
  [
    'a prototype',
    () =>
      writeText('{"time":"2026-01-01T00:00:00.000Z","__proto__":{"pid":1,"uptime":1,"rss":1}}\n', 'jsonl'),
    /1 of 1/,
  ],
  [
    'a folder',
    () => {
      const path = newPath();
      symlinkSync(folder, path);
      return path;
    },
    /not a file$/,
  ],
  ['no file', () => newPath(), /ENOENT/],
  ['another ending', () => writeText('', 'log'), /a timeline is called \.csv, \.jsonl or \.ndjson$/],
];

for (const [what, path, message] of hostile) {
  test(`snapdiff triage of ${what}: one line, exit 2`, async () => {
    const { exitCode, stdout, stderr } = await runCli(['triage', path()]);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(stderr, /^snapdiff: [ -~]*\n$/);
    assert.match(stderr.trimEnd(), message);
  });
}

test('any damage gives samples or one error, never another', async () => {
  const text = `${csvHeader}\n${rows.join('')}`;
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length), fc.nat(40), fc.string(), async (at, length, put) => {
      const path = writeText(text.slice(0, at) + put + text.slice(at + length));
      await readTimeline(path).then(
        ({ runs }) => assert.ok(runs.length > 0),
        (error: Error) => assert.equal(error.name, 'SnapdiffError'),
      );
    }),
    { numRuns: 100 },
  );
});

test('the context of a file is no way to a terminal', async () => {
  const context = JSON.stringify({ node: '\x1b[31m20', pm2Id: 'x', maxOldSpaceSize: -1 }).replaceAll(
    '"',
    '""',
  );
  const row = rows[1].replace(/,\n$/, `,"${context}"\n`);
  const { runs } = await readTimeline(writeText(`${csvHeader}\n${row}`));
  assert.deepEqual(runs[0].context, { ...noContext, node: null });
});

test('triage --json is for programs, --pid chooses', async () => {
  const path = writeText(`${csvHeader}\n${rows.join('')}`);
  const { exitCode, stdout } = await runCli(['triage', path, '--json', '--pid', '7']);
  assert.equal(exitCode, 0);
  const { kind, schemaVersion, runs } = JSON.parse(stdout) as {
    kind: string;
    schemaVersion: number;
    runs: { pid: number; result: string; sampleCount: number }[];
  };
  assert.deepEqual([kind, schemaVersion, runs.length], ['triage', 1, 1]);
  assert.deepEqual([runs[0].pid, runs[0].sampleCount], [7, 40]);
  assert.match((await runCli(['triage', path, '--pid', '9'])).stderr, /no process 9 in it\n$/);
});
