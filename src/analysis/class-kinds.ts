import { NodeKind } from '../heap/kinds.ts';
import type { ClassOrigin } from './class-origins.ts';

/**
 * What the objects of a class are, whoever made it. Told once, when the class is made, from V8's type of its
 * nodes, the name V8 gives them and where their constructor stands; a name alone would take a program's own `Map` for
 * JavaScript's.
 *
 * - `plain object`: those of Object, by whatever shape they are listed.
 * - `array`, `map`, `set`, `weak collection`, `promise`, `generator`, `array buffer`, `finalization registry`: JavaScript's own.
 * - `view`: what looks at an ArrayBuffer: typed arrays, DataView, Node's Buffer. `backing store`: the memory behind it.
 * - `module`, `async storage`, `timer list`: Node's own.
 * - `dom node`: an element of a page, or what V8 says hangs on no document.
 * - `string`, `value` (number, symbol, bigint, and types of a later V8), `function`, `regexp`, `root`: V8's types.
 * - `code`: compiled code and hidden classes. `system`: records without a name. `table`: backing arrays. `internal`:
 *   scopes and other records that V8 names.
 * - `instance`: all else, of a constructor.
 */
export type ClassKind =
  | 'plain object'
  | 'array'
  | 'map'
  | 'set'
  | 'weak collection'
  | 'promise'
  | 'generator'
  | 'array buffer'
  | 'finalization registry'
  | 'view'
  | 'backing store'
  | 'module'
  | 'async storage'
  | 'timer list'
  | 'dom node'
  | 'string'
  | 'value'
  | 'function'
  | 'regexp'
  | 'root'
  | 'code'
  | 'system'
  | 'table'
  | 'internal'
  | 'instance';

/** Of a type whose nodes are all one class. */
export function classKindOfType(type: NodeKind): ClassKind {
  switch (type) {
    case NodeKind.hidden:
      return 'system';
    case NodeKind.array:
      return 'table';
    case NodeKind.string:
    case NodeKind.concatenatedString:
    case NodeKind.slicedString:
      return 'string';
    case NodeKind.closure:
      return 'function';
    case NodeKind.regexp:
      return 'regexp';
    case NodeKind.synthetic:
      return 'root';
    case NodeKind.code:
    case NodeKind.objectShape:
      return 'code';
    default:
      return 'value';
  }
}

/** V8's own groups of code, hidden classes and tables: they grow while it optimises, and shrink when it throws code away. */
export function isCodeGroup(kind: ClassKind): boolean {
  return kind === 'code' || kind === 'system' || kind === 'table';
}

/** What stands between two objects and is none to a person: a scope, a table, a store. */
export function isInnerKind(kind: ClassKind): boolean {
  return kind === 'system' || kind === 'table' || kind === 'internal' || kind === 'backing store';
}

/**
 * Of objects and native nodes, which are listed by their name.
 *
 * @param name V8's of one of them
 * @param isDetached V8 says that it hangs on no document
 */
export function classKindOfName(name: string, origin: ClassOrigin, isDetached: boolean): ClassKind {
  if (name === 'Object') return 'plain object';
  // JavaScript's own have no place in a script.
  if (origin !== 'program' && origin !== 'platform') {
    const own = kindByOwnName.get(name);
    if (own) return own;
    if (name.endsWith('Generator')) return 'generator';
    if (name.startsWith('system / ')) return 'internal';
  }
  // V8 puts "Detached " before the names of some nodes itself.
  if (isDetached || /^(?:Detached |HTML\w*Element)/.test(name)) return 'dom node';
  return kindByNodesName.get(name) ?? 'instance';
}

const kindByOwnName: ReadonlyMap<string, ClassKind> = new Map([
  ['Array', 'array'],
  ['Map', 'map'],
  ['Set', 'set'],
  ['WeakMap', 'weak collection'],
  ['WeakSet', 'weak collection'],
  ['Promise', 'promise'],
  ['ArrayBuffer', 'array buffer'],
  ['FinalizationRegistry', 'finalization registry'],
  ['system / JSArrayBufferData', 'backing store'],
  ['DataView', 'view'],
  ...[
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
    'Float16Array',
    'Float32Array',
    'Float64Array',
    'BigInt64Array',
    'BigUint64Array',
  ].map((name) => [name, 'view'] as const),
]);

/** Node's own. Up to Node 14 its scripts are not told from a program's, so their place does not count. */
const kindByNodesName: ReadonlyMap<string, ClassKind> = new Map([
  ['Buffer', 'view'],
  ['Module', 'module'],
  ['AsyncLocalStorage', 'async storage'],
  ['TimersList', 'timer list'],
]);
