import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { WriteStream } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { SnapdiffError } from '../base/errors.ts';
import { snapshotBase } from '../preload/write-snapshot.cts';
import type { Bytes } from '../base/units.ts';

/**
 * Chooses the file of a capture: `<name>.<pid>.<UTC time>.<seq>.heapsnapshot` sorts by time and says the process.
 *
 * @param out a folder, or the file itself; default the working directory
 * @throws SnapdiffError when it cannot be written there, or is there already and `force` is not given
 */
export async function chooseFile(
  out: string,
  { name, pid, force }: { name: string; pid: number; force: boolean },
): Promise<string> {
  const isFolder = await stat(out).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  await checkWritable(isFolder ? out : dirname(out));
  if (!isFolder) {
    if (out.endsWith('/')) throw new SnapdiffError(`${out} is not a directory`, { hint: 'Create it first.' });
    if (!force && (await exists(out))) {
      throw new SnapdiffError(`${out} is there already`, {
        hint: 'Choose another --out, or overwrite it with --force.',
      });
    }
    if (await exists(`${out}.part`)) throw partExists(out);
    return out;
  }
  const beginning = snapshotBase(out, name, pid, new Date());
  for (let seq = 1; ; seq++) {
    const path = `${beginning}.${String(seq).padStart(3, '0')}.heapsnapshot`;
    if (!(await exists(path)) && !(await exists(`${path}.part`))) return path;
  }
}

/** So that two at once do not meet. */
let probes = 0;

/** By doing it: access() tells nothing of full quotas, read-only mounts and what root may not do either. */
async function checkWritable(folder: string): Promise<void> {
  const probe = join(folder, `.snapdiff-${process.pid}-${++probes}.part`);
  try {
    await (await open(probe, 'wx', 0o600)).close();
    await rm(probe);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const isThere = await exists(folder);
    throw new SnapdiffError(
      `${folder}: ${isThere ? `cannot be written to (${code})` : 'no such directory'}`,
      {
        cause,
        hint: 'Choose another place with --out.',
      },
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Above this what was received and not yet written makes the target wait. */
const maxWaiting: Bytes = 64 << 20;

/**
 * A file while it is written: `<path>.part`, which gets its name when it is whole and on the disk.
 * So what has the name is never half a snapshot.
 */
export class PartFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #stream: WriteStream;
  #problem: SnapdiffError | undefined;
  /** Rejects when it cannot be written any more, as on a full disk. */
  readonly failed: Promise<never>;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
    // By its number: a handle's own stream would keep it from being closed after a sync.
    this.#stream = createWriteStream(path, { fd: handle.fd, autoClose: false, highWaterMark: maxWaiting });
    this.failed = new Promise((_, reject) => {
      this.#stream.on('error', (error) => {
        this.#problem = writeError(path, error);
        reject(this.#problem);
      });
    });
    this.failed.catch(() => {}); // who waits for it hears of it
  }

  static async create(path: string): Promise<PartFile> {
    try {
      // A snapshot holds every string of the process: for nobody else to read.
      return new PartFile(path, await open(`${path}.part`, 'wx', 0o600));
    } catch (cause) {
      throw writeError(path, cause);
    }
  }

  get bytesWritten(): Bytes {
    return this.#stream.bytesWritten;
  }

  /** @param onFull called when the writer should wait @param onRoom when it should go on */
  write(text: string, onFull: () => void, onRoom: () => void): void {
    if (this.#problem || this.#stream.write(text)) return;
    onFull();
    this.#stream.once('drain', onRoom);
    this.#stream.once('error', onRoom);
  }

  /** @throws SnapdiffError when not all of it could be written, or it does not end as a snapshot */
  async finish(): Promise<Bytes> {
    await new Promise<void>((resolve) => {
      this.#stream.once('error', () => resolve());
      if (this.#problem) resolve();
      else this.#stream.end(() => resolve());
    });
    if (this.#problem) throw this.#problem;
    await this.#handle.close();
    return finishFile(this.path);
  }

  async discard(): Promise<void> {
    this.#stream.destroy();
    await this.#handle.close().catch(() => {});
    await rm(`${this.path}.part`, { force: true });
  }
}

/**
 * Gives `<path>.part` its name, once all of it is on the disk.
 *
 * @throws SnapdiffError when it does not end as a snapshot ends
 */
export async function finishFile(path: string): Promise<Bytes> {
  const part = `${path}.part`;
  try {
    const handle = await open(part, 'r');
    let size: Bytes;
    try {
      size = (await handle.stat()).size;
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (!(await isWhole(part))) {
      throw new SnapdiffError(`${path}: the snapshot ends in the middle, after ${size} bytes`, {
        hint: 'It was removed. Capture it again.',
      });
    }
    await rename(part, path);
    await syncFolder(dirname(path));
    return size;
  } catch (cause) {
    if (cause instanceof SnapdiffError) throw cause;
    throw writeError(path, cause);
  }
}

/** So that the name, too, is there after a power cut. Some file systems cannot. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** Whether a file begins and ends as a snapshot does: `{` and `]}`, which V8 writes last. */
export async function isWhole(path: string): Promise<boolean> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const { size } = await handle.stat();
    const ends = Buffer.alloc(17);
    await handle.read(ends, 0, 1, 0);
    const { bytesRead } = await handle.read(ends, 1, 16, Math.max(size - 16, 0));
    return ends[0] === 0x7b && /\]\s*\}\s*$/.test(ends.toString('latin1', 1, 1 + bytesRead));
  } finally {
    await handle.close();
  }
}

/** Not every way to write it would mind: a process that is called by a signal is given its name afterwards. */
function partExists(path: string): SnapdiffError {
  return new SnapdiffError(`${path}.part is there: another capture writes it, or left it behind`, {
    hint: 'Choose another --out, or remove it if it does not grow.',
  });
}

function writeError(path: string, cause: unknown): SnapdiffError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'EEXIST') return partExists(path);
  const known: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the quota of the disk is used up',
    EFBIG: 'the file gets larger than this user may write',
    EACCES: 'may not be written here',
    EROFS: 'the file system is read-only',
  };
  return new SnapdiffError(`${basename(path)}: ${known[code ?? ''] ?? message}`, {
    cause,
    hint: 'Nothing was left there. Choose another place with --out.',
  });
}
