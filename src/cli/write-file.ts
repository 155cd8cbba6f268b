import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { SnapdiffError } from '../base/errors.ts';

/** No room, a user's share of it is used up, or a file may not be so large. */
const fullDisk: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Writes a whole file or none: what has the name is never half of it. A link stays one, and so does a device or a pipe,
 * which is written to as it is. At once, as a process that is ending has no later.
 *
 * @param isPrivate nobody but its owner may read it; of a device or a pipe that stays as it is
 * @throws SnapdiffError when it cannot be written
 */
export function writeWhole(path: string, text: string, isPrivate = false): void {
  try {
    const target = realPath(path);
    const entry = statSync(target, { throwIfNoEntry: false });
    if (entry === undefined || entry.isFile()) replaceFile(target, text, isPrivate);
    else writeFileSync(target, text);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new SnapdiffError(`${path}: cannot be written (${code ?? String(cause)})`, {
      cause,
      hint: fullDisk.has(code ?? '')
        ? 'Nothing was left there. Make room on its disk, and call it again.'
        : 'Check the path, and that its folder exists.',
    });
  }
}

/** The path itself where nothing is. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function replaceFile(path: string, text: string, isPrivate: boolean): void {
  const part = `${path}.part`;
  try {
    const file = openSync(part, 'w', isPrivate ? 0o600 : 0o666);
    try {
      // One that an earlier run left there keeps its mode.
      if (isPrivate) fchmodSync(file, 0o600);
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    try {
      rmSync(part, { force: true });
    } catch {
      // Why it could not be written says more.
    }
    throw error;
  }
}
