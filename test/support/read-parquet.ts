import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects, type FileMetaData } from 'hyparquet';

export type ParquetRow = Readonly<Record<string, unknown>>;

/** A file's rows, by hyparquet: whole numbers of 64 bits as numbers, times as milliseconds. */
export async function readParquet(path: string): Promise<ParquetRow[]> {
  const rows: Record<string, unknown>[] = await parquetReadObjects({ file: bufferOf(path) });
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(value)])),
  );
}

export function readParquetMetadata(path: string): FileMetaData {
  return parquetMetadata(bufferOf(path));
}

function bufferOf(path: string): ArrayBuffer {
  return Uint8Array.from(readFileSync(path)).buffer;
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.getTime();
  return value ?? null;
}

/** Every file below a folder, by its path in it, hidden ones too. */
export function filesBelow(folder: string): Map<string, Buffer> {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path)]),
  );
}
