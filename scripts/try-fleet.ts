// A simulated fleet: 1,000 pods over 30 days with three leaks, in the tables of `snapdiff export`, asked by the SQL of docs/fleet.md as it stands
// there; a worker that is killed and run again; and the tables in a second, independent reader, installed once into .cache/.
//
//     npm run build && node --import tsx scripts/try-fleet.ts [--seed 1]
//
// Prints a line a case; ends with an error for a wrong answer, or one that takes longer than 5 s.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { writeParquet } from '../src/export/parquet-writer.ts';
import { classesTable } from '../src/tables/classes-table.ts';
import { snapshotsTable } from '../src/tables/snapshots-table.ts';
import { suspectsTable } from '../src/tables/suspects-table.ts';
import { columnOf, rowsOf, type Column, type Table, type TableRows } from '../src/tables/table.ts';
import { filesBelow } from '../test/support/read-parquet.ts';
import { REPO, run } from './fixtures/runtimes.ts';
import { tryKilledWorker } from './try-fleet/killed-worker.ts';
import { tryRealProcesses } from './try-fleet/real-processes.ts';
import { compareReaders, loadSecondReader } from './try-fleet/second-reader.ts';
import { builds, dayCount, Fleet, leaks, podCount, type FleetDay, type Of } from './try-fleet/simulate.ts';

const { values: options } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
const maxQueryMs = 5000;
const folder = mkdtempSync(join(tmpdir(), 'snapdiff-fleet-'));

try {
  await tryFleet();
  console.log(tryRealProcesses(folder));
  console.log(await tryKilledWorker(folder));
  await trySecondReader();
} finally {
  rmSync(folder, { recursive: true });
}

/** What the page says between ```sql and ```, by the word that its first line begins with. */
function readQueries(): ReadonlyMap<string, string> {
  const text = readFileSync(join(REPO, 'docs/fleet.md'), 'utf8');
  const blocks = text.matchAll(/^```sql\n-- (\w+):.*\n([^]*?)^```$/gm);
  return new Map(
    Array.from(blocks, ([, name = '', sql = '']) => [name, sql.replaceAll('s3://heaps/', `${folder}/`)]),
  );
}

async function tryFleet(): Promise<void> {
  const start = performance.now();
  const fleet = new Fleet(Number(options.seed));
  let rowCount = 0;
  const averages = new Map<string, { sum: number; count: number }>();
  for (let day = 0; day < dayCount; day++) {
    const made = fleet.makeDay(day);
    addAverages(averages, made);
    for (const rows of tablesOf(made)) {
      rowCount += rows.rowCount;
      await write(join(folder, 'fleet', rows.table.name, `day-${day}.parquet`), rows);
    }
    if (day === 0) await tryCompaction(made);
  }
  const rowText = rowCount.toLocaleString('en');
  console.log(`fleet: ${podCount} pods, ${dayCount} days, ${rowText} rows, made in ${seconds(start)} s`);

  const queries = readQueries();
  const connection = await connect();
  await connection.run(queries.get('open') ?? '');
  const ask = async (name: string): Promise<Record<string, unknown>[]> => {
    const from = performance.now();
    const rows = await rowsIn(connection, queries.get(name) ?? '');
    const ms = Math.round(performance.now() - from);
    assert.ok(ms < maxQueryMs, `${name} takes ${ms} ms`);
    console.log(`${name}: ${rows.length} rows in ${ms} ms`);
    return rows;
  };
  checkLeaks(await ask('leaks'), fleet);
  checkSpread(await ask('spread'), fleet);
  checkSizes(await ask('sizes'), averages);
  connection.closeSync();
}

function checkLeaks(rows: readonly Record<string, unknown>[], { truth }: Fleet): void {
  assert.deepEqual(
    rows.map((row) => [
      row['fingerprint'],
      row['class'],
      row['pods'],
      row['since_build'],
      row['last_build'],
      row['bytes_per_hour'],
    ]),
    leaks
      .map((leak) => {
        const { pods, bytes, hours } = truth.get(leak) ?? assert.fail();
        const rate = Math.round(bytes / hours);
        // What was put in is what comes out: the seed's rate, give or take what is drawn at random.
        assert.ok(Math.abs(rate / leak.bytesPerHour - 1) < 0.02, `${leak.className}: ${rate}`);
        const [since, last] = [builds[leak.since], builds[leak.until - 1]];
        return [leak.fingerprint, leak.className, pods.size, since?.name, last?.name, rate] as const;
      })
      .sort((a, b) => b[2] - a[2] || b[5] - a[5]),
  );
}

function checkSpread(rows: readonly Record<string, unknown>[], { truth }: Fleet): void {
  const told = rows.map((row) => [row['fingerprint'], row['build'], row['pods']].join(' '));
  const expected = leaks.flatMap((leak) =>
    Array.from(truth.get(leak)?.podsOfBuild ?? [], ([build, pods]) =>
      [leak.fingerprint, build, pods.size].join(' '),
    ),
  );
  assert.deepEqual(told.sort(), expected.sort());
  const ofPart = rows.filter((row) => row['fingerprint'] === leaks[2]?.fingerprint);
  for (const row of ofPart) assert.ok(Math.abs(Number(row['pods']) / Number(row['all_pods']) - 0.3) < 0.05);
}

/** Sums by class and build, to hold the averages against. */
function addAverages(averages: Map<string, { sum: number; count: number }>, made: FleetDay): void {
  const buildOf = new Map(made.snapshots.map(({ snapshot, row }) => [snapshot, row.labels['build'] ?? '']));
  for (const { snapshot, row } of made.classes) {
    const key = `${row.heapClass.className} ${buildOf.get(snapshot)}`;
    const known = averages.get(key) ?? { sum: 0, count: 0 };
    averages.set(key, { sum: known.sum + row.retainedSize, count: known.count + 1 });
  }
}

function checkSizes(
  rows: readonly Record<string, unknown>[],
  averages: ReadonlyMap<string, { sum: number; count: number }>,
): void {
  const averageOf = (className: string, build: string): number | undefined => {
    const known = averages.get(`${className} ${build}`);
    return known && known.sum / known.count;
  };
  const classNames = new Set(Array.from(averages.keys(), (key) => key.split(' ')[0] ?? ''));
  const expected = [...classNames].flatMap((className) =>
    builds.slice(1).flatMap(({ name }, index) => {
      const [before, after] = [averageOf(className, builds[index]?.name ?? ''), averageOf(className, name)];
      return before === undefined || after === undefined ? [] : [Math.round(after - before)];
    }),
  );
  assert.deepEqual(
    rows.map((row) => row['more']),
    expected.sort((a, b) => b - a).slice(0, rows.length),
  );
  assert.ok(rows.length === 10 && leaks.some(({ className }) => className === rows[0]?.['class']));
}

/** The files of some pods of a day, each snapshot its own, put together as the page says: the same rows as in one file. */
async function tryCompaction(day: FleetDay): Promise<void> {
  const names = new Set(day.snapshots.slice(0, 200).map(({ snapshot }) => snapshot));
  const ofPart = <Row>(rows: readonly Of<Row>[]): Of<Row>[] =>
    rows.filter(({ snapshot }) => names.has(snapshot));
  const made = {
    snapshots: ofPart(day.snapshots),
    classes: ofPart(day.classes),
    suspects: ofPart(day.suspects),
  };
  for (const rows of tablesOf(made)) await write(join(folder, 'part', `${rows.table.name}.parquet`), rows);
  let fileCount = 0;
  for (const snapshot of names) {
    for (const rows of tablesOf(made, snapshot)) {
      await write(join(folder, 'tables', rows.table.name, `snapshot=${snapshot}`, 'part-0.parquet'), rows);
      fileCount++;
    }
  }
  const compact = (readQueries().get('compact') ?? '').replaceAll(`${folder}/fleet/`, `${folder}/together/`);
  for (const name of ['snapshots', 'classes', 'suspects'])
    await mkdir(join(folder, 'together', name), { recursive: true });
  const connection = await connect();
  await connection.run(compact);
  for (const name of ['snapshots', 'classes', 'suspects']) {
    const together = `${folder}/together/${name}/today.parquet`;
    const whole = `${folder}/part/${name}.parquet`;
    const columns = await columnsIn(connection, together);
    const differ = `select count(*)::int as n from (select * from '${together}' except all select ${columns} from '${whole}')`;
    const sizes = `select (select count(*) from '${together}')::int as n, (select count(*) from '${whole}')::int as m`;
    const [differing] = await rowsIn(connection, differ);
    const [{ n, m } = {}] = await rowsIn(connection, sizes);
    assert.deepEqual([differing?.['n'], n], [0, m], name);
  }
  connection.closeSync();
  console.log(`compact: ${fileCount} files put together have the rows of 3`);
}

async function columnsIn(connection: DuckDBConnection, path: string): Promise<string> {
  const rows = await rowsIn(connection, `describe select * from '${path}'`);
  return rows.map((row) => row['column_name']).join(', ');
}

async function trySecondReader(): Promise<void> {
  const files = [0, 3].map((index) => `fixtures/snapshots/push-daemon-leak/${index}.heapsnapshot.gz`);
  const out = join(folder, 'read');
  const args = [
    join(REPO, 'dist/cli/main.js'),
    'export',
    ...files,
    '--edges',
    '--include-strings',
    '--out',
    out,
  ];
  run(process.execPath, args, { cwd: REPO });
  const second = loadSecondReader();
  let count = 0;
  const paths = [...filesBelow(out).keys()];
  for (const path of paths) count += await compareReaders(join(out, path), second);
  // With times, which these snapshots have none of.
  const ofFleet = ['snapshots', 'suspects'].map((name) => join(folder, 'fleet', name, 'day-29.parquet'));
  for (const path of ofFleet) count += await compareReaders(path, second);
  console.log(
    `second reader: ${count.toLocaleString('en')} values of ${paths.length + ofFleet.length} files are the same`,
  );
}

/** The tables of a day with the snapshot as a column, or those of one snapshot without. */
function tablesOf(made: FleetDay, snapshot?: string): TableRows[] {
  const one = <Row>(table: Table<readonly Row[]>, rows: readonly Of<Row>[]): TableRows =>
    snapshot === undefined
      ? rowsOf(withSnapshot(table), rows)
      : rowsOf(
          table,
          rows.filter((row) => row.snapshot === snapshot).map(({ row }) => row),
        );
  return [
    one(snapshotsTable, made.snapshots),
    one(classesTable, made.classes),
    one(suspectsTable, made.suspects),
  ];
}

function withSnapshot<Row>(table: Table<readonly Row[]>): Table<readonly Of<Row>[]> {
  const columns = table.columns.map((column): Column<readonly Of<Row>[]> => ({
    ...column,
    valuesOf: (rows, from, to) =>
      column.valuesOf(
        rows.slice(from, to).map(({ row }) => row),
        0,
        to - from,
      ),
  }));
  const name = columnOf<Of<Row>>(
    { name: 'snapshot', type: 'string', description: '' },
    (row) => row.snapshot,
  );
  return { ...table, rowCount: (rows) => rows.length, columns: [...columns, name] };
}

async function write(path: string, rows: TableRows): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w');
  try {
    await writeParquet(file, rows, {});
  } finally {
    await file.close();
  }
}

async function connect(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:');
  return instance.connect();
}

async function rowsIn(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  assert.notEqual(sql, '', 'docs/fleet.md has the query');
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJS();
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
    ),
  );
}

function seconds(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}
