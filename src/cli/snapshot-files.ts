import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '../base/units.ts';

/** A file that is called as snapshots are; nothing was read of it. */
export interface SnapshotFile {
  readonly name: string;
  readonly size: Bytes;
  /** When it was last written, in milliseconds since 1970. */
  readonly mtimeMs: number;
}

/** The snapshots in a folder, newest first. A folder that cannot be read has none. */
export async function findSnapshotFiles(folder: string): Promise<readonly SnapshotFile[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => /\.heapsnapshot(?:\.(?:gz|br|zst))?$/.test(name))
      .map(async (name) => {
        const entry = await stat(join(folder, name)).catch(() => undefined);
        return entry?.isFile() ? [{ name, size: entry.size, mtimeMs: entry.mtimeMs }] : [];
      }),
  );
  return found.flat().sort((a, b) => b.mtimeMs - a.mtimeMs || (a.name < b.name ? 1 : -1));
}
