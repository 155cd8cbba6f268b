import { readFileSync, statSync } from 'node:fs';

/** Scripts and maps are read whole; one that is larger costs more time than its lines are worth. */
const maxBytes = 64e6;

/** The text of a regular file of at most 64 MB; undefined for anything else, and where it cannot be read. */
export function readSmallFile(path: string): string | undefined {
  try {
    const entry = statSync(path, { throwIfNoEntry: false });
    return entry?.isFile() && entry.size <= maxBytes ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
