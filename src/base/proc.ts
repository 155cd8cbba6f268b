import { readFileSync } from 'node:fs';

/** What Linux keeps of a process in `/proc/<pid>/stat`. */
export interface ProcessStat {
  /** Untrusted. */
  readonly name: string;
  /** One letter: `S` sleeps, `T` is stopped, `Z` has ended. */
  readonly state: string;
  /** It has ended, and only waits to be counted. */
  readonly isOver: boolean;
  /** Clock ticks since the machine was started: with the pid it names a process for good. */
  readonly startTicks: number;
  /** Processor time of user and system, in hundredths of a second. */
  readonly cpuTicks: number;
}

/**
 * @param folder of the process, or of one of its threads
 * @returns undefined where there is none, or no /proc
 */
export function readProcessStat(pid: number, folder = `/proc/${pid}`): ProcessStat | undefined {
  const text = readProcFile(`${folder}/stat`);
  if (text === undefined) return undefined;
  // The name in brackets may hold brackets and blanks itself; what follows the last one is numbers.
  const end = text.lastIndexOf(')');
  const [state = '', ...numbers] = text.slice(end + 2).split(' ');
  return {
    name: text.slice(text.indexOf('(') + 1, end),
    state,
    isOver: state === 'Z' || state === 'X',
    startTicks: Number(numbers[18]),
    cpuTicks: Number(numbers[10]) + Number(numbers[11]),
  };
}

/**
 * What a process was started with. Values are secrets: no other than those asked for are looked at.
 *
 * @param names of variables, all of one
 */
export function readProcessEnvironment(pid: number, names: RegExp): Record<string, string | undefined> {
  const found: Record<string, string> = {};
  for (const entry of (readProcFile(`/proc/${pid}/environ`) ?? '').split('\0')) {
    const end = entry.indexOf('=');
    if (end > 0 && names.test(entry.slice(0, end))) found[entry.slice(0, end)] = entry.slice(end + 1);
  }
  return found;
}

/** @returns undefined for what is not there, or not for us */
export function readProcFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
