// Whether a suspect is what leaks, by a program's label.
import type { AnsweredSuspect } from '../corpus/ask-snapdiff.ts';
import type { Leak } from './label.ts';

/** Groups have several names; what V8 or a report puts around a name is no part of it. */
function bareName(name: string): string {
  if (/^\{.*\}$/s.test(name)) return 'Object';
  if (name === 'Function') return '(closure)';
  return name.replace(/^system \/ /, '').replace(/\(\)$/, '');
}

export function namesClass({ className }: AnsweredSuspect, leak: Leak): boolean {
  return leak.constructors.includes(bareName(className));
}

/** A word is matched as a whole identifier: `past` is not in `pasted`. */
export function showsHolder({ holder, path }: AnsweredSuspect, leak: Leak): boolean {
  const text = [
    holder.edge ?? '',
    holder.className,
    ...path.flatMap(({ edgeName, className }) => [edgeName, className]),
  ].join(' › ');
  return leak.holder.every((words) => {
    const either = words
      .split('|')
      .map((word) => word.replaceAll(/[$#]/g, String.raw`\$&`))
      .join('|');
    return new RegExp(String.raw`(?<![\w$])(?:${either})(?![\w$])`).test(text);
  });
}
