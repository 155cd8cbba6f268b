import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { exportFiles } from '../../../src/export/export-files.ts';
import { compareFiles } from '../../../src/files/compare-files.ts';
import { summarizeFile } from '../../../src/files/summarize-file.ts';
import { attacks, writeHostileSnapshot } from '../../support/hostile-snapshot.ts';
import { runProcess, startProcess, waitUntil } from '../../support/child-processes.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { runCli, runShell } from '../../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapdiff-sql-test-'));
after(() => rmSync(folder, { recursive: true }));
const files = [0, 1, 2, 3].map((index) =>
  repositoryPath(`fixtures/snapshots/push-daemon-leak/${index}.heapsnapshot.gz`),
);
const [first = ''] = files;
const tables = join(folder, 'tables');
await exportFiles(files, tables, { labels: { build: '1.4.2' } });

type Row = Readonly<Record<string, unknown>>;

async function ask(...args: readonly string[]): Promise<Row[]> {
  const { exitCode, stdout, stderr } = await runCli(['sql', ...args, '--json']);
  assert.deepEqual([exitCode, stderr], [0, '']);
  return JSON.parse(stdout) as Row[];
}

test('totals in SQL are those of the summary', async () => {
  const { snapshot, classes } = await summarizeFile(first);
  const [row = {}] = await ask(
    first,
    `select total_size, node_count, (select count(*) from objects) as nodes, (select count(*) from edges) as edges,
       (select sum(self_size)::bigint from objects) as size, (select count(*) from objects where self_size > 0) as objects,
       extra_native_size from snapshots`,
  );
  const { nodeCount, edgeCount, totalSize } = snapshot;
  assert.deepEqual(
    [row['total_size'], row['node_count'], row['nodes'], row['edges']],
    [totalSize, nodeCount, nodeCount, edgeCount],
  );
  assert.equal(Number(row['size']) + Number(row['extra_native_size']), totalSize);
  assert.equal(
    row['objects'],
    classes.reduce((sum, { count }) => sum + count, 0),
  );
});

test('the biggest classes are those of the summary, in its order', async () => {
  const { classes } = await summarizeFile(first);
  const rows = await ask(first, '--query', 'biggest');
  const expected = classes.map(({ retainedSize }) => retainedSize).sort((a, b) => b - a);
  assert.deepEqual(
    rows.map((row) => row['retained_size']),
    expected,
  );
});

test('what grew, and what leaks, are the comparison’s numbers', async () => {
  const { classes, suspects } = await compareFiles(files);
  const grown = await ask(tables, '--query', 'grown');
  const byName = (left: readonly unknown[], right: readonly unknown[]): number =>
    Number(right[1]) - Number(left[1]) || (String(left[0]) < String(right[0]) ? -1 : 1);
  assert.deepEqual(
    grown.map((row) => [row['class'], row['retained_growth'], row['object_growth']]).sort(byName),
    classes
      .filter(({ retainedSizeDelta }) => retainedSizeDelta > 0)
      .map(({ className, retainedSizeDelta, countDelta }) => [className, retainedSizeDelta, countDelta])
      .sort(byName),
  );
  const leaks = await ask(tables, '--query', 'leaks');
  assert.deepEqual(
    leaks.map((row) => [row['fingerprint'], row['class'], row['process_count'], row['growth']]),
    suspects.map((suspect) => [suspect.fingerprint, suspect.className, 1, suspect.retainedGrowth]),
  );
});

test('who holds a class is asked of references that are there unasked', async () => {
  const rows = await ask(files[3] ?? '', '--query', 'holders', '--class', 'Connection');
  assert.ok(
    rows.some(
      (row) => row['holder'] === 'Endpoint' && row['name'] === '_connection' && row['object_count'] === 20,
    ),
  );
});

test('duplicates are texts of strings, which no other query has unasked', async () => {
  const [most = {}] = await ask(first, '--query', 'duplicates');
  const { text, string_count: count, self_size: size, wasted_size: wasted } = most;
  assert.ok(typeof text === 'string' && Number(count) > 1);
  assert.equal(wasted, (Number(count) - 1) * Number(size));
  const [none] = await ask(first, 'select count(text) as n from objects');
  assert.deepEqual(none, { n: 0 });
  const [some] = await ask(first, '--include-strings', 'select count(text) > 1000 as many from objects');
  assert.deepEqual(some, { many: true });
});

test('hostile names come back whole', async () => {
  const path = writeHostileSnapshot(folder);
  const rows = await ask(path, 'select distinct name from edges');
  const names = new Set(rows.map((row) => row['name']));
  // Of a longer one the reader has the beginning.
  for (const name of attacks.filter((one) => one.length < 65_536)) {
    assert.ok(names.has(name.replaceAll(/\p{Surrogate}/gu, '\ufffd')), JSON.stringify(name.slice(0, 100)));
  }
});

test('a folder may be called what it likes', async () => {
  const odd = join(folder, "it's [a] *folder*?");
  cpSync(tables, odd, { recursive: true });
  assert.deepEqual(await ask(odd, 'select count(*) as n from snapshots'), [{ n: 4 }]);
  const labels = "select distinct labels->>'build' as build from snapshots";
  assert.deepEqual(await ask(odd, labels.replace('labels', 'labels::json')), [{ build: '1.4.2' }]);
});

const beside = join(tables, 'classes', 'secret.txt');
writeFileSync(beside, 'secret');
const [partition = ''] = readdirSync(join(tables, 'snapshots'));
// It may be read.
const itself = join(tables, 'snapshots', partition, 'part-0.parquet');
const bytes = readFileSync(itself);

for (const [what, sql, message] of [
  [
    'another file',
    "select * from read_text('/etc/hostname')",
    /^snapdiff: Permission Error: Cannot access file/,
  ],
  ['a file beside its tables', `select * from read_text('${beside}')`, /^snapdiff: Permission Error/],
  ['what lies beside its tables', `select * from glob('${tables}/*')`, /^snapdiff: Permission Error/],
  ['a folder beside', `select * from '${join(folder, 'x.parquet')}'`, /^snapdiff: Permission Error/],
  ['the network', "select * from 'https://127.0.0.1:1/x.parquet'", /^snapdiff: /],
  ['a file to write', `copy (select 1) to '${itself}'`, /^snapdiff: the statement is no query/],
  [
    'a file to write, explained',
    `explain analyze copy (select 1) to '${itself}'`,
    /^snapdiff: the statement is no query/,
  ],
  ['a database to write', `attach '${join(tables, 'evil.db')}'`, /^snapdiff: the statement is no query/],
  ['its own lock', 'set enable_external_access = true', /^snapdiff: the statement is no query/],
  ['an extension', 'install httpfs', /^snapdiff: the statement is no query/],
  [
    'two statements in one word',
    'pivot classes on kind using sum(self_size)',
    /^snapdiff: a query is one statement, here are 2\. A pivot is one where/,
  ],
  ['a second statement', 'select 1; drop view classes', /^snapdiff: a query is one statement, here are 2\. /],
] as const) {
  test(`a query has no way to ${what}`, async () => {
    const before = readdirSync(tables);
    const { exitCode, stdout, stderr } = await runCli(['sql', tables, sql]);
    assert.match(stderr, message);
    assert.match(stderr, /^[^\n]*\n$/);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.deepEqual(readdirSync(tables), before);
    assert.deepEqual(readFileSync(itself), bytes);
  });
}

test('a mistake is one line with its place', async () => {
  for (const [args, message] of [
    [
      [tables, 'select nope\nfrom classes'],
      /^snapdiff: Binder Error: Referenced column "nope" not found .*, in line 1 at "nope"\. /,
    ],
    [
      [tables, 'selec 1 from classes'],
      /^snapdiff: Parser Error: syntax error at or near "selec", in line 1 at "selec 1 from classes"\. /,
    ],
    [
      [tables, 'select * from edges'],
      /^snapdiff: \S+: has no table edges\. Export the snapshots with --edges\.$/,
    ],
    [[folder, 'select * from classes'], /^snapdiff: \S+: has no table classes\. Name snapshots, or a folder/],
    [[tables], /^snapdiff: the query is missing\. /],
    [[first, files[1] ?? ''], /^snapdiff: the query is missing\. /],
    [[tables, first, 'select * from classes'], /is a folder beside others\. /],
    [[tables, '--query', 'leak'], /^snapdiff: --query leak: no such query\. There are biggest, /],
    [
      [first, '--query', 'holders'],
      /^snapdiff: --query holders asks of one constructor\. Name it: --class Connection$/,
    ],
    [
      [tables, '--query', 'leaks', '--class', 'A'],
      /^snapdiff: --class has no effect without --query holders\. /,
    ],
    [
      ['missing.heapsnapshot', 'select * from classes'],
      /^snapdiff: missing\.heapsnapshot: cannot be read \(ENOENT\)/,
    ],
  ] as const) {
    const { exitCode, stderr } = await runCli(['sql', ...args]);
    assert.match(stderr.trimEnd(), message);
    assert.match(stderr, /^[^\n]*\n$/);
    assert.equal(exitCode, 2);
  }
});

test('a decimal is a number, and one that no number is exact for is text', async () => {
  const rows = await ask(tables, 'select 1.5 as one, -0.05 as small, 12345678901234567.25 as long');
  assert.deepEqual(rows, [{ one: 1.5, small: -0.05, long: '12345678901234567.25' }]);
});

test('an answer that would not end is one line before memory ends', async () => {
  const sql = "select range, repeat('x', 1000) as text from range(1000000000000)";
  const { exitCode, stdout, stderr } = await runCli(['sql', tables, sql, '--json']);
  assert.match(stderr, /^snapdiff: the answer is too large\. Ask for sums [^\n]*\n$/);
  assert.deepEqual([exitCode, stdout], [2, '']);
});

test('a file that is no table, and tables of another version, are one line', async () => {
  const broken = join(folder, 'broken');
  cpSync(tables, broken, { recursive: true });
  const part = join(broken, 'classes', partition, 'part-0.parquet');
  writeFileSync(part, bytes.subarray(0, 1000));
  const ofBroken = await runCli(['sql', broken, 'select * from snapshots']);
  assert.match(
    ofBroken.stderr,
    /^snapdiff: Invalid Input Error: No magic bytes [^\n]*\/part-0\.parquet'\. Export its snapshot again, or remove its folder\.\n$/,
  );
  cpSync(itself, part);
  const later = join(broken, 'snapshots', partition, 'part-0.parquet');
  // In the metadata, which are Thrift: a text is its length and its bytes.
  const known = Buffer.from('snapdiff.tables_version\u0018\u00011');
  const at = bytes.indexOf(known);
  assert.ok(at > 0);
  const changed = Buffer.from(bytes);
  changed[at + known.length - 1] = '2'.charCodeAt(0);
  writeFileSync(later, changed);
  const ofLater = await runCli(['sql', broken, 'select * from classes']);
  assert.match(
    ofLater.stderr,
    /^snapdiff: \S+: has tables of version 2, this snapdiff asks those of version 1\. Export its snapshots again[^\n]*\n$/,
  );
  assert.deepEqual([ofBroken.exitCode, ofLater.exitCode], [2, 2]);
});

test('the columns of a table may be asked for', async () => {
  const columns = await ask(tables, 'describe objects');
  assert.ok(columns.some((row) => row['column_name'] === 'snapshot' && row['column_type'] === 'VARCHAR'));
});

test('Ctrl-C ends a query that would not end, and the private folder is gone', async () => {
  const scratch = join(folder, 'scratch');
  mkdirSync(scratch);
  const args = ['sql', first, 'select count(*) from range(100000000000) a, range(1000) b, classes'];
  const child = startProcess(process.execPath, [repositoryPath('dist/cli/main.js'), ...args], {
    env: { ...process.env, TMPDIR: scratch },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  let stderr = '';
  child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
  const isExported = (): boolean =>
    readdirSync(scratch).some((name) => existsSync(join(scratch, name, 'tables', 'snapshots')));
  await waitUntil('the tables are there', isExported, () => (child.exitCode === null ? undefined : stderr));
  child.kill('SIGINT');
  assert.equal(await ended, 130);
  assert.equal(stderr, 'snapdiff: stopped by SIGINT; nothing was left\n');
  assert.deepEqual(readdirSync(scratch), []);
});

test('a full disk for temporary files is one line that says which, and nothing is left there', async () => {
  const scratch = join(folder, 'full');
  mkdirSync(scratch);
  const { exitCode, stderr } = await runShell(
    `ulimit -f 100; TMPDIR=${scratch} $SNAPDIFF sql ${first} 'select * from classes'`,
  );
  assert.match(
    stderr,
    /^snapdiff: \S+\/full\/snapdiff-sql-\w+\/tables\/objects\/\S+: the file gets larger than this user may write\. Make room there, or name another folder for temporary files: TMPDIR=\/var\/tmp\.\n$/,
  );
  assert.equal(exitCode, 2);
  assert.deepEqual(readdirSync(scratch), []);
});

test('without DuckDB one line says how to get it', async () => {
  const without = join(folder, 'without');
  mkdirSync(join(without, 'node_modules'), { recursive: true });
  cpSync(repositoryPath('dist'), join(without, 'dist'), { recursive: true });
  cpSync(repositoryPath('package.json'), join(without, 'package.json'));
  for (const name of ['cli-progress', 'cli-table3', '@jridgewell', 'lilconfig', '@xmldom', 'ws']) {
    symlinkSync(repositoryPath(`node_modules/${name}`), join(without, 'node_modules', name));
  }
  const args = ['sql', first, 'select * from classes'];
  const program = join(without, 'dist/cli/main.js');
  await assert.rejects(
    runProcess(process.execPath, [program, ...args]),
    /: {2}snapdiff: snapdiff sql needs DuckDB, which is not installed\. Install it beside snapdiff: npm install @duckdb\/node-api\n/,
  );
});
