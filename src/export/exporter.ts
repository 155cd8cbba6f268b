import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { textsOf } from '../base/sentence.ts';
import { findBirths } from '../compare/births.ts';
import { draftCensus, namingBy, type ClassNaming } from '../compare/census.ts';
import { analyzeFile, type ReadFileOptions } from '../files/read-file.ts';
import { readSidecar } from '../files/read-sidecar.ts';
import type { IdSet } from '../heap/id-set.ts';
import { classesTable, classRows } from '../tables/classes-table.ts';
import { edgesTable } from '../tables/edges-table.ts';
import { objectsSource, objectsTable } from '../tables/objects-table.ts';
import { fileName, snapshotName } from '../tables/snapshot-name.ts';
import { processOf, snapshotsTable, type SnapshotRow } from '../tables/snapshots-table.ts';
import { suspectsTable } from '../tables/suspects-table.ts';
import { rowsOf, type TableRows } from '../tables/table.ts';
import { tablesVersion } from '../tables/tables.ts';
import type { ExportedComparison } from './exported-comparison.ts';
import { rowGroupSize, writeParquet } from './parquet-writer.ts';
import type { PartFiles } from './part-files.ts';

export interface ExportOptions extends Omit<ReadFileOptions, 'parser' | 'details'> {
  /** Also the table of references: several times as large as all others. */
  readonly edges?: boolean;
  /** With the text of strings, and the keys of Maps in paths. Nobody but their owner may read the files then. */
  readonly includeStrings?: boolean;
  /** What is known of the snapshots and does not stand in them: the build, the region. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A snapshot that was written. */
export interface ExportedSnapshot {
  readonly path: string;
  /** As the tables call it. */
  readonly name: string;
  readonly objectCount: number;
  readonly classCount: number;
}

/** Writes the tables of one export, snapshot after snapshot; nothing of a heap is kept. */
export class Exporter {
  readonly warnings: string[] = [];
  readonly #parts: PartFiles;
  readonly #out: string;
  readonly #comparison: ExportedComparison | undefined;
  readonly #options: ExportOptions;
  readonly #rows = new Map<string, Omit<SnapshotRow, 'comparison'>>();

  constructor(
    parts: PartFiles,
    out: string,
    comparison: ExportedComparison | undefined,
    options: ExportOptions,
  ) {
    this.#parts = parts;
    this.#out = out;
    this.#comparison = comparison;
    this.#options = options;
  }

  /**
   * Reads a snapshot, and writes what it tells by itself.
   *
   * @param earlier ids of the snapshots before it, where objects are followed
   * @param naming of the newest, undefined for itself
   */
  async add(
    path: string,
    earlier: readonly IdSet[],
    naming: ClassNaming | undefined,
  ): Promise<{ readonly snapshot: ExportedSnapshot; readonly naming: ClassNaming }> {
    const { edges = false, includeStrings = false, labels = {} } = this.#options;
    const hash = createHash('sha256');
    const analysis = await analyzeFile(path, { ...this.#options, onBytes: (chunk) => hash.update(chunk) });
    const sha256 = hash.digest('hex');
    const name = snapshotName(path, sha256);
    const { graph, strings, fileBytes, extraNativeBytes } = analysis.snapshot;
    const draft = draftCensus(analysis, naming);
    const aggregates = analysis.aggregate(draft);
    const classes = classRows(draft.classes, aggregates, (location) => analysis.locate(location));
    const objectCount = classes.reduce((sum, { count }) => sum + count, 0);

    const sidecar = await readSidecar(path);
    this.warnings.push(...textsOf(sidecar.warning ? [...draft.warnings, sidecar.warning] : draft.warnings));
    this.#rows.set(name, {
      file: fileName(path),
      sha256,
      fileBytes,
      nodeCount: graph.nodeCount,
      edgeCount: graph.edgeCount,
      objectCount,
      totalSize: analysis.totalSize,
      extraNativeSize: extraNativeBytes,
      labels,
      process: processOf(sidecar),
    });
    const births = this.#comparison?.isFollowed === true ? findBirths(graph.nodeId, earlier) : undefined;
    await this.#write(name, rowsOf(classesTable, classes));
    await this.#write(name, rowsOf(objectsTable, objectsSource(analysis, draft, births, includeStrings)));
    if (edges) {
      const { retainingEdges } = analysis;
      const source = { graph, strings, retainingEdges, isWithTexts: includeStrings };
      await this.#write(name, rowsOf(edgesTable, source));
    }
    return {
      snapshot: { path, name, objectCount, classCount: classes.length },
      naming: namingBy({ ...draft, aggregates }),
    };
  }

  /** Writes what only all of them together tell; last of it who is complete. @param names in the order of the comparison */
  async finish(names: readonly string[]): Promise<void> {
    const [baseline = ''] = names;
    const newest = names.at(-1) ?? '';
    const comparison = this.#comparison;
    const { suspects = [], seconds = null } = comparison ?? {};
    for (const name of names) {
      // An earlier export may have had it as its newest.
      const own = name === newest ? suspects : [];
      const rows = own.map((suspect) => ({ suspect, baseline, snapshotCount: names.length, seconds }));
      await this.#write(name, rowsOf(suspectsTable, rows));
    }
    for (const [position, name] of names.entries()) {
      const row = this.#rows.get(name);
      if (!row) throw new Error(`${name} was not added`);
      const verdict = name === newest && comparison ? comparison.verdict : null;
      const place = comparison ? { name: newest, position, verdict } : null;
      await this.#write(name, rowsOf(snapshotsTable, [{ ...row, comparison: place }]));
    }
  }

  async #write(snapshot: string, rows: TableRows): Promise<void> {
    const { signal, onProgress, freeMemory } = this.#options;
    const { name } = rows.table;
    const facts = {
      'snapdiff.table': name,
      'snapdiff.tables_version': String(tablesVersion),
      'snapdiff.snapshot': snapshot,
    };
    await this.#parts.add(join(this.#out, name, `snapshot=${snapshot}`), (file) =>
      writeParquet(file, rows, facts, (done) => {
        signal?.throwIfAborted();
        onProgress?.(`writing ${name} of ${snapshot}`, done, rows.rowCount);
        // A group's buffers are garbage outside V8's heap, which V8 would let pile up. To collect takes half as long as a group.
        if (done > 0 && done % (4 * rowGroupSize) === 0) freeMemory?.('old');
      }),
    );
  }
}
