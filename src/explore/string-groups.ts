import type { Snapshot, StringTable } from '../heap/heap-graph.ts';
import type { Bytes } from '../base/units.ts';
import { asNodeColumn, type NodeColumn, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import { groupNodes, nodesOfGroup, noGroup, type Groups } from './node-groups.ts';
import { orderBySize } from './size-order.ts';

/** V8 writes no more characters of a text than this. */
const maxWrittenLength = 1024;

/** Whether a text of this length may be the beginning of a longer one. A writer that writes more does not cut. */
export function isCutLength(length: number): boolean {
  return length === maxWrittenLength;
}

/** Strings of one text, more than one. */
export interface Duplicates {
  /** One of them. */
  readonly node: NodeOrdinal;
  readonly count: number;
  readonly selfSize: Bytes;
  readonly wastedSize: Bytes;
  readonly isCut: boolean;
}

/**
 * The strings of a heap by their text. V8 writes each text once, other writers may not: those that stand in the file as the same bytes
 * are one. A text that V8 has not joined yet, or that is a slice of another, is in no group, as its own text is not in the file.
 *
 * Of texts that V8 has cut, only strings of one size can be equal.
 */
export class StringGroups {
  readonly #snapshot: Snapshot;
  readonly #shallowSizes: NodeColumn<Bytes>;
  /** StringIndex → the first one of the same bytes; `noGroup` for what is no string's text. */
  readonly #sameAs: Uint32Array;
  /** StringIndex, the first of its bytes → the strings of that text, largest first. */
  readonly #strings: Groups;
  /** Of each text that is there more than once: where its strings begin in `#strings`, and end. Those that waste most first. */
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  readonly wastedSize: Bytes;

  /**
   * Time O(bytes of the texts + nodes). Memory 8 bytes a text and 4 a string, 8 a text that is there more than once; 8 a text while
   * it runs.
   *
   * @param bySize all nodes, those of the largest retained size first
   */
  constructor(snapshot: Snapshot, bySize: Uint32Array, shallowSizes: NodeColumn<Bytes>) {
    const { nodeKind, nodeName } = snapshot.graph;
    const { strings } = snapshot;
    this.#snapshot = snapshot;
    this.#shallowSizes = shallowSizes;
    this.#sameAs = findSame(snapshot);
    this.#strings = groupNodes(
      bySize,
      (node) => (nodeKind[node] === NodeKind.string ? this.#sameAs[nodeName[node]] : noGroup),
      strings.count,
    );
    const { starts, ends, wasted } = this.#findDuplicates();
    const order = orderBySize(asNodeColumn(wasted));
    this.#starts = order.map((row) => starts[row]);
    this.#ends = order.map((row) => ends[row]);
    this.wastedSize = wasted.reduce((sum, bytes) => sum + bytes, 0);
  }

  get duplicateCount(): number {
    return this.#starts.length;
  }

  /** @param row from 0, those that waste most first */
  duplicatesAt(row: number): Duplicates {
    const nodes = this.#strings.nodes.subarray(this.#starts[row], this.#ends[row]);
    const { total, wasted } = this.#sizesOf(nodes);
    const node = nodes[0] as NodeOrdinal;
    const name = this.#snapshot.graph.nodeName[node];
    return { node, count: nodes.length, selfSize: total, wastedSize: wasted, isCut: this.#isCut(name) };
  }

  /** Strings of the same text as a string, itself among them; itself alone where its text is not in the file. */
  copiesOf(node: NodeOrdinal): Uint32Array {
    const { nodeKind, nodeName } = this.#snapshot.graph;
    if (nodeKind[node] !== NodeKind.string) return Uint32Array.of(node);
    const same = this.stringsOf(nodeName[node]);
    if (!this.#isCut(nodeName[node])) return same;
    return same.filter((other) => this.#sizeOf(other) === this.#sizeOf(node));
  }

  /** The strings of a text, largest first; of another index of the same bytes none. */
  stringsOf(text: StringIndex): Uint32Array {
    const first = this.#sameAs[text];
    return first === noGroup ? new Uint32Array() : nodesOfGroup(this.#strings, first);
  }

  /** Whether the strings of these bytes are listed under this index. */
  isFirst(text: StringIndex): boolean {
    return this.#sameAs[text] === text;
  }

  #findDuplicates(): { starts: Uint32Array; ends: Uint32Array; wasted: Float64Array } {
    const { first, nodes } = this.#strings;
    const found: { starts: number[]; ends: number[]; wasted: number[] } = {
      starts: [],
      ends: [],
      wasted: [],
    };
    const add = (start: number, end: number): void => {
      if (end - start < 2) return;
      found.starts.push(start);
      found.ends.push(end);
      found.wasted.push(this.#sizesOf(nodes.subarray(start, end)).wasted);
    };
    for (let text = 0; text < first.length - 1; text++) {
      const [start, end] = [first[text], first[text + 1]];
      if (end - start < 2) continue;
      if (!this.#isCut(text as StringIndex)) {
        add(start, end);
        continue;
      }
      // By their own size, which is nearly always that by which they are ordered already.
      nodes.subarray(start, end).sort((a, b) => this.#sizeOf(b) - this.#sizeOf(a));
      let from = start;
      for (let at = start + 1; at <= end; at++) {
        if (at < end && this.#sizeOf(nodes[at]) === this.#sizeOf(nodes[from])) continue;
        add(from, at);
        from = at;
      }
    }
    return {
      starts: Uint32Array.from(found.starts),
      ends: Uint32Array.from(found.ends),
      wasted: Float64Array.from(found.wasted),
    };
  }

  #sizeOf(node: number): Bytes {
    return this.#shallowSizes[node as NodeOrdinal];
  }

  /** One is needed: the largest, as the same text may take one byte a character or two. */
  #sizesOf(nodes: Uint32Array): { total: Bytes; wasted: Bytes } {
    let total = 0;
    let largest = 0;
    for (const node of nodes) {
      const size = this.#sizeOf(node);
      total += size;
      if (size > largest) largest = size;
    }
    return { total, wasted: total - largest };
  }

  #isCut(text: StringIndex): boolean {
    const { strings } = this.#snapshot;
    // Most are shorter, which their bytes tell.
    if ((strings.byteLength?.(text) ?? maxWrittenLength) < maxWrittenLength) return false;
    return isCutLength(strings.pieceAt?.(text, 0, 1).length ?? strings.at(text).length);
  }
}

/** Time O(bytes of the texts), memory 4 bytes a text, and 12 while it runs. */
function findSame({ graph, strings }: Snapshot): Uint32Array {
  const { nodeCount, nodeKind, nodeName } = graph;
  const sameAs = new Uint32Array(strings.count).fill(noGroup);
  const table = new SameTexts(strings);
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    if (nodeKind[node] !== NodeKind.string) continue;
    const text = nodeName[node];
    if (sameAs[text] === noGroup) sameAs[text] = table.firstOf(text);
  }
  return sameAs;
}

/** Texts by hash of their bytes; equal hashes are compared. */
class SameTexts {
  readonly #strings: StringTable;
  readonly #mask: number;
  /** A table with open addresses: StringIndex + 1, 0 for none. */
  readonly #slots: Uint32Array;
  readonly #hashes: Uint32Array;
  /** For a table of strings that does not hash. */
  readonly #byText = new Map<string, StringIndex>();

  constructor(strings: StringTable) {
    this.#strings = strings;
    const size = strings.hashOf ? 2 ** Math.ceil(Math.log2(Math.max(strings.count, 1)) + 1) : 1;
    this.#mask = size - 1;
    this.#slots = new Uint32Array(size);
    this.#hashes = new Uint32Array(size);
  }

  /** The first that was asked for of the same text; itself, if it is new. */
  firstOf(text: StringIndex): StringIndex {
    const strings = this.#strings;
    if (!strings.hashOf || !strings.areSame) {
      const decoded = strings.at(text);
      const known = this.#byText.get(decoded);
      if (known === undefined) this.#byText.set(decoded, text);
      return known ?? text;
    }
    const hash = strings.hashOf(text);
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const known = (this.#slots[slot] - 1) as StringIndex;
      if (known < 0) {
        this.#slots[slot] = text + 1;
        this.#hashes[slot] = hash;
        return text;
      }
      if (this.#hashes[slot] === hash && strings.areSame(known, text)) return known;
    }
  }
}
