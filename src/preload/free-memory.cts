import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a process can still take before the kernel kills it, or another in its place. */
export interface FreeMemory {
  readonly bytes: number;
  /** What sets the bound: the machine's memory or a control group's limit (a container's, a service's). */
  readonly boundBy: 'machine' | 'cgroup';
}

/**
 * The smaller of MemAvailable and what each control group around the process has left. Groups nest, and any of them can
 * be the one that is full.
 *
 * @param root in place of `/`, for tests
 * @returns null where /proc does not tell. Other systems' figures leave out what the kernel would give back, and would
 *   forbid captures that are harmless.
 */
export function freeMemory(pid: number | 'self' = 'self', root = ''): FreeMemory | null {
  const available = Number(
    /^MemAvailable:\s+(\d+) kB$/m.exec(readText(`${root}/proc/meminfo`) ?? '')?.[1] ?? NaN,
  );
  let free: FreeMemory | null = Number.isNaN(available)
    ? null
    : { bytes: available * 1024, boundBy: 'machine' };
  for (const folder of memoryGroups(pid, root)) {
    const bytes = leftInGroup(folder);
    if (bytes !== null && (free === null || bytes < free.bytes)) free = { bytes, boundBy: 'cgroup' };
  }
  return free;
}

/**
 * How much more memory a process takes while it writes a snapshot, and keeps afterwards.
 *
 * V8 builds the graph of nodes and edges in memory before it writes any. Measured, in multiples of the used heap (Node
 * 20 / 24): strings 0.7 / 0.7, records with strings 8 / 6.5, small linked objects 14 / 12.5, Maps and arrays of
 * references 18 to 20 both; a Node that has loaded nothing 11 / 10. Nobody knows beforehand which it is, so the factor
 * is that of small objects less the garbage that is always among the used heap and is collected first.
 */
export function captureCost(heapUsedBytes: number, nodeMajor: number): number {
  return heapUsedBytes * (nodeMajor >= 24 ? 10 : 12);
}

/** The folders of the control groups that bound the memory of a process: its own and all around it. */
function memoryGroups(pid: number | 'self', root: string): string[] {
  const folders: string[] = [];
  const mounts = readMounts(`${root}/proc/self/mountinfo`);
  for (const line of (readText(`${root}/proc/${pid}/cgroup`) ?? '').split('\n')) {
    // `0::/path` is version 2, `4:memory:/path` version 1; a machine can have both.
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    const mount = mounts.find(({ type, options }) =>
      controllers === ''
        ? type === 'cgroup2'
        : type === 'cgroup' && controllers.split(',').includes('memory') && options.includes('memory'),
    );
    if (!mount) continue;
    // In a container the group may be named as the host sees it, while only what is below it is mounted.
    const inside = path.startsWith(mount.root) ? path.slice(mount.root.length) : '';
    const names = inside.split('/').filter((name) => name !== '' && name !== '..');
    for (let depth = names.length; depth >= 0; depth--) {
      folders.push(join(`${root}${mount.point}`, ...names.slice(0, depth)));
    }
  }
  return folders;
}

interface Mount {
  /** The folder of the file system that is mounted. */
  readonly root: string;
  readonly point: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** As `proc(5)` describes it: `id parent device root point options … - type source options`. */
function readMounts(path: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of (readText(path) ?? '').split('\n')) {
    const [left = '', right = ''] = line.split(' - ');
    const [, , , root, point] = left.split(' ');
    const [type, , options] = right.split(' ');
    if (root === undefined || point === undefined || type === undefined || options === undefined) continue;
    mounts.push({ root, point, type, options: options.split(',') });
  }
  return mounts;
}

/** Bytes to a group's limit; null if it has none. */
function leftInGroup(folder: string): number | null {
  const limit = readNumber(`${folder}/memory.max`) ?? readNumber(`${folder}/memory.limit_in_bytes`);
  const used = readNumber(`${folder}/memory.current`) ?? readNumber(`${folder}/memory.usage_in_bytes`);
  // Version 1 says "none" by the largest number of pages.
  if (limit === null || used === null || limit > 2 ** 60) return null;
  // The group is charged for files it has read and written, which the kernel drops before it kills. Of those in
  // use only half are counted, as for MemAvailable.
  const stat = readText(`${folder}/memory.stat`) ?? '';
  const fileBytes = (list: string): number =>
    Number(
      (new RegExp(`^total_${list} (\\d+)$`, 'm').exec(stat) ??
        new RegExp(`^${list} (\\d+)$`, 'm').exec(stat))?.[1] ?? 0,
    );
  return Math.max(0, limit - used + fileBytes('inactive_file') + fileBytes('active_file') / 2);
}

/** Null for no file, and for `max`. */
function readNumber(path: string): number | null {
  const text = readText(path)?.trim();
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
