import { SnapdiffError } from '../base/errors.ts';
import { readIds } from '../files/file-census.ts';
import type { IdSet } from '../heap/id-set.ts';
import { checkReadable } from '../snapshot/byte-source.ts';
import { compareForExport, type ExportedComparison } from './exported-comparison.ts';
import { Exporter, type ExportedSnapshot, type ExportOptions } from './exporter.ts';
import { PartFiles } from './part-files.ts';

export interface ExportedFiles {
  /** In the order of their comparison, oldest first. */
  readonly snapshots: readonly ExportedSnapshot[];
  /** Undefined of one file. */
  readonly comparison: ExportedComparison | undefined;
  /** What is odd about the files, each a sentence. */
  readonly warnings: readonly string[];
}

/**
 * Writes snapshots as Parquet tables: `OUT/<table>/snapshot=<name>/part-0.parquet`. Of one file its classes and objects; two or more
 * are of one process and are compared first, which gives the suspects, and the birth of each object.
 *
 * Nothing has its name before everything is written. The same files and options give the same bytes, wherever and whenever they
 * are written. Memory is that of the comparison, then that of the analysis of one file, 4 bytes a node, and a row group. Each file is
 * read once, and before that by the comparison.
 *
 * @throws SnapdiffError when a file cannot be read, or the tables cannot be written: then there is nothing new in OUT
 */
export async function exportFiles(
  paths: readonly string[],
  out: string,
  options: ExportOptions = {},
): Promise<ExportedFiles> {
  const { freeMemory = () => {} } = options;
  if (paths.length > 1) await checkFiles(paths);
  const comparison = paths.length > 1 ? await compareForExport(paths, options) : undefined;
  freeMemory('old');
  const ordered = comparison?.paths ?? paths;
  const parts = new PartFiles(options.includeStrings === true);
  const exporter = new Exporter(parts, out, comparison, options);
  try {
    const earlier = ordered.slice(0, -1);
    const ids: IdSet[] = [];
    if (comparison?.isFollowed === true) for (const path of earlier) ids.push(await readIds(path, options));
    // Its shapes name the plain objects of all, as in a comparison.
    const newest = await exporter.add(ordered.at(-1) ?? '', ids, undefined);
    const exported: ExportedSnapshot[] = [];
    for (const [position, path] of earlier.entries()) {
      freeMemory('old');
      exported.push((await exporter.add(path, ids.slice(0, position), newest.naming)).snapshot);
    }
    exported.push(newest.snapshot);
    checkNames(exported);
    await exporter.finish(exported.map(({ name }) => name));
    await parts.publish();
    const warnings = [...new Set([...(comparison?.warnings ?? []), ...exporter.warnings])];
    return { snapshots: exported, comparison, warnings };
  } catch (error) {
    await parts.discard();
    throw error;
  }
}

/** Of several, each is read more than once. @throws SnapdiffError for what cannot be */
async function checkFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (await checkReadable(path)) continue;
    const what = path === '-' ? 'standard input' : 'a pipe';
    throw new SnapdiffError(`${path}: each of several files is read twice, which ${what} cannot be`, {
      hint: 'Write it to a file first.',
    });
  }
}

/** Two files of one name and content are one partition, and cannot be two snapshots of a process. @throws SnapdiffError */
function checkNames(exported: readonly ExportedSnapshot[]): void {
  const byName = new Map<string, string>();
  for (const { name, path } of exported) {
    const other = byName.get(name);
    if (other !== undefined) {
      throw new SnapdiffError(`${path}: has the name and the content of ${other}`, {
        hint: 'Give each snapshot once.',
      });
    }
    byName.set(name, path);
  }
}
