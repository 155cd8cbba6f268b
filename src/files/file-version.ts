import { stat } from 'node:fs/promises';

/** The same as long as nobody writes the file, or puts another in its place; empty where there is none any more. */
export async function fileVersion(path: string): Promise<string> {
  return versionOf(path, false);
}

/**
 * As `fileVersion`, also where the writer sets the time of change back. A file that is renamed, or gets another mode, is another
 * version, too: for who can simply read it again.
 */
export async function strictFileVersion(path: string): Promise<string> {
  return versionOf(path, true);
}

async function versionOf(path: string, isStrict: boolean): Promise<string> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  if (!stats) return '';
  return [stats.dev, stats.ino, stats.size, stats.mtimeNs, isStrict ? stats.ctimeNs : ''].join(' ');
}
