import type { SourceLocation } from '../../analysis/classes.ts';

interface NamedClass {
  readonly className: string;
  readonly location?: SourceLocation;
}

/** What a class is called in a list: its name, and its place where two of the list share the name. */
export interface ClassLabel {
  /** As in the snapshot: untrusted. */
  readonly name: string;
  /** "", or " (script 57:12:34)", safe to print. */
  readonly place: string;
}

export function labelClasses(classes: readonly NamedClass[]): ClassLabel[] {
  const counts = new Map<string, number>();
  for (const { className } of classes) counts.set(className, (counts.get(className) ?? 0) + 1);
  return classes.map(({ className, location }) => ({
    // A class without a name would be an empty cell.
    name: className.trim() === '' ? `"${className}"` : className,
    place: location !== undefined && (counts.get(className) ?? 0) > 1 ? ` (${formatPlace(location)})` : '',
  }));
}

/** V8 counts lines and columns from 0, editors and stack traces from 1. */
function formatPlace({ scriptId, line, column }: SourceLocation): string {
  return `script ${scriptId}:${line + 1}:${column + 1}`;
}
