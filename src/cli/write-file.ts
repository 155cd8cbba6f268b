import { open, rename, rm } from 'node:fs/promises';
import { SnapdiffError } from '../base/errors.ts';

/**
 * Writes a whole file or none: what has the name is never half of it.
 *
 * @throws SnapdiffError when it cannot be written
 */
export async function writeWhole(path: string, text: string): Promise<void> {
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
  } catch (cause) {
    await rm(part, { force: true }).catch(() => {});
    const { code } = cause as NodeJS.ErrnoException;
    throw new SnapdiffError(`${path}: cannot be written (${code ?? String(cause)})`, {
      cause,
      hint: 'Check the path, and that its folder is there.',
    });
  }
}
