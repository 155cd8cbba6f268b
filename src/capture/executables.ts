import { closeSync, openSync, readSync, statSync } from 'node:fs';

const known = new Map<string, boolean>();

/**
 * Whether a program has Node in it, by what every Node exports to its addons: it stands in the first 3 MB of Node 18 to
 * 26. About 2 ms, once for each program.
 */
export function hasNodeInside(path: string): boolean {
  return mentions(path, 'node_module_register', 12 << 20);
}

/**
 * Whether Node knows an option: its name is in the program. Reads all of it, 0.1 s.
 *
 * @returns false as well where Node is a library beside the program
 */
export function knowsOption(path: string, option: string): boolean {
  return mentions(path, option, Infinity);
}

const chunkLength = 12 << 20;

function mentions(path: string, text: string, within: number): boolean {
  let key: string;
  try {
    const { dev, ino, mtimeMs } = statSync(path);
    key = `${dev}:${ino}:${mtimeMs}:${text}`;
  } catch {
    return false;
  }
  const found = known.get(key) ?? isIn(path, text, within);
  known.set(key, found);
  return found;
}

function isIn(path: string, text: string, within: number): boolean {
  const chunk = Buffer.alloc(chunkLength);
  try {
    const file = openSync(path, 'r');
    try {
      // Chunks overlap by a text's length, for one that stands on the border.
      for (let at = 0; at + text.length < within; at += chunkLength - text.length) {
        const length = readSync(file, chunk, 0, chunkLength, at);
        if (chunk.subarray(0, length).includes(text)) return true;
        if (length < chunkLength) return false;
      }
    } finally {
      closeSync(file);
    }
  } catch {
    // Not for us to read.
  }
  return false;
}
