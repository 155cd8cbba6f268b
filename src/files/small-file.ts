import { readFileSync, statSync } from 'node:fs';

/** Scripts and maps are read whole; one that is larger costs more time than its lines are worth. */
const maxBytes = 64e6;

/**
 * The text of a regular file of at most 64 MB; undefined for anything else, and where it cannot be read. What says that it is empty
 * is not read either: in /proc and /sys such files can go on for ever, and it may be a snapshot that names them.
 */
export function readSmallFile(path: string): string | undefined {
  try {
    const entry = statSync(path, { throwIfNoEntry: false });
    return entry?.isFile() && entry.size > 0 && entry.size <= maxBytes
      ? readFileSync(path, 'utf8')
      : undefined;
  } catch {
    return undefined;
  }
}
