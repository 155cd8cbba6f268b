import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { SnapdiffError } from '../base/errors.ts';
import { makeFolder } from '../files/make-folder.ts';

/** Kept of a project's runs, where nobody asked for more: one to look at, and one to compare it with. */
const maxKept = 2;

/** Of runs in this process. */
const inUse = new Set<string>();

/** A folder for the snapshots of one run. */
export interface SnapshotFolder {
  readonly path: string;
  /** Ends the use of it. Of one that nobody asked for, older ones of the project go, too. */
  readonly release: (isKept: boolean) => Promise<void>;
}

/**
 * Makes a folder for its owner alone, as a heap holds passwords. In the system's folder for temporary files it is called
 * by the project and by the process, so that later runs know what is theirs and no longer in use.
 *
 * @param out where to make it, for good; undefined: in the system's folder for temporary files, for a while
 * @throws SnapdiffError when it cannot be made
 */
export async function makeSnapshotFolder(scenario: string, out: string | undefined): Promise<SnapshotFolder> {
  const parent = resolve(out ?? tmpdir());
  const prefix = 'snapdiff-scenario-';
  const ofProject = `${prefix}${createHash('sha256').update(projectOf(scenario)).digest('hex').slice(0, 12)}-`;
  const path = await make(parent, out === undefined ? `${ofProject}${process.pid}-` : prefix);
  inUse.add(path);
  return {
    path,
    async release(isKept) {
      inUse.delete(path);
      if (!isKept) await rm(path, { recursive: true, force: true });
      if (out === undefined) await removeOlder(parent, ofProject);
    },
  };
}

async function make(parent: string, prefix: string): Promise<string> {
  try {
    await makeFolder(parent);
    return await mkdtemp(join(parent, prefix));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new SnapdiffError(`${parent}: no folder for the snapshots can be made here: ${problem}`, { cause });
  }
}

/** The nearest folder with a package.json; without one, the scenario's own. */
function projectOf(scenario: string): string {
  const own = dirname(resolve(scenario));
  for (let folder = own; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) return own;
  }
}

/** Also what a run left that was killed. What cannot be removed is another user's, or gone. */
async function removeOlder(parent: string, prefix: string): Promise<void> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(prefix));
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(parent, name);
      const stats = await lstat(path).catch(() => undefined);
      return stats?.isDirectory() === true && !isInUse(path, prefix)
        ? [{ path, takenAt: stats.mtimeMs }]
        : [];
    }),
  );
  const older = found.flat().sort((a, b) => b.takenAt - a.takenAt);
  for (const { path } of older.slice(maxKept))
    await rm(path, { recursive: true, force: true }).catch(() => {});
}

function isInUse(path: string, prefix: string): boolean {
  const pid = Number.parseInt(basename(path).slice(prefix.length), 10);
  return pid === process.pid ? inUse.has(path) : isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
