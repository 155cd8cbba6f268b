import { existsSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SnapdiffError } from '../base/errors.ts';

/**
 * Makes a folder, and those above it that are missing. Node's own way never ends where a file system says of each new folder
 * that it is missing, as /proc does.
 *
 * @throws SnapdiffError where there can be none; what the system says else
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let folder = resolve(path); !(await isMade(folder)); folder = dirname(folder)) missing.push(folder);
  for (const folder of missing.toReversed()) await isMade(folder);
}

/** Makes a folder, or finds it there. @returns false where the one above it is missing */
async function isMade(folder: string): Promise<boolean> {
  const hasParent = existsSync(dirname(folder));
  try {
    await mkdir(folder);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return true;
    if (code !== 'ENOENT') throw cause;
    if (!hasParent) return false;
    throw new SnapdiffError(`${folder}: no folder can be made there`, { cause, hint: 'Choose another.' });
  }
}
