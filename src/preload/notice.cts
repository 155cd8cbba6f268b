import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import process from 'node:process';

/** What a preload lets others know of itself. */
export interface Notice {
  /** The one on which it writes; null when it left it to somebody else. */
  readonly signal: NodeJS.Signals | null;
  /** Where it writes, absolute, as the process names it. */
  readonly folder: string;
  /** Where it writes instead if that folder is watched; null for never. */
  readonly elsewhere: string | null;
  /** From the end of a capture to the next. */
  readonly minIntervalMs: number;
}

/**
 * Lets other processes of the same user see what neither arguments nor environment show: a preload that was imported in
 * code, settings that were made there, the folder the program was started in.
 *
 * It is a file in shared memory that is deleted at once and kept open: it can be read through /proc/<pid>/fd until this
 * process ends, is not inherited by those it starts, and leaves nothing behind. 0.2 ms. Where it cannot be
 * made (another system, no descriptor left) nothing is said: captures work, by what the arguments show.
 */
export function postNotice({ signal, folder, elsewhere, minIntervalMs }: Notice): void {
  try {
    const path = `/dev/shm/${prefix}.${process.pid}.${process.hrtime.bigint()}`;
    const file = openSync(path, 'wx', 0o600);
    try {
      unlinkSync(path);
      writeFileSync(file, JSON.stringify({ signal, folder, elsewhere, minIntervalMs }));
    } catch {
      closeSync(file);
    }
  } catch {
    // There is no such folder, or it may not be written to.
  }
}

const prefix = 'snapdiff-register';

/** Longer ones are not ours. */
const maxBytes = 10_000;

/** @returns what the preload in a process says; undefined when there is none, or it could say nothing */
export function readNotice(pid: number): Notice | undefined {
  const folder = `/proc/${pid}/fd`;
  try {
    const descriptor = readdirSync(folder).find((name) => isNotice(`${folder}/${name}`));
    return descriptor === undefined ? undefined : parseNotice(readShort(`${folder}/${descriptor}`));
  } catch {
    return undefined; // Another system, another user's process, or it has ended.
  }
}

function isNotice(link: string): boolean {
  try {
    return new RegExp(`/${prefix}\\.\\d+\\.\\d+ \\(deleted\\)$`).test(readlinkSync(link));
  } catch {
    return false; // Closed since.
  }
}

function readShort(path: string): string {
  const file = openSync(path, 'r');
  try {
    const stats = fstatSync(file);
    return stats.isFile() && stats.size < maxBytes ? readFileSync(file, 'utf8') : '';
  } finally {
    closeSync(file);
  }
}

/** A program can have anything under that name. */
function parseNotice(text: string): Notice | undefined {
  const { signal, folder, elsewhere, minIntervalMs } = JSON.parse(text) as Partial<
    Record<keyof Notice, unknown>
  >;
  const isSignal = signal === null || (typeof signal === 'string' && /^SIG[A-Z0-9]+$/.test(signal));
  if (!isSignal || typeof folder !== 'string' || typeof minIntervalMs !== 'number') return undefined;
  return {
    signal: signal as NodeJS.Signals | null,
    folder,
    elsewhere: typeof elsewhere === 'string' ? elsewhere : null,
    minIntervalMs,
  };
}
