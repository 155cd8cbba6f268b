import { copyFile, readFile, rename, rm } from 'node:fs/promises';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SnapdiffError } from '../base/errors.ts';
import { sidecarPath } from '../preload/sidecar.cts';
import type { Sidecar } from '../preload/sidecar.cts';
import { isWhole } from './part-file.ts';

/** Of several new files the one that the process has open is its; cluster workers may share a folder. */
export function choose(candidates: readonly string[], open: ReadonlySet<string>): string | undefined {
  const own = candidates.find((file) => open.has(stateOf(file).key));
  return own ?? (candidates.length === 1 ? candidates[0] : undefined);
}

/** The snapshots of a folder, begun ones too: without the `.part` that our preload writes first. */
export function filesIn(folder: string, fileName: RegExp): string[] {
  try {
    const names = readdirSync(folder).map((name) => name.replace(/\.part$/, ''));
    return [...new Set(names)].filter((name) => fileName.test(name)).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** @returns `path` once it has its name; key names the file itself, as a descriptor leads to it */
export function stateOf(file: string): { path: string | undefined; key: string; bytes: number } {
  for (const path of [file, `${file}.part`]) {
    try {
      const { dev, ino, size } = statSync(path);
      return { path: path === file ? file : undefined, key: `${dev}:${ino}`, bytes: size };
    } catch {
      // The other one, then.
    }
  }
  return { path: undefined, key: '', bytes: 0 };
}

/** The files a process has open, as `stateOf` names them. */
export function openFiles(pid: number): ReadonlySet<string> {
  const keys = new Set<string>();
  let descriptors: string[] = [];
  try {
    descriptors = readdirSync(`/proc/${pid}/fd`);
  } catch {
    // It has ended.
  }
  for (const descriptor of descriptors) {
    try {
      const { dev, ino } = statSync(`/proc/${pid}/fd/${descriptor}`);
      keys.add(`${dev}:${ino}`);
    } catch {
      // Closed since.
    }
  }
  return keys;
}

/** Removes what a process left of a snapshot it did not finish. A whole one stays. */
export async function removeHalf(file: string): Promise<void> {
  for (const path of [`${file}.part`, `${sidecarPath(file)}.part`])
    await rm(path, { force: true }).catch(() => {});
  if (!(await isWhole(file))) await rm(file, { force: true }).catch(() => {});
}

/** Moves a snapshot to another place, also on another file system. @throws SnapdiffError; then it stays where it is */
export async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch {
    // Another file system, or a container's.
    try {
      await copyFile(from, to);
    } catch (cause) {
      await rm(to, { force: true });
      const problem = cause instanceof Error ? cause.message : String(cause);
      throw new SnapdiffError(`the snapshot cannot be moved to its place: ${problem}`, {
        cause,
        hint: `It stays where the process wrote it, ${from}.`,
      });
    }
    await rm(from, { force: true });
  }
}

/** @returns what the process wrote of itself beside the snapshot, which is removed; undefined where it wrote nothing */
export async function takeSidecar(written: string): Promise<Partial<Sidecar> | undefined> {
  const path = sidecarPath(written);
  try {
    const sidecar = JSON.parse(await readFile(path, 'utf8')) as Partial<Sidecar>;
    await rm(path, { force: true });
    return sidecar;
  } catch {
    return undefined;
  }
}
