import type { Snapshot } from '../heap/heap-graph.ts';
import { next, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind, isStringKind, NodeKind } from '../heap/kinds.ts';
import { followInternal } from './named-edges.ts';
import type { Script } from './scripts.ts';
import { NameTag, type WellKnownNames } from './well-known-names.ts';

/**
 * Who made a class:
 *
 * - `program`: its constructor stands in a script of the program or of a library.
 * - `platform`: its constructor stands in a script of Node's own, or in C++.
 * - `builtin`: JavaScript's own: Object, Map, Promise, Generator.
 * - `shape`: plain objects of the same properties.
 * - `function`, `string`, `value` (number, symbol, bigint): what they are.
 * - `native`: memory outside V8's heap: Node's C++ objects, DOM nodes.
 * - `engine`: V8's groups: code, hidden classes, tables, scopes.
 */
export type ClassOrigin =
  | 'program'
  | 'platform'
  | 'builtin'
  | 'shape'
  | 'function'
  | 'string'
  | 'value'
  | 'native'
  | 'engine';

/** Whether a class says whose objects they are: it has a constructor that is not JavaScript's own. */
export function isConstructor(origin: ClassOrigin): boolean {
  return origin === 'program' || origin === 'platform';
}

/** Of a type whose nodes are all one class. */
export function originOfType(type: NodeKind, spelling: string): ClassOrigin {
  if (type === NodeKind.closure) return 'function';
  if (type === NodeKind.regexp) return 'builtin';
  if (isStringKind(type)) return 'string';
  return ['number', 'symbol', 'bigint'].includes(spelling) ? 'value' : 'engine';
}

/** Longer chains of hidden classes are not followed to the constructor. */
const maxTransitions = 1 << 10;

/**
 * Tells the origin of classes by one object of each. Names decide nothing that V8 itself tells otherwise:
 * a library's own Promise has a place in a script, JavaScript's has none.
 *
 * Time O(edges of the object and of its hidden classes) a class.
 */
export class ClassOrigins {
  readonly #snapshot: Snapshot;
  readonly #names: WellKnownNames;
  readonly #scripts: ReadonlyMap<number, Script>;

  constructor(snapshot: Snapshot, names: WellKnownNames, scripts: ReadonlyMap<number, Script>) {
    this.#snapshot = snapshot;
    this.#names = names;
    this.#scripts = scripts;
  }

  /** @param scriptId of the place that V8 gives for the object: that of its constructor */
  ofLocated(node: NodeOrdinal, scriptId: number): ClassOrigin {
    // A generator has the place of its function; so has an async function that waits.
    if (this.#follow(node, 'parameters_and_registers') !== undefined) return 'builtin';
    // Evaluated code has no name; the platform's scripts all have.
    return originOfScript(this.#scripts.get(scriptId)?.url ?? '');
  }

  /** Of an object or native node for which V8 gives no place; undefined for a prototype: the engine makes each itself. */
  ofUnlocated(node: NodeOrdinal): ClassOrigin | undefined {
    const { graph, strings, locations } = this.#snapshot;
    const name = graph.nodeName[node];
    if (strings.at(name).startsWith('system / ')) return 'engine';
    if (graph.nodeKind[node] === NodeKind.native) return 'native';
    const tag = this.#names.tagOf(name);
    if (tag === NameTag.object || tag === NameTag.array) return 'builtin';
    if (this.#isPrototype(node)) return undefined;
    const constructor = this.#constructorOf(node);
    if (constructor === undefined) {
      // Files without places and hidden classes, as Bun's, leave nothing but the name.
      return locations.count > 0 || standardNames.has(strings.at(name)) ? 'builtin' : 'program';
    }
    const shared = this.#follow(constructor, 'shared');
    if (shared === undefined) return 'builtin';
    const template = this.#follow(shared, 'function_data') ?? this.#follow(shared, 'untrusted_function_data');
    if (template !== undefined && this.#nameOf(template) === 'system / FunctionTemplateInfo')
      return 'platform';
    // V8 gives places since version 7; before, the constructor itself tells its script.
    const script = locations.count === 0 ? this.#follow(shared, 'script') : undefined;
    return script === undefined ? 'builtin' : originOfScript(this.#nameOf(script));
  }

  #isPrototype(node: NodeOrdinal): boolean {
    const { firstEdge, edgeKind, edgeName } = this.#snapshot.graph;
    for (let edge = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
      if (edgeKind[edge] !== EdgeKind.property) continue;
      if (this.#names.tagOf(edgeName[edge] as StringIndex) === NameTag.constructor) return true;
    }
    return false;
  }

  #constructorOf(node: NodeOrdinal): NodeOrdinal | undefined {
    const { nodeKind } = this.#snapshot.graph;
    let map = this.#follow(node, 'map');
    for (let step = 0; map !== undefined && step < maxTransitions; step++) {
      const found = this.#follow(map, 'constructor');
      if (found !== undefined && nodeKind[found] === NodeKind.closure) return found;
      map = this.#follow(map, 'back_pointer');
    }
    return undefined;
  }

  #follow(node: NodeOrdinal, ...names: readonly string[]): NodeOrdinal | undefined {
    return followInternal(this.#snapshot, node, ...names);
  }

  #nameOf(node: NodeOrdinal): string {
    return this.#snapshot.strings.at(this.#snapshot.graph.nodeName[node]);
  }
}

/** Of the classes and functions of a script. Node calls its own scripts "node:…", Deno "ext:…" as well. */
export function originOfScript(url: string): ClassOrigin {
  return /^(?:node|ext):/.test(url) ? 'platform' : 'program';
}

/** Whether a script was installed with a package, and is not the program's own. */
export function isOfPackage(url: string): boolean {
  return packageOf(url) !== undefined;
}

/** The folder of the package that a script was installed with, up to its name; undefined of the program's own. */
export function packageOf(url: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]*[\\/])?[^\\/]*/.exec(url)?.[0];
}

/** Constructors and prototypes of ECMA-262 that objects are listed under. */
export const standardNames: ReadonlySet<string> = new Set(
  (
    'Object Array Function RegExp Map Set WeakMap WeakSet WeakRef FinalizationRegistry Promise Date Symbol Boolean ' +
    'Number String BigInt Math JSON Reflect Atomics Proxy Arguments Iterator Generator AsyncGenerator ' +
    'GeneratorFunction AsyncFunction AsyncGeneratorFunction ArrayBuffer SharedArrayBuffer DataView Int8Array ' +
    'Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array ' +
    'Float64Array BigInt64Array BigUint64Array Error AggregateError EvalError RangeError ReferenceError ' +
    'SyntaxError TypeError URIError'
  ).split(' '),
);
