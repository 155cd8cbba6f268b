/**
 * Node and edge types as small integers of our own, the same for every file. V8 numbers them by a
 * list in each file's header, and the lists differ by version; the reader maps them once.
 */
declare const kindOf: unique symbol;

/** A node's type. Types this list does not know get numbers from `knownNodeKindCount` on, by the file's order. */
export type NodeKind = number & { readonly [kindOf]: 'node' };
/** An edge's type. Unknown ones are `EdgeKind.unknown`: strong, named by a string, as in Chrome DevTools. */
export type EdgeKind = number & { readonly [kindOf]: 'edge' };

/** As V8 spells them; the position is the kind. */
const nodeKindSpellings = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
] as const;

const edgeKindSpellings = [
  'context',
  'element',
  'property',
  'internal',
  'hidden',
  'shortcut',
  'weak',
] as const;

/** The node kinds that rules are made of (their place in the list above); the others only lend their name to a class. */
export const NodeKind = {
  hidden: 0 as NodeKind,
  array: 1 as NodeKind,
  string: 2 as NodeKind,
  object: 3 as NodeKind,
  code: 4 as NodeKind,
  closure: 5 as NodeKind,
  regexp: 6 as NodeKind,
  number: 7 as NodeKind,
  native: 8 as NodeKind,
  synthetic: 9 as NodeKind,
  concatenatedString: 10 as NodeKind,
  slicedString: 11 as NodeKind,
  symbol: 12 as NodeKind,
  bigint: 13 as NodeKind,
  objectShape: 14 as NodeKind,
} as const;

export function isStringKind(kind: NodeKind): boolean {
  return kind === NodeKind.string || kind === NodeKind.concatenatedString || kind === NodeKind.slicedString;
}

export const EdgeKind = {
  context: 0 as EdgeKind,
  element: 1 as EdgeKind,
  property: 2 as EdgeKind,
  internal: 3 as EdgeKind,
  hidden: 4 as EdgeKind,
  shortcut: 5 as EdgeKind,
  weak: 6 as EdgeKind,
  unknown: 7 as EdgeKind,
} as const;

/** Whether an edge of this kind is named by a number (an array index); all others are named by a string. */
export function isIndexedEdgeKind(kind: EdgeKind): boolean {
  return kind === EdgeKind.element || kind === EdgeKind.hidden;
}

/** EdgeKind → V8's spelling, for people. */
export const edgeKindNames: readonly string[] = [...edgeKindSpellings, 'unknown'];

/** What a file's list of node types means: file's number → our kind, and our kind → its spelling. */
export interface NodeKindTable {
  readonly kinds: readonly NodeKind[];
  /** NodeKind → its spelling; grows by what `enterUnnamed` meets. */
  readonly names: string[];
}

export function mapNodeKinds(fileSpellings: readonly string[]): NodeKindTable {
  const names: string[] = [...nodeKindSpellings];
  const kinds = fileSpellings.map((spelling) => {
    const known = names.indexOf(spelling);
    if (known >= 0) return known as NodeKind;
    return (names.push(spelling) - 1) as NodeKind;
  });
  return { kinds, names };
}

/** V8's number of symbols, in every version. Up to 6.7 (Node 8, Chrome of 2017) it wrote them and did not name them. */
const symbolType = 12;

/**
 * A kind for a type of node that a file's header does not name.
 *
 * @returns `NodeKind.symbol` for what can only be that; else a new kind, called "type 13"
 */
export function enterUnnamed({ kinds, names }: NodeKindTable, type: number): NodeKind {
  if (type === symbolType && kinds.length === symbolType && !kinds.includes(NodeKind.symbol)) {
    return NodeKind.symbol;
  }
  return (names.push(`type ${type}`) - 1) as NodeKind;
}

export function mapEdgeKinds(fileSpellings: readonly string[]): readonly EdgeKind[] {
  const known: readonly string[] = edgeKindSpellings;
  return fileSpellings.map((spelling) => {
    const kind = known.indexOf(spelling);
    return kind >= 0 ? (kind as EdgeKind) : EdgeKind.unknown;
  });
}
