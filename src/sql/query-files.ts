import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SnapdiffError } from '../base/errors.ts';
import { exportFiles } from '../export/export-files.ts';
import type { ExportOptions } from '../export/exporter.ts';
import { tables } from '../tables/tables.ts';
import { loadDuckDB, openTables } from './open-tables.ts';
import { runQuery, type QueryOptions, type QueryResult } from './run-query.ts';

export interface QueryFilesOptions extends Omit<ExportOptions, 'edges' | 'labels'>, QueryOptions {}

export interface QueriedFiles extends QueryResult {
  /** What is odd about the files, each a sentence. */
  readonly warnings: readonly string[];
}

/**
 * Asks the tables of snapshots, or of one folder that `exportFiles` wrote. Snapshots are exported to a folder that nobody else may read, and
 * which is removed when this ends, however it ends; references only where the query names `edges`.
 *
 * @throws SnapdiffError for a file that cannot be read, a query that is none, and where DuckDB is not installed
 */
export async function queryFiles(
  paths: readonly string[],
  sql: string,
  options: QueryFilesOptions,
): Promise<QueriedFiles> {
  const duckdb = await loadDuckDB();
  const names = tables.map(({ name }) => name).filter((name) => new RegExp(`\\b${name}\\b`, 'i').test(sql));
  const scratch = await mkdtemp(join(tmpdir(), 'snapdiff-sql-'));
  try {
    const given = await findFolder(paths);
    const folder = given ?? join(scratch, 'tables');
    const edges = names.includes('edges');
    const warnings = given === undefined ? await exportTo(folder, paths, { ...options, edges }) : [];
    options.freeMemory?.('old');
    const { connection, close } = await openTables(duckdb, folder, scratch, names);
    try {
      return { ...(await runQuery(connection, sql, options)), warnings };
    } finally {
      close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** @throws SnapdiffError, which says what to do where the system's folder for such files is full or may not be written */
async function exportTo(
  folder: string,
  paths: readonly string[],
  options: ExportOptions,
): Promise<readonly string[]> {
  try {
    return (await exportFiles(paths, folder, options)).warnings;
  } catch (error) {
    if (!(error instanceof SnapdiffError) || !error.message.startsWith(folder)) throw error;
    throw new SnapdiffError(error.message, {
      cause: error,
      hint: 'Make room there, or name another folder for temporary files: TMPDIR=/var/tmp.',
    });
  }
}

/** The folder of tables, where one is given instead of snapshots. @throws SnapdiffError for a folder among others */
async function findFolder(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const entry = await stat(path).catch(() => undefined);
    if (entry?.isDirectory() !== true) continue;
    if (paths.length === 1) return path;
    throw new SnapdiffError(`${path}: is a folder beside others`, {
      hint: 'Name one folder that snapdiff export wrote, or snapshots.',
    });
  }
  return undefined;
}
