import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { SnapdiffError } from '../base/errors.ts';

/** No room, a user's share of it is used up, or a file may not be so large. */
const fullDisk: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Writes a whole file or none: what has the name is never half of it. A link stays one, and so does a device or a pipe,
 * which is written to as it is.
 *
 * @throws SnapdiffError when it cannot be written
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  try {
    const target = await realpath(path).catch(() => path);
    const entry = await stat(target).catch(() => undefined);
    if (entry === undefined || entry.isFile()) await replaceFile(target, text);
    else await writeFile(target, text);
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

async function replaceFile(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  try {
    const file = await open(part, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw error;
  }
}
