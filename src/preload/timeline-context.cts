import process from 'node:process';
import { totalmem } from 'node:os';

/**
 * What stays the same while a process runs and what its numbers must be read against. Stands in the first record
 * that a process writes to a file. Of arguments and environment nothing else is looked at, as they hold passwords.
 */
export interface TimelineContext {
  /** "20.20.2" */
  readonly node: string | null;
  /** Of `--max-old-space-size`, bytes; null where it is not given and V8 chose by itself. */
  readonly maxOldSpaceSize: number | null;
  /** PM2's `max_memory_restart`, bytes of RSS; null without it. */
  readonly pm2MaxMemoryRestart: number | null;
  /** PM2's number of this process; null without PM2. */
  readonly pm2Id: number | null;
  /** What the container (cgroup) may use, bytes; null where it is no less than the machine has. */
  readonly memoryLimit: number | null;
  /** Whether the numbers were taken by the process itself or from outside. */
  readonly sampledFrom: 'inside' | 'outside';
}

/** The context of the process this runs in. */
export function describeContext(environment: Readonly<Record<string, string | undefined>>): TimelineContext {
  return {
    node: process.versions.node,
    ...limitsFrom([...process.execArgv, ...wordsOf(process.env['NODE_OPTIONS'])], environment),
    memoryLimit: containerLimit(),
    sampledFrom: 'inside',
  };
}

/**
 * The limits that arguments and environment of a process name.
 *
 * @param words arguments in front of the program's name, and those of NODE_OPTIONS
 */
export function limitsFrom(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Pick<TimelineContext, 'maxOldSpaceSize' | 'pm2MaxMemoryRestart' | 'pm2Id'> {
  let megabytes: number | null = null;
  words.forEach((word, at) => {
    // V8 takes both spellings, and the value after a blank as well.
    const [, , value] = /^--max[-_]old[-_]space[-_]size(=(\d+))?$/.exec(word) ?? [];
    const given = value ?? (/^--max[-_]old[-_]space[-_]size$/.test(word) ? words[at + 1] : undefined);
    if (given !== undefined && /^\d{1,9}$/.test(given)) megabytes = Number(given);
  });
  return {
    maxOldSpaceSize: megabytes === null ? null : megabytes * 2 ** 20,
    pm2MaxMemoryRestart: numberIn(env['max_memory_restart']),
    pm2Id: numberIn(env['pm_id']),
  };
}

/** NODE_OPTIONS as words. Node takes quotes there too; none of the values asked for needs them. */
export function wordsOf(options: string | undefined): string[] {
  return (options ?? '').split(/\s+/).filter((word) => word !== '');
}

function numberIn(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Node 18.15 and later know the cgroup's. Without a limit it is 0 or an absurd number. */
function containerLimit(): number | null {
  const { constrainedMemory } = process as { readonly constrainedMemory?: () => number | undefined };
  const limit = constrainedMemory?.call(process) ?? 0;
  return limit > 0 && limit < totalmem() ? limit : null;
}
