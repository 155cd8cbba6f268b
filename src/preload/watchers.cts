import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import process from 'node:process';
import { parentOf, readWords } from './nodemon.cts';

/** A process that the system tells of changes in a folder. */
export interface Watcher {
  readonly pid: number;
  /** What a person knows it by: `nodemon`, `node --watch`, a title. Untrusted. */
  readonly name: string;
}

/**
 * Looks for one that watches a folder among those that a process descends from: that is who starts it again when a file
 * changes, as nodemon, `node --watch`, PM2 and others do. What they do about a file they do not tell.
 *
 * By Linux's own list of what each process watches. Who looks at the files again and again is not in it, nor are other
 * users' processes. Some milliseconds.
 *
 * @param folder as we reach it
 */
export function findWatcher(folder: string, ofPid: number = process.pid): Watcher | undefined {
  const mark = markOf(folder);
  if (mark === undefined) return undefined;
  for (let pid = parentOf(ofPid); pid > 1; pid = parentOf(pid)) {
    if (watches(pid, mark)) return { pid, name: nameOf(readWords(`/proc/${pid}/cmdline`) ?? []) };
  }
  return undefined;
}

/** `node /srv/node_modules/.bin/nodemon app.js` is nodemon. A title is one word, with blanks in it. */
function nameOf([program = '', first = '']: readonly string[]): string {
  if (program.includes(' ')) return program.trim().slice(0, 60);
  if (first.startsWith('-')) return `${basename(program)} ${first}`.slice(0, 60);
  return basename(first || program);
}

/** How /proc names a folder that is watched: its number, and the kernel's of its device, where that has 20 bits for the minor. */
function markOf(folder: string): string | undefined {
  try {
    const { ino, dev } = statSync(folder, { bigint: true });
    const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n);
    const minor = (dev & 0xffn) | ((dev >> 12n) & 0xffffff00n);
    return ` ino:${ino.toString(16)} sdev:${((major << 20n) | minor).toString(16)} `;
  } catch {
    return undefined;
  }
}

function watches(pid: number, mark: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((name) => isWatching(pid, name, mark));
  } catch {
    return false; // Another user's, or another system.
  }
}

function isWatching(pid: number, descriptor: string, mark: string): boolean {
  try {
    if (readlinkSync(`/proc/${pid}/fd/${descriptor}`) !== 'anon_inode:inotify') return false;
    return readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'latin1').includes(mark);
  } catch {
    return false; // Closed since.
  }
}
