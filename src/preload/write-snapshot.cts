import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { hasInlineMaps, prepareScriptMaps, readScriptMaps } from './script-maps.cts';
import { sidecarPath, type Sidecar } from './sidecar.cts';
import { isDenied } from './say.cts';

/** Writes a snapshot of this process into the file of that name, which is there and empty. May throw. */
export type SnapshotWriter = (path: string) => void;

export interface WrittenSnapshot {
  readonly path: string;
  readonly bytes: number;
  /** How long the program stood still. */
  readonly captureMs: number;
}

/**
 * Writes a snapshot and its sidecar so that a name without `.part` is always a whole file, on the disk: each is
 * written beside, synced, renamed. The sidecar comes first, so every snapshot has one. Both are for their owner alone, as a
 * heap holds passwords.
 *
 * @param base path of the snapshot without `.<seq>.heapsnapshot`
 * @param sequence number to try first; taken names are passed over
 * @throws what the file system or the writer throws, or that the file is cut; then nothing is left behind
 */
export function writeSnapshot(
  base: string,
  sequence: number,
  describe: () => Sidecar,
  write: SnapshotWriter,
): WrittenSnapshot {
  // A folder that cannot be written is known here, before the heap is walked.
  const path = reserveName(base, sequence);
  const part = `${path}.part`;
  const sidecar = sidecarPath(path);
  try {
    const description = describe();
    const keepsMaps = hasInlineMaps();
    if (keepsMaps) prepareScriptMaps();
    const start = performance.now();
    write(part);
    const sourceMaps = keepsMaps ? readScriptMaps() : undefined;
    const captureMs = Math.round(performance.now() - start);
    const bytes = checkAndSync(part);
    writeSidecar(sidecar, { ...description, captureMs, ...(sourceMaps === undefined ? {} : { sourceMaps }) });
    renameSync(part, path);
    syncFolder(dirname(path));
    return { path, bytes, captureMs };
  } catch (error) {
    for (const left of [part, `${sidecar}.part`, sidecar]) remove(left);
    throw error;
  }
}

/**
 * Creates the `.part` of the first free name. Several processes may have one folder, in containers with the same process
 * number too; whoever has created the part owns the name, so only then it says something that the file is not there.
 */
function reserveName(base: string, sequence: number): string {
  for (let number = sequence; ; number++) {
    const path = `${base}.${String(number).padStart(3, '0')}.heapsnapshot`;
    const part = `${path}.part`;
    try {
      closeSync(openSync(part, 'wx', 0o600));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue;
      throw error;
    }
    if (!existsSync(path)) return path;
    remove(part);
  }
}

/** Neither writer is trusted to tell of a full disk; heapdump never does. A whole snapshot ends in `]}`. */
function checkAndSync(path: string): number {
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    const end = Buffer.alloc(16);
    const length = readSync(file, end, 0, end.length, Math.max(0, size - end.length));
    if (!/\]\s*\}\s*$/.test(end.toString('latin1', 0, length))) {
      throw new Error(`only ${size} bytes could be written; the disk may be full`);
    }
    sync(file);
    return size;
  } finally {
    closeSync(file);
  }
}

function writeSidecar(path: string, sidecar: Sidecar): void {
  const part = `${path}.part`;
  // Made anew: the folder may be one that others write to, and a link that stands there leads elsewhere.
  remove(part);
  const file = openSync(part, 'wx', 0o600);
  try {
    writeFileSync(file, `${JSON.stringify(sidecar, null, 2)}\n`);
    sync(file);
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
}

/** Node's permission model disables it, whatever is allowed. Then the system writes the file to the disk when it likes. */
function sync(file: number): void {
  try {
    fsyncSync(file);
  } catch (error) {
    if (!isDenied(error)) throw error;
  }
}

/** A new name is on the disk when its folder is. Not every file system can; the file itself is safe by then. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // Windows, some network file systems.
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was not there, or the disk is gone.
  }
}

/**
 * `<folder>/<name>.<pid>.<UTC time>`: sorts by time, and says the process.
 *
 * @param name any text; what is not safe in a file name becomes a dash
 */
export function snapshotBase(folder: string, name: string, pid: number, time: Date): string {
  const safeName =
    name
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 64) || 'node';
  const stamp = time.toISOString().replace(/\.\d+|[-:]/g, '');
  return join(folder, `${safeName}.${pid}.${stamp}`);
}
