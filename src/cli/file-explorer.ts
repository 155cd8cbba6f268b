import { stat } from 'node:fs/promises';
import { SnapdiffError } from '../base/errors.ts';
import { toolVersion } from '../base/tool-version.ts';
import type { Bytes } from '../base/units.ts';
import type { Explorer, ExploreProblem, OpenSnapshot, Session, WorkState } from '../explore/session.ts';
import { fileVersion } from '../files/file-version.ts';
import { makeReport, type MadeReport, type ReportRequest } from './report-maker.ts';

/** Heaps that questions are asked of, by their position. */
export interface Heaps {
  readonly snapshots: readonly OpenSnapshot[];
  ask(position: number, question: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export interface FileExplorerOptions extends Pick<ReportRequest, 'sourceMaps' | 'jobs'> {
  /** Begins to open the heaps of files, the oldest first. @param onChange told when the state of one changes */
  readonly openHeaps: (paths: readonly string[], onChange: () => void) => Heaps;
}

/** A file as it was when the exploring began. */
interface ExploredFile {
  /** Its position among those that were given. */
  readonly number: number;
  readonly path: string;
  readonly fileBytes: Bytes;
  readonly version: string;
}

/** A report that is made, or waits for those before it. */
interface Report {
  readonly made: Promise<MadeReport>;
  /** Ends it where it is. */
  readonly stop: AbortController;
  /** Who waits for it, as long as it is not there. */
  waiting: number;
}

/** Reports that are kept, a megabyte each or two, those asked for last: ten snapshots have a thousand sets. */
const maxReports = 20;

/**
 * Snapshots on disk, to be explored. It begins with the report of all of them, which may put them in another order; the heaps are
 * opened after it, as they would take memory and processors away from it.
 */
export class FileExplorer implements Explorer {
  /** What the report of all says, in a sentence. @throws SnapdiffError where there is none: nothing can be explored */
  readonly ready: Promise<string>;
  readonly #options: FileExplorerOptions;
  readonly #listeners = new Set<(session: Session) => void>();
  readonly #stop = new AbortController();
  /** In the order of the session. */
  #files: readonly ExploredFile[];
  #report: WorkState = { state: 'waiting' };
  readonly #reports = new Map<string, Report>();
  /** Settled when the report asked for last is made: two at once take twice the memory. */
  #before: Promise<unknown> = Promise.resolve();
  /** Those that are open, or will be. */
  readonly #heaps: Promise<Heaps>;
  #opened: Heaps | undefined;

  private constructor(files: readonly ExploredFile[], options: FileExplorerOptions) {
    this.#files = files;
    this.#options = options;
    const first = this.#makeFirst();
    this.#heaps = first.then(() => this.#openHeaps());
    this.ready = first.then(({ headline }) => headline);
    // Who waits for one of them is told.
    for (const each of [this.#heaps, this.ready]) each.catch(() => {});
  }

  /** @param paths of files that can be read @throws Error where one is there no more */
  static async begin(paths: readonly string[], options: FileExplorerOptions): Promise<FileExplorer> {
    const files = paths.map(async (path, number) => {
      const [{ size }, version] = await Promise.all([stat(path), fileVersion(path)]);
      return { number, path, fileBytes: size, version };
    });
    return new FileExplorer(await Promise.all(files), options);
  }

  get session(): Session {
    const opened = this.#opened?.snapshots ?? [];
    return {
      toolVersion: toolVersion(),
      snapshots: this.#files.map(({ path, fileBytes }, position) => ({
        path,
        fileBytes,
        state: opened[position]?.state ?? { state: 'waiting' },
      })),
      report: this.#report,
    };
  }

  onChange(listener: (session: Session) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async ask(snapshot: number, question: unknown): Promise<unknown> {
    this.#fileAt(snapshot);
    const heaps = await this.#heaps;
    // One that is open is what was read; any other is read now.
    if (heaps.snapshots[snapshot]?.state.state !== 'ready') await checkUnchanged([this.#fileAt(snapshot)]);
    return heaps.ask(snapshot, question);
  }

  async report(snapshots: readonly number[], signal?: AbortSignal): Promise<string> {
    if (new Set(snapshots).size < snapshots.length) {
      throw new SnapdiffError('a snapshot is compared with others, not with itself');
    }
    const files = snapshots.toSorted((a, b) => a - b).map((position) => this.#fileAt(position));
    signal?.throwIfAborted();
    const report = this.#reportOf(files);
    report.waiting++;
    const leave = (): void => {
      if (--report.waiting === 0) report.stop.abort(new SnapdiffError('nobody waits for the report'));
    };
    signal?.addEventListener('abort', leave);
    try {
      return (await report.made).json;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  /** Ends what is being done, and lets go of the heaps. */
  async close(): Promise<void> {
    this.#stop.abort(new SnapdiffError('snapdiff has been ended'));
    const opened = await this.#heaps.catch(() => undefined);
    await opened?.close();
    await this.#before;
  }

  #fileAt(position: number): ExploredFile {
    const file = this.#files[position];
    if (!file) throw new SnapdiffError(`there is no snapshot ${position}`);
    return file;
  }

  async #makeFirst(): Promise<MadeReport> {
    try {
      const report = this.#reportOf(this.#files, (state) => this.#tell(state));
      report.waiting++;
      const made = await report.made;
      this.#files = inOrder(this.#files, made.order);
      this.#tell({ state: 'ready' });
      return made;
    } catch (error) {
      this.#tell({ state: 'failed', problem: problemOf(error) });
      throw error;
    }
  }

  /** Of the same files the same, unless it has failed or is stopped. */
  #reportOf(files: readonly ExploredFile[], tell?: (state: WorkState) => void): Report {
    const numbers = files.map(({ number }) => number);
    const key = numbers.toSorted((a, b) => a - b).join(' ');
    const known = this.#reports.get(key);
    const report = known?.stop.signal.aborted === false ? known : this.#beginReport(files, tell);
    // The one asked for last is the last to be forgotten.
    this.#reports.delete(key);
    this.#reports.set(key, report);
    if (report === known) return report;
    const [oldest = ''] = this.#reports.keys();
    if (this.#reports.size > maxReports) this.#reports.delete(oldest);
    this.#before = report.made.catch(() => {
      if (this.#reports.get(key) === report) this.#reports.delete(key);
    });
    return report;
  }

  #beginReport(files: readonly ExploredFile[], tell?: (state: WorkState) => void): Report {
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, stop.signal]);
    return { made: this.#before.then(() => this.#make(files, signal, tell)), stop, waiting: 0 };
  }

  async #make(
    files: readonly ExploredFile[],
    signal: AbortSignal,
    tell: (state: WorkState) => void = () => {},
  ): Promise<MadeReport> {
    signal.throwIfAborted();
    const { sourceMaps, jobs } = this.#options;
    const request = {
      paths: files.map(({ path }) => path),
      ...(sourceMaps !== undefined && { sourceMaps }),
      ...(jobs !== undefined && { jobs }),
    };
    await checkUnchanged(files);
    const made = await makeReport(request, signal, (phase, done, total) =>
      tell({ state: 'working', phase, done, ...(total !== undefined && { total }) }),
    );
    await checkUnchanged(files);
    return made;
  }

  #openHeaps(): Heaps {
    this.#stop.signal.throwIfAborted();
    const paths = this.#files.map(({ path }) => path);
    this.#opened = this.#options.openHeaps(paths, () => this.#tell());
    return this.#opened;
  }

  #tell(report: WorkState = this.#report): void {
    this.#report = report;
    const { session } = this;
    for (const listener of this.#listeners) listener(session);
  }
}

/** @param order their paths; one may be there twice */
function inOrder(files: readonly ExploredFile[], order: readonly string[]): readonly ExploredFile[] {
  const left = [...files];
  return order.flatMap((path) =>
    left.splice(
      left.findIndex((file) => file.path === path),
      1,
    ),
  );
}

/** @throws SnapdiffError: two reports, or a report and a heap, of two files that have one name would contradict each other */
async function checkUnchanged(files: readonly ExploredFile[]): Promise<void> {
  for (const { path, version } of files) {
    const now = await fileVersion(path);
    if (now === version) continue;
    throw new SnapdiffError(
      now === ''
        ? `${path}: is there no more`
        : `${path}: has been changed, or replaced, since it was read first`,
      { hint: 'What is on the page stays; for another file start snapdiff explore again.' },
    );
  }
}

function problemOf(error: unknown): ExploreProblem {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof SnapdiffError ? error.hint : undefined;
  return { message, ...(hint !== undefined && { hint }) };
}
