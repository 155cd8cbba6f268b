import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type * as duckdb from '@duckdb/node-api';
import { SnapdiffError } from '../base/errors.ts';
import { tables, tablesVersion } from '../tables/tables.ts';

type DuckDB = Pick<typeof duckdb, 'DuckDBInstance'>;

/** @throws SnapdiffError where it is not installed, or cannot run here */
export async function loadDuckDB(): Promise<DuckDB> {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' && message.includes('@duckdb/node-api');
    throw new SnapdiffError(
      isMissing
        ? 'snapdiff sql needs DuckDB, which is not installed'
        : `DuckDB cannot be loaded: ${message.split('\n')[0]}`,
      { cause, hint: 'Install it beside snapdiff: npm install @duckdb/node-api' },
    );
  }
}

/** A folder of tables, open. */
export interface OpenTables {
  readonly connection: duckdb.DuckDBConnection;
  readonly close: () => void;
}

/**
 * Opens the tables of a folder that `exportFiles` wrote, each as a view of its name. The database is in memory, and may read their files,
 * none beside them, and use `scratch` for what does not fit; no other file, network or extension; no query can change that.
 *
 * @param names the tables that have to be there
 * @throws SnapdiffError where one is not, for a file that is no table, and for tables of another version
 */
export async function openTables(
  { DuckDBInstance }: DuckDB,
  folder: string,
  scratch: string,
  names: readonly string[],
): Promise<OpenTables> {
  // It compares paths as the system has them.
  const root = await realpath(folder);
  const files = new Map<string, readonly string[]>();
  for (const { name } of tables) {
    const parts = await findParts(join(root, name));
    if (parts.length > 0) files.set(name, parts);
    else if (names.includes(name)) throw noTable(folder, name);
  }
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    const settings = [
      `set temp_directory = ${quoted(await realpath(scratch))}`,
      `set allowed_paths = [${[...files.values()].flat().map(quoted).join(', ')}]`,
      'set enable_external_access = false',
      'set lock_configuration = true',
    ];
    for (const setting of settings) await connection.run(setting);
    for (const [name, parts] of files) {
      await connection.run(
        `create view ${name} as select * from read_parquet([${parts.map(quoted).join(', ')}], hive_partitioning = true, hive_types = {snapshot: varchar})`,
      );
    }
    await checkVersion(connection, folder, files.get('snapshots') ?? []);
    return { connection, close };
  } catch (error) {
    close();
    if (error instanceof SnapdiffError || !(error instanceof Error)) throw error;
    // Then it quotes the statement, which is none of the user's.
    const [said = ''] = error.message.split('\n');
    throw new SnapdiffError(said, {
      cause: error,
      hint: 'Export its snapshot again, or remove its folder.',
    });
  }
}

/**
 * Another version may mean something else by the name of a column. Reads the end of a file for each snapshot: 0.2 ms. What an engine has
 * put together says no version. @throws SnapdiffError
 */
async function checkVersion(
  connection: duckdb.DuckDBConnection,
  folder: string,
  parts: readonly string[],
): Promise<void> {
  if (parts.length === 0) return;
  const versions = await connection.runAndReadAll(
    `select distinct decode(value) from parquet_kv_metadata([${parts.map(quoted).join(', ')}])
     where decode(key) = 'snapdiff.tables_version'`,
  );
  const told = versions.getRowsJson().map(([version]) => (typeof version === 'string' ? version : ''));
  const other = told.find((version) => version !== String(tablesVersion));
  if (other === undefined) return;
  throw new SnapdiffError(
    `${folder}: has tables of version ${other}, this snapdiff asks those of version ${tablesVersion}`,
    { hint: 'Export its snapshots again, or ask them by the snapdiff that wrote them.' },
  );
}

async function findParts(folder: string): Promise<string[]> {
  const entries = await readdir(folder).catch(() => []);
  const parts: string[] = [];
  for (const entry of entries.filter((name) => name.startsWith('snapshot=')).sort()) {
    const path = join(folder, entry, 'part-0.parquet');
    if ((await stat(path).catch(() => undefined))?.isFile() === true) parts.push(path);
  }
  return parts;
}

function noTable(folder: string, name: string): SnapdiffError {
  if (name === 'edges') {
    return new SnapdiffError(`${folder}: has no table edges`, { hint: 'Export the snapshots with --edges.' });
  }
  return new SnapdiffError(`${folder}: has no table ${name}`, {
    hint: 'Name snapshots, or a folder that snapdiff export wrote.',
  });
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
