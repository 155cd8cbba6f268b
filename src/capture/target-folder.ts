import { accessSync, constants, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { mayWrite } from './permission-model.ts';
import type { ProcessFacts } from './processes.ts';

/** A folder that we reach by /proc, as the process itself names it. */
export function nameOfFolder(pid: number, folder: string): string {
  const [, link, rest = ''] = /^\/proc\/\d+\/(root|cwd)(?:\/(.*))?$/s.exec(folder) ?? [];
  if (link === 'root') return `/${rest}`;
  if (link === undefined) return folder;
  try {
    return join(readlinkSync(`/proc/${pid}/cwd`), rest);
  } catch {
    return folder;
  }
}

/**
 * Why a process that did not write into its folder could not, as far as that is seen from outside; the end of a sentence
 * about the folder.
 *
 * @param folder as we reach it
 */
export function whyNotWritable(facts: ProcessFacts, folder: string): string | undefined {
  try {
    if (!statSync(folder).isDirectory()) return 'is not a folder';
    // What is mounted read-only is so for root, too.
    accessSync(folder, constants.W_OK | constants.X_OK);
    if (!mayEnterAndWrite(facts, folder)) return 'may not be written to by its user';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'does not exist';
    if (code === 'ENOTDIR') return 'is not a folder';
    if (code === 'EROFS') return 'is on a file system that is read-only';
    if (code === 'EACCES' && facts.userId === process.geteuid?.()) return 'may not be written to by its user';
    return undefined;
  }
  const isForbidden = !mayWrite(
    facts.options,
    nameOfFolder(facts.pid, folder),
    nameOfFolder(facts.pid, `/proc/${facts.pid}/cwd`),
  );
  return isForbidden ? 'may not be written to under its permission model (--allow-fs-write)' : undefined;
}

/** By owner and mode, which bind every user but root; we may be root, and the process not. */
function mayEnterAndWrite({ pid, userId }: ProcessFacts, folder: string): boolean {
  if (userId === 0) return true;
  const { uid, gid, mode } = statSync(folder);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const groups = /^Gid:(.*)\n(?:.*\n)*?Groups:(.*)$/m.exec(status)?.slice(1).join(' ').split(/\s+/) ?? [];
  const bits = uid === userId ? mode >> 6 : groups.includes(String(gid)) ? mode >> 3 : mode;
  return (bits & 3) === 3;
}
