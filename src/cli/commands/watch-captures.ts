import { openProcess } from '../../capture/capture-process.ts';
import { chooseFile } from '../../capture/part-file.ts';
import { readProcess } from '../../capture/processes.ts';
import type { OpeningWatch, SnapshotSource } from '../../capture/snapshot-source.ts';
import { checkInterval } from '../../capture/take-series.ts';
import { writeSidecar } from '../../capture/target-sidecar.ts';
import { noProgress } from '../../base/progress.ts';

/**
 * Takes snapshots of a process, one after the other, into a folder.
 *
 * The way in is opened with the first and kept to the end: when a session of the inspector ends, V8 forgets the ids of all
 * objects, and later snapshots could not be compared with earlier ones object by object.
 */
export class WatchCaptures {
  readonly #pid: number;
  readonly #folder: string;
  #source: SnapshotSource | undefined;

  /** @param source the way in, where there is one already */
  constructor(pid: number, folder: string, source: SnapshotSource | undefined) {
    this.#pid = pid;
    this.#folder = folder;
    this.#source = source;
  }

  /** @throws SnapdiffError where the process would not write snapshots that often */
  checkEvery(seconds: number): void {
    const minIntervalMs = this.#source?.minIntervalMs ?? readProcess(this.#pid)?.handler?.minIntervalMs ?? 0;
    checkInterval({ pid: this.#pid, minIntervalMs }, seconds * 1000);
  }

  /** @returns the file @throws SnapdiffError */
  async take(watch: OpeningWatch): Promise<string> {
    this.#source ??= await openProcess(this.#pid, { collectsGarbage: false, isForced: false }, watch);
    const path = await chooseFile(this.#folder, {
      name: this.#source.name,
      pid: this.#pid,
      force: false,
    });
    const sidecar = await this.#source.take(path, { onProgress: noProgress, signal: watch.signal });
    await writeSidecar(path, sidecar);
    return path;
  }

  /** @returns what could not be left as it was found */
  async close(): Promise<string | undefined> {
    return this.#source?.close();
  }
}
