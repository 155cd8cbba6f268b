import { withoutAddress } from '../analysis/address-names.ts';
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
export type FingerprintFacts = Pick<Suspect, 'className' | 'path' | 'holder' | 'callback'>;

/**
 * Says class and path in words that the code alone decides, and hashes them. From the object up to the nearest variable,
 * class, function or module of the program's above the holder: how that is reached itself differs from one Node to the
 * next, and with what else the program has loaded. Left out are positions, keys, places in files, lengths, and how V8 and
 * Node link their own objects. docs/suspects.md has the rules with their reasons.
 *
 * Time O(length of the path).
 */
export function fingerprintOf({ className, path: whole, holder, callback }: FingerprintFacts): Fingerprint {
  const path = withoutContent(whole);
  const start = startOf(path, holder.pathLength);
  const holds = path.slice(start).flatMap((_, index) => wordsOf(path, start + index) ?? []);
  const words = [
    ...whereFrom(path, start),
    ...holds,
    ...whatItCalls(path, callback),
    nameOf(path === whole ? className : (path.at(-1)?.className ?? ''), path),
  ];
  // A link of a list is like the one before it, however many there are.
  const of = words
    .filter((word, index) => word !== words[index - 1])
    .toReversed()
    .join(' ‹ ');
  return { fingerprint: hashText(of).slice(0, fingerprintLength), of };
}

const fingerprintLength = 16;

/**
 * The path to an object used as a dictionary, or to a Map, of one to a text, a number or a plain object that it has under a key. Which
 * of keys, values and its own table is seen to gather depends on how many there are, on when V8 makes it a hash table, and on
 * whether the values were made anew since.
 */
function withoutContent(path: readonly PathStep[]): readonly PathStep[] {
  let end = path.length;
  if (!isPlain(path[end - 1])) return path;
  while (end > 1 && (isUnderKey(path[end - 1]) || isOfEngine(path[end - 1]))) end--;
  return end < path.length && mayBeDictionary(path[end - 1]) ? path.slice(0, end) : path;
}

function isPlain(step: PathStep | undefined): boolean {
  return step?.kind === 'plain object' || step?.kind === 'string' || step?.kind === 'value';
}

function mayBeDictionary({ kind }: PathStep): boolean {
  return kind === 'plain object' || kind === 'instance' || kind === 'map';
}

function isUnderKey(step: PathStep): boolean {
  return step.form === 'map entry' || step.form === 'map key' || isKeyed(step);
}

function isKeyed({ form, detail, isEntry }: PathStep): boolean {
  return form === 'property' && (isEntry === true || detail === undefined || propertyName(detail) === anyKey);
}

function isOfEngine({ form }: PathStep): boolean {
  return form === 'code' || form === 'internal';
}

/** Stands for a key, which is data. */
const anyKey = '[…]';

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
function hasOwnName(step: PathStep): boolean {
  const { kind, object, className, location } = step;
  if (kind === 'module' || object.name === 'global') return true;
  if (isOfNode(step)) return false;
  if (kind === 'instance') return location !== undefined && className !== '';
  return (kind === 'function' || object.isSuspended === true) && object.name !== '';
}

/** Of a constructor, or a function, in Node's own scripts. */
function isOfNode({ location }: PathStep): boolean {
  return location?.url?.startsWith('node:') === true;
}

/** What the path begins at, where that does not say it itself: the package of the variable or class, or one of V8's roots. */
function whereFrom(path: readonly PathStep[], start: number): string[] {
  const before = path[start - 1];
  if (!before) return [];
  const inPackage = packageOf(before);
  if (inPackage !== undefined) return [inPackage];
  const isNamed = isVariable(path[start] ?? before) || hasOwnName(before);
  return isNamed ? [] : ['root'];
}

/** "express-session", "@scope/name": of a script that was installed, in whatever folder and version. */
function packageOf({ location }: PathStep): string | undefined {
  const inside = location?.url?.split(/[\\/]node_modules[\\/]/) ?? [];
  const found = inside.length > 1 ? /^(?:@[^\\/]+[\\/])?[^\\/]+/.exec(inside.at(-1) ?? '')?.[0] : undefined;
  return found === undefined ? undefined : cutName(found.replace('\\', '/'));
}

/** A timer says nothing of whose it is, but for the function that it calls. */
function whatItCalls(path: readonly PathStep[], callback: Suspect['callback']): string[] {
  const last = path.at(-1);
  return last && callback && callback.name !== '' && isOfNode(last) ? [`calls ${callback.name}()`] : [];
}

function wordsOf(path: readonly PathStep[], index: number): string | undefined {
  const { form, detail } = path[index];
  const owner = path[index - 1];
  if (owner && isOfNode(owner) && owner.kind !== 'module' && isPrivateToNode(path[index])) return undefined;
  const of = owner && hasOwnName(owner) ? ` of ${ownerName(owner)}` : '';
  switch (form) {
    case 'root':
    case 'engine root':
      return undefined;
    case 'code':
    case 'internal':
      return of === '' ? undefined : `part${of}`;
    case 'global variable':
    case 'variable':
      return `${form} ${cutName(detail ?? '')}`;
    case 'property':
      return `property ${isKeyed(path[index]) ? anyKey : propertyName(detail ?? '')}${of}`;
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
      return `${form}${of}`;
  }
}

/** How Node links its own objects, which each version does its own way; a program names its properties otherwise. */
function isPrivateToNode({ form, detail }: PathStep): boolean {
  if (form === 'property') return detail === undefined || /^(?:[_#]|<symbol )/.test(detail);
  return (
    form === 'variable' ||
    form === 'element' ||
    form === 'map entry' ||
    form === 'map key' ||
    form === 'set member'
  );
}

function ownerName({ kind, object, className }: PathStep): string {
  if (kind === 'module') return 'a module';
  if (object.kind === 'function' || object.isSuspended) return `${object.name}()`;
  return object.name === 'global' ? 'global' : classNameOf(className);
}

function nameOf(className: string, path: readonly PathStep[]): string {
  if (path.at(-1)?.kind === 'plain object') return 'Object';
  // A sum of texts becomes one when it is read.
  return className === '(concatenated string)' ? '(string)' : classNameOf(className);
}

/** Without an address; newer V8 puts a page's behind its global object: "Window / https://…". */
function classNameOf(className: string): string {
  return cutName(withoutAddress(className.replace(/ \/ \w[\w+.-]*:\/\/.*$/s, '')));
}

/** A name with digits counts up; what is no identifier, or looks like a hash, is a key. */
function propertyName(name: string): string {
  const symbol = /^<symbol (.*)>$/s.exec(name)?.[1];
  if (symbol !== undefined) return `[symbol ${cutName(symbol)}]`;
  if (!/^[\p{ID_Start}$_#][\p{ID_Continue}$-]*$/u.test(name) || /^(?=.*\d)[\da-f-]{16,}$/i.test(name))
    return anyKey;
  return cutName(name).replaceAll(/\d+/g, '#');
}
