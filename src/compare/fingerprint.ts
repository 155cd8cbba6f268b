import { hashText } from '../base/hash.ts';
import { cutName } from '../paths/holds.ts';
import type { PathStep } from '../paths/retaining-path.ts';
import type { Suspect } from './suspects.ts';

/** What makes a suspect the same one in another process, on another host, in another version of Node. */
export interface Fingerprint {
  /** 16 lower-case hexadecimal digits. */
  readonly fingerprint: string;
  /** What it is the hash of: "Connection ‹ Map value ‹ property sessions of Store". Names of the heap stand in it as they are. */
  readonly of: string;
}

/** What of a suspect is looked at. */
export type FingerprintFacts = Pick<Suspect, 'className' | 'kind' | 'form' | 'path' | 'holder'>;

/**
 * Says class and path in words that the code alone decides, and hashes them. From the object up to the nearest variable,
 * class, function or module of the program's above the holder: how that is reached itself differs from one Node to the
 * next, and with what else the program has loaded. Left out are positions, keys, places in files, lengths, and how V8 and
 * Node link their own objects. docs/suspects.md has the rules with their reasons.
 *
 * Time O(length of the path).
 */
export function fingerprintOf({ className, path, holder }: FingerprintFacts): Fingerprint {
  const start = startOf(path, holder.pathLength);
  const words = path.slice(start).flatMap((_, index) => wordsOf(path, start + index) ?? []);
  const anchor = anchorOf(path, start);
  const all = [...(anchor === undefined ? [] : [anchor]), ...words, nameOf(className, path.at(-1))];
  // A link of a list is like the one before it, however many there are.
  const of = all
    .filter((part, index) => part !== all[index - 1])
    .toReversed()
    .join(' ‹ ');
  return { fingerprint: hashText(of).slice(0, fingerprintLength), of };
}

const fingerprintLength = 16;

/** The first step to tell: into what has a name of its own, or out of it. @param holderEnd steps that lead to the holder */
function startOf(path: readonly PathStep[], holderEnd: number): number {
  let start = Math.min(holderEnd, path.length - 1);
  while (start > 0 && !isVariable(path[start]) && !hasOwnName(path[start - 1])) start--;
  return Math.max(start, 1);
}

function isVariable({ form }: PathStep): boolean {
  return form === 'variable' || form === 'global variable';
}

/** An object that a person finds in the code by its own name, however it is held. */
function hasOwnName({ kind, object, className, location }: PathStep): boolean {
  if (location?.url?.startsWith('node:')) return false;
  if (kind === 'module' || object.name === 'global') return true;
  if (kind === 'instance') return location !== undefined && className !== '';
  return (kind === 'function' || object.isSuspended === true) && object.name !== '';
}

/** Whose what the path begins with is; undefined where it says that itself. */
function anchorOf(path: readonly PathStep[], start: number): string | undefined {
  const before = path[start - 1];
  if (!before) return undefined;
  if (path[start] && isVariable(path[start])) return undefined;
  return hasOwnName(before) ? undefined : 'root';
}

function wordsOf(path: readonly PathStep[], index: number): string | undefined {
  const { form, detail } = path[index];
  const owner = path[index - 1];
  const of = owner && hasOwnName(owner) ? ` of ${ownerName(owner)}` : '';
  switch (form) {
    case 'root':
    case 'engine root':
    case 'code':
    case 'internal':
      return undefined;
    case 'global variable':
    case 'variable':
      return `${form} ${cutName(detail ?? '')}`;
    case 'property':
      return `property ${path[index].isEntry || detail === undefined ? '[…]' : propertyName(detail)}${of}`;
    case 'map entry':
      return `Map value${of}`;
    case 'map key':
      return `Map key${of}`;
    case 'set member':
      return `Set member${of}`;
    case 'element':
      return `element${of}`;
    case 'listener':
      return `listener of ${propertyName(detail ?? '')}${of}`;
    case 'timers':
    case 'timer':
    case 'bound argument':
    case 'bound this':
    case 'bound function':
    case 'reaction':
    case 'result':
    case 'local variable':
    case 'continuation':
    case 'weak map value':
      return form;
  }
}

function ownerName({ kind, object, className }: PathStep): string {
  if (kind === 'module') return 'a module';
  if (object.kind === 'function' || object.isSuspended) return `${object.name}()`;
  return object.name === 'global' ? 'global' : cutName(className);
}

function nameOf(className: string, step: PathStep | undefined): string {
  if (step?.kind === 'plain object') return 'Object';
  return className === '(concatenated string)' ? '(string)' : cutName(className);
}

/** A name with digits counts up; what is no identifier, or looks like a hash, is a key. */
function propertyName(name: string): string {
  const symbol = /^<symbol (.*)>$/s.exec(name)?.[1];
  if (symbol !== undefined) return `[symbol ${cutName(symbol)}]`;
  if (!/^[\p{ID_Start}$_#][\p{ID_Continue}$-]*$/u.test(name) || /^(?=.*\d)[\da-f-]{16,}$/i.test(name))
    return '[…]';
  return cutName(name).replaceAll(/\d+/g, '#');
}
