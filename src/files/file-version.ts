import { stat } from 'node:fs/promises';

/**
 * The same as long as nobody writes the file, or puts another in its place, whatever time of change the writer sets; empty where there
 * is none any more.
 */
export async function fileVersion(path: string): Promise<string> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  return stats ? [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ') : '';
}
