import { resolve } from 'node:path';
import type { NodeCommand } from './node-options.ts';

/** The option by which a process was put under Node's permission model; undefined when none is seen. */
export function permissionOption({ words }: NodeCommand): string | undefined {
  return words.find((word) => /^--(?:experimental-)?permission(?:-audit)?$/.test(word));
}

/**
 * Whether the permission model lets a process write into a folder, as far as its options show. Node matches prefixes:
 * `/srv/heaps` is that folder and what is in it, `/srv/h*` all that begins so.
 *
 * @param folder absolute, as the process names it
 * @param cwd of the process, from which relative ones count
 */
export function mayWrite(options: NodeCommand, folder: string, cwd: string): boolean {
  const model = permissionOption(options);
  if (model === undefined || model === '--permission-audit') return true;
  const { words } = options;
  return words.some((word, at) => {
    const [, glued] = /^--allow-fs-write=(.*)$/s.exec(word) ?? [];
    const place = glued ?? (word === '--allow-fs-write' ? words[at + 1] : undefined);
    if (place === undefined) return false;
    if (place === '*') return true;
    const star = place.indexOf('*');
    const beginning = resolve(cwd, star < 0 ? place : place.slice(0, star));
    const isWhole = star < 0 || place[star - 1] === '/';
    return `${folder}/`.startsWith(isWhole ? `${beginning}/`.replace('//', '/') : beginning);
  });
}
