/** The node types of Node 20, in V8's order. Node 24 has all but the last. */
export const NODE_TYPES: readonly string[] = [
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
  'wasm object',
];
export const HIDDEN = 0;
export const ARRAY = 1;
export const STRING = 2;
export const OBJECT = 3;
export const CODE = 4;
export const CLOSURE = 5;
export const REGEXP = 6;
export const NUMBER = 7;
export const NATIVE = 8;
export const SYNTHETIC = 9;
export const CONS_STRING = 10;
export const SLICED_STRING = 11;
export const SYMBOL = 12;
export const SHAPE = 14;

export const EDGE_TYPES: readonly string[] = [
  'context',
  'element',
  'property',
  'internal',
  'hidden',
  'shortcut',
  'weak',
];
export const CONTEXT = 0;
export const ELEMENT = 1;
export const PROPERTY = 2;
export const INTERNAL = 3;
export const HIDDEN_EDGE = 4;
export const SHORTCUT = 5;
export const WEAK = 6;

const NONE = -1;

/** Added to the index of a string that only one block uses: the writer puts those after the names. */
export const OWN_STRING: number = 2 ** 30;
/** Stands for the index of the very last string of the file, known when all others are. */
export const LAST_STRING: number = 2 ** 31;

/** Mixes the bits of an integer, so that neighbours get unrelated values (MurmurHash3's finalizer). */
export function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Mulberry32 by Tommy Ettinger (public domain): 32 bits of state, so a block can be replayed from its number. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  restart(seed: number): void {
    this.#state = seed;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return (this.next() * limit) | 0;
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** Mostly small numbers: a heap has a few constructors with many instances and many with a few. */
  skewed(limit: number): number {
    const uniform = this.next();
    return (uniform * uniform * uniform * limit) | 0;
  }
}

/**
 * A few dozen nodes that are built, written and forgotten together.
 *
 * The heap is a sequence of blocks. A section of the file is written by building every block once more,
 * so memory holds one block and a few numbers for each of the others.
 */
export class Block {
  /** Ordinal and id of the first node, index (from `OWN_STRING`) of the first string that is this block's own. */
  firstOrdinal = 0;
  firstId = 0;
  firstString = 0;
  nodeCount = 0;
  edgeCount = 0;
  stringCount = 0;
  locationCount = 0;

  // Sized for the largest block: the runtime's, and the table that holds the leak of a 3 GB file.
  readonly nodeType = new Uint8Array(1 << 17);
  readonly nodeName = new Uint32Array(1 << 17);
  readonly nodeId = new Uint32Array(1 << 17);
  readonly nodeSize = new Uint32Array(1 << 17);
  /** Index into the model's places, or -1. */
  readonly nodePlace = new Int32Array(1 << 17);
  readonly nodeEdgeCount = new Uint32Array(1 << 17);
  /** The edges of a node are a linked list, because they are added in any order and written in node order. */
  readonly firstEdge = new Int32Array(1 << 17);
  readonly #lastEdge = new Int32Array(1 << 17);
  readonly nextEdge = new Int32Array(1 << 20);
  readonly edgeType = new Uint8Array(1 << 20);
  readonly edgeName = new Uint32Array(1 << 20);
  /** Ordinal of the target; of a block that is not placed yet it is meaningless, and not written. */
  readonly edgeTarget = new Uint32Array(1 << 20);
  /** Length of a made-up text; 0 for one given in `stringText`. */
  readonly stringLength = new Uint32Array(1 << 16);
  readonly stringKey = new Uint32Array(1 << 16);
  readonly stringText: string[] = [];

  start(firstOrdinal: number, firstId: number, firstString: number): void {
    this.firstOrdinal = firstOrdinal;
    this.firstId = firstId;
    this.firstString = OWN_STRING + firstString;
    this.nodeCount = 0;
    this.edgeCount = 0;
    this.stringCount = 0;
    this.locationCount = 0;
  }

  /** Adds a node; returns its ordinal. */
  node(type: number, name: number, size: number, place = NONE): number {
    const local = this.nodeCount++;
    this.nodeType[local] = type;
    this.nodeName[local] = name;
    this.nodeId[local] = this.firstId + 2 * local;
    this.nodeSize[local] = size;
    this.nodePlace[local] = place;
    this.nodeEdgeCount[local] = 0;
    this.firstEdge[local] = NONE;
    if (place !== NONE) this.locationCount++;
    return this.firstOrdinal + local;
  }

  idOf(ordinal: number): number {
    return this.nodeId[ordinal - this.firstOrdinal];
  }

  /** Adds an edge to a node of this block. */
  edge(from: number, type: number, name: number, to: number): void {
    const local = from - this.firstOrdinal;
    const edge = this.edgeCount++;
    this.edgeType[edge] = type;
    this.edgeName[edge] = name;
    this.edgeTarget[edge] = to;
    this.nextEdge[edge] = NONE;
    if (this.firstEdge[local] === NONE) this.firstEdge[local] = edge;
    else this.nextEdge[this.#lastEdge[local]] = edge;
    this.#lastEdge[local] = edge;
    this.nodeEdgeCount[local]++;
  }

  /** Adds a string of the file that only this block uses; returns its index. */
  string(length: number, key: number): number {
    const local = this.stringCount++;
    this.stringLength[local] = length;
    this.stringKey[local] = key;
    return this.firstString + local;
  }

  literal(text: string): number {
    const local = this.stringCount++;
    this.stringLength[local] = 0;
    this.stringText[local] = text;
    return this.firstString + local;
  }
}
