import { shellQuote } from '../base/shell-quote.ts';

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
      ? `snapdiff summary ${shellQuote(current)}`
      : `snapdiff retainers ${shellQuote(current)} --id ${nodeId}`;
  }
  const named = className.startsWith('-')
    ? shellQuote(`--class=${className}`)
    : `--class ${shellQuote(className)}`;
  const since = baseline === undefined ? '' : ` --new-since ${shellQuote(baseline)}`;
  return `snapdiff retainers ${shellQuote(current)} ${named}${since}`;
}

/** The command that shows which constructors make up the growth of the heap. */
export function overviewCommand(snapshots: readonly string[]): string {
  const words = snapshots.map(shellQuote).join(' ');
  return snapshots.length === 1 ? `snapdiff summary ${words}` : `snapdiff ${words}`;
}

function isTypeable(className: string): boolean {
  return /^[ -~]{1,200}$/.test(className) && className.trim() === className;
}
