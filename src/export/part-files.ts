import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, rmdir, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SnapdiffError } from '../base/errors.ts';
import { makeFolder } from '../files/make-folder.ts';

/** Of every table of a snapshot. One file a partition: a lost task that runs again has nothing to leave beside it. */
const fileName = 'part-0.parquet';

/**
 * Files of several folders that appear together, or not at all. Each is written under a hidden name in its own folder, which no
 * engine reads (`.…`, and no `.parquet`), and renamed at the end, in the order they were written.
 */
export class PartFiles {
  readonly #parts: { readonly part: string; readonly path: string }[] = [];
  readonly #mode: number;

  /** @param isPrivate nobody but their owner may read them */
  constructor(isPrivate: boolean) {
    this.#mode = isPrivate ? 0o600 : 0o666;
  }

  /**
   * Writes the file of a folder, which is created where there is none.
   *
   * @throws SnapdiffError when it cannot be written, and what `write` throws
   */
  async add(folder: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
    const path = join(folder, fileName);
    await orExplain(path, async () => {
      await makeFolder(folder);
      const part = join(folder, `.${fileName}.${randomUUID()}.part`);
      this.#parts.push({ part, path });
      const file = await open(part, 'wx', this.#mode);
      try {
        await write(file);
        await file.sync();
      } finally {
        await file.close();
      }
    });
  }

  /**
   * Gives all files their names. A file that has one already is replaced. Then removes what killed runs left beside them: of exports of
   * one snapshot that run at once, only one that has all of its files ends another.
   *
   * @throws SnapdiffError
   */
  async publish(): Promise<void> {
    for (const { part, path } of this.#parts) {
      await orExplain(path, async () => {
        await rename(part, path);
        await syncFolder(dirname(path));
      });
    }
    for (const { path } of this.#parts) await removeLeftovers(dirname(path)).catch(() => {});
  }

  /** Removes what has no name yet, and folders that are empty then. */
  async discard(): Promise<void> {
    for (const { part } of this.#parts) {
      await rm(part, { force: true }).catch(() => {});
      await rmdir(dirname(part)).catch(() => {});
    }
  }
}

/** Of a run that was killed. Another run of the same task that is still writing fails: what it would write is there. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(`.${fileName}.`) && name.endsWith('.part'))
      await rm(join(folder, name), { force: true });
  }
}

/** So that the name, too, is there after a power cut. Some file systems cannot. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

async function orExplain(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (typeof code !== 'string' || syscall === undefined) throw cause;
    const { problem, hint } = explanations[code] ?? {
      problem: `cannot be written (${code})`,
      hint: 'Check the path given to --out.',
    };
    throw new SnapdiffError(`${path}: ${problem}`, { cause, hint });
  }
}

const isFull =
  'Nothing of this export was left there. Make room, or choose another --out, and call it again.';

const explanations: Readonly<Record<string, { readonly problem: string; readonly hint: string }>> = {
  ENOSPC: { problem: 'the disk is full', hint: isFull },
  EDQUOT: { problem: 'the quota of the disk is used up', hint: isFull },
  EFBIG: { problem: 'the file gets larger than this user may write', hint: isFull },
  EACCES: {
    problem: 'may not be written (EACCES)',
    hint: 'Choose another --out, or change the mode of the folder.',
  },
  EROFS: { problem: 'the file system is read-only', hint: 'Choose another --out.' },
  EEXIST: { problem: 'a file has the name of its folder', hint: 'Choose another --out.' },
  ENOTDIR: { problem: 'a part of its path is a file', hint: 'Choose another --out.' },
  ENOENT: {
    problem: 'went away while it was written',
    hint: 'Another export of the same snapshot has written its tables there. Call it again if that had other files or options.',
  },
};
