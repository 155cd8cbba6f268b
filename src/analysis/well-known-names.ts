import type { StringTable } from '../heap/heap-graph.ts';
import type { StringIndex } from '../heap/index-spaces.ts';

/** Names that rules are made of. V8 writes them; nobody else can be told from V8, so rules also ask for the kind. */
export const NameTag = {
  none: 1,
  object: 2,
  array: 3,
  proto: 4,
  elements: 5,
  nativeContext: 6,
  sloppyFunctionMap: 7,
  mapDescriptors: 8,
  documentDomTrees: 9,
  externalStringData: 10,
  arrayBufferData: 11,
  /** Either edge of an entry of a WeakMap; see `parseWeakMapPair`. */
  weakMapPair: 12,
  /** The property of a prototype that leads to its function. */
  constructor: 13,
  map: 14,
  set: 15,
  /** An ECMAScript module, … */
  sourceTextModule: 16,
  /** … and what holds a variable that it exports. */
  cell: 17,
  proxy: 18,
} as const;

export type NameTag = (typeof NameTag)[keyof typeof NameTag];

const tagByText: ReadonlyMap<string, NameTag> = new Map<string, NameTag>([
  ['Object', NameTag.object],
  ['Array', NameTag.array],
  ['__proto__', NameTag.proto],
  ['elements', NameTag.elements],
  ['system / NativeContext', NameTag.nativeContext],
  ['sloppy_function_map', NameTag.sloppyFunctionMap],
  ['(map descriptors)', NameTag.mapDescriptors],
  ['(Document DOM trees)', NameTag.documentDomTrees],
  ['system / ExternalStringData', NameTag.externalStringData],
  ['system / JSArrayBufferData', NameTag.arrayBufferData],
  ['constructor', NameTag.constructor],
  ['Map', NameTag.map],
  ['Set', NameTag.set],
  ['system / SourceTextModule', NameTag.sourceTextModule],
  ['system / Cell', NameTag.cell],
  ['system / JSProxy', NameTag.proxy],
]);

/** The names that rules of ours are made of. */
export const wellKnownTexts: readonly string[] = [...tagByText.keys()];

/** An entry of a WeakMap as V8 names it, on the edge from the key and on the edge from the table alike. */
export interface WeakMapPair {
  /** The same on both edges of the entry, and on no others. */
  readonly entry: string;
  readonly tableId: number;
}

const weakMapPairPattern =
  /^\d+( \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\))$/;

/** Parses "7 / part of key (Foo @11) -> value (Bar @13) pair in WeakMap (table @5)"; undefined for other names. */
export function parseWeakMapPair(edgeName: string): WeakMapPair | undefined {
  const match = weakMapPairPattern.exec(edgeName);
  return match ? { entry: match[1] ?? '', tableId: Number(match[2]) } : undefined;
}

/**
 * Which of the well-known names a string is, so that passes over nodes and edges compare small
 * integers. A string is looked at when first asked for: memory 1 byte per string.
 */
export class WellKnownNames {
  readonly #strings: StringTable;
  /** StringIndex → its tag, 0 until it is looked at. Inner loops read it, as a call costs more than their rest. */
  readonly tags: Uint8Array;

  constructor(strings: StringTable) {
    this.#strings = strings;
    this.tags = new Uint8Array(strings.count);
  }

  tagOf(name: StringIndex): NameTag {
    const known = this.tags[name];
    return known === 0 ? this.#look(name) : (known as NameTag);
  }

  #look(name: StringIndex): NameTag {
    if (this.#strings.isNumber?.(name)) return (this.tags[name] = NameTag.none);
    const text = this.#strings.at(name);
    const tag = tagByText.get(text) ?? (parseWeakMapPair(text) ? NameTag.weakMapPair : NameTag.none);
    this.tags[name] = tag;
    return tag;
  }
}
