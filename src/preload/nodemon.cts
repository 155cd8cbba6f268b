import { readFileSync } from 'node:fs';
import process from 'node:process';

/** How far up nodemon is looked for. It signals all that descend from it; `npm run` and a shell stand between. */
const ancestorsLookedAt = 5;

/**
 * Whether nodemon would restart a process with SIGUSR2. It waits for the process to die of it, which a process
 * that handles the signal does not: no restart, for ever.
 *
 * @returns `self` if this is nodemon: with NODE_OPTIONS it gets the preload too
 */
export function findNodemon(ofPid: number = process.pid): 'self' | 'above' | null {
  let pid = ofPid;
  for (let level = 0; level <= ancestorsLookedAt && pid > 1; level++) {
    const words = readWords(`/proc/${pid}/cmdline`);
    if (words === undefined) break;
    if (isNodemon(words)) return restartsBySigusr2(words) ? (level === 0 ? 'self' : 'above') : null;
    pid = parentOf(pid);
  }
  // Where there is no /proc: the script of package.json that is running.
  const script = process.env['npm_lifecycle_script'];
  const words = script?.split(/\s+/) ?? [];
  return process.platform !== 'linux' && isNodemon(words) && restartsBySigusr2(words) ? 'above' : null;
}

function isNodemon(words: readonly string[]): boolean {
  // `node [options] …/nodemon[.js] …`; what follows a few words is for the program, and may name a file so.
  return words.slice(0, 4).some((word) => /(?:^|[/\\])nodemon(?:\.js)?$/.test(word));
}

function restartsBySigusr2(words: readonly string[]): boolean {
  const at = words.findIndex((word) => /^(?:--signal|-s)(?:=|$)/.test(word));
  if (at === -1) return true;
  const signal = words[at]?.split('=')[1] ?? words[at + 1] ?? '';
  return /^(?:SIG)?USR2$/i.test(signal);
}

export function readWords(path: string): string[] | undefined {
  try {
    return readFileSync(path, 'utf8').split('\0');
  } catch {
    return undefined;
  }
}

/** 0 where there is none. The number behind the name, which is in brackets and may hold anything: `7 (a) b) S 1 …`. */
export function parentOf(pid: number): number {
  const [stat = ''] = readWords(`/proc/${pid}/stat`) ?? [];
  return Number(/^.*\) \S (\d+)/s.exec(stat)?.[1] ?? 0);
}
