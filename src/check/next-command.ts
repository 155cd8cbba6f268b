import { shellWord } from '../base/shell-word.ts';

/** What a command is about. */
export interface NextSubject {
  readonly className: string;
  /** An object of it in the last snapshot. */
  readonly nodeId?: number | undefined;
}

/** The command that shows what holds the objects of a constructor, those that came since. */
export function retainersCommand(
  subject: NextSubject,
  current: string,
  baseline: string | undefined,
): string {
  const { className, nodeId } = subject;
  // A name that would not come through a terminal and a shell as it is, or is none to search by: by an object.
  if (!isTypeable(className)) {
    return nodeId === undefined
      ? `snapdiff summary ${shellWord(current)}`
      : `snapdiff retainers ${shellWord(current)} --id ${nodeId}`;
  }
  const named = className.startsWith('-')
    ? shellWord(`--class=${className}`)
    : `--class ${shellWord(className)}`;
  const since = baseline === undefined ? '' : ` --new-since ${shellWord(baseline)}`;
  return `snapdiff retainers ${shellWord(current)} ${named}${since}`;
}

/** The command that shows which constructors make up the growth of the heap. */
export function overviewCommand(snapshots: readonly string[]): string {
  const words = snapshots.map(shellWord).join(' ');
  return snapshots.length === 1 ? `snapdiff summary ${words}` : `snapdiff ${words}`;
}

function isTypeable(className: string): boolean {
  return /^[ -~]{1,200}$/.test(className) && className.trim() === className;
}
