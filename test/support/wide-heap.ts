import type { Snapshot, StringTable } from '../../src/heap/heap-graph.ts';
import {
  asEdgeColumn,
  asNodeColumn,
  type NodeId,
  type NodeOrdinal,
  type StringIndex,
} from '../../src/heap/index-spaces.ts';
import {
  EdgeKind,
  mapNodeKinds,
  NodeKind,
  type EdgeKind as Edge,
  type NodeKind as Kind,
} from '../../src/heap/kinds.ts';

/** Objects of a heap that is as wide and as deep as one can be. */
export interface WideHeap {
  readonly snapshot: Snapshot;
  /** V8's ids. */
  readonly ids: {
    /** An array of `n` Items. */
    readonly array: NodeId;
    /** An object that each Item refers to, as the array does. */
    readonly hub: NodeId;
    /** A Map of `n` entries, from texts to Items. */
    readonly map: NodeId;
    /** The table of the Map. */
    readonly table: NodeId;
    /** A text of `n` pieces, each the second half of the one before. */
    readonly rope: NodeId;
    /** The last of a list of `n` Links. */
    readonly lastLink: NodeId;
  };
}

/** Built as columns: drawn, it would take gigabytes. */
export function wideHeap(n: number): WideHeap {
  const texts = new Texts(n);
  const slots = 3 + nextPowerOfTwo(n / 2) + 3 * 2 * nextPowerOfTwo(n / 2);
  const [root, array, hub, map, table, program] = [0, 1, 2, 3, 4, 5];
  const items = 6;
  const keys = items + n;
  const ropes = keys + n;
  const links = ropes + n;
  const nodeCount = links + n;
  const nodeKind = new Uint8Array(nodeCount);
  const nodeName = new Uint32Array(nodeCount);
  const selfSize = new Uint32Array(nodeCount);
  const firstEdge = new Uint32Array(nodeCount + 1);
  const edgeCount = 1 + 5 + (n + 1) + 1 + 2 * n + n + 2 * n + n;
  const edgeKind = new Uint8Array(edgeCount);
  const edgeName = new Uint32Array(edgeCount);
  const edgeTarget = new Uint32Array(edgeCount);
  let node = 0;
  let edge = 0;
  const add = (kind: Kind, name: number, size: number): void => {
    nodeKind[node] = kind;
    nodeName[node] = name;
    selfSize[node++] = size;
    firstEdge[node] = firstEdge[node - 1];
  };
  const lead = (kind: Edge, name: number, to: number): void => {
    edgeKind[edge] = kind;
    edgeName[edge] = name;
    edgeTarget[edge++] = to;
    firstEdge[node] = edge;
  };
  add(NodeKind.synthetic, texts.word(''), 0);
  lead(EdgeKind.property, texts.word('program'), program);
  add(NodeKind.object, texts.word('Array'), 16);
  for (let at = 0; at < n; at++) lead(EdgeKind.element, at, items + at);
  lead(EdgeKind.property, texts.word('hub'), hub);
  add(NodeKind.object, texts.word('Hub'), 24);
  add(NodeKind.object, texts.word('Map'), 32);
  lead(EdgeKind.internal, texts.word('table'), table);
  add(NodeKind.array, texts.word(''), 16 + 8 * slots);
  const firstSlot = 3 + nextPowerOfTwo(n / 2);
  for (let at = 0; at < n; at++) {
    lead(EdgeKind.internal, texts.number(firstSlot + 3 * at), keys + at);
    lead(EdgeKind.internal, texts.number(firstSlot + 3 * at + 1), items + at);
  }
  add(NodeKind.object, texts.word('Program'), 40);
  for (const [name, to] of [
    ['array', array],
    ['hub', hub],
    ['map', map],
    ['rope', ropes],
    ['list', links],
  ] as const) {
    lead(EdgeKind.property, texts.word(name), to);
  }
  for (let at = 0; at < n; at++) {
    add(NodeKind.object, texts.word('Item'), 16 + 8 * (at % 5));
    lead(EdgeKind.property, texts.word('hub'), hub);
  }
  for (let at = 0; at < n; at++) add(NodeKind.string, texts.number(firstSlot + 3 * at), 24);
  for (let at = 0; at < n; at++) {
    const isLast = at === n - 1;
    add(NodeKind.concatenatedString, texts.word('(concatenated string)'), 32);
    lead(EdgeKind.internal, texts.word('first'), keys + at);
    lead(EdgeKind.internal, texts.word('second'), isLast ? keys : ropes + at + 1);
  }
  for (let at = 0; at < n; at++) {
    add(NodeKind.object, texts.word('Link'), 24);
    if (at < n - 1) lead(EdgeKind.property, texts.word('next'), links + at + 1);
  }
  const idOf = (one: number): NodeId => (2 * one + 1) as NodeId;
  return {
    snapshot: {
      path: 'wide.heapsnapshot',
      fileBytes: 0,
      graph: {
        nodeCount,
        edgeCount: edge,
        root: root as NodeOrdinal,
        nodeKind: asNodeColumn(nodeKind),
        nodeName: asNodeColumn(nodeName),
        nodeId: asNodeColumn(Uint32Array.from(nodeKind, (_, one) => idOf(one))),
        selfSize: asNodeColumn(selfSize),
        detachedness: undefined,
        firstEdge: asNodeColumn(firstEdge),
        edgeKind: asEdgeColumn(edgeKind),
        edgeName: asEdgeColumn(edgeName),
        edgeTarget: asEdgeColumn(edgeTarget),
        nodeKindNames: mapNodeKinds([]).names,
      },
      strings: texts,
      locations: { count: 0, node: [], scriptId: [], line: [], column: [] },
      extraNativeBytes: 0,
      warnings: [],
    },
    ids: {
      array: idOf(array),
      hub: idOf(hub),
      map: idOf(map),
      table: idOf(table),
      rope: idOf(ropes),
      lastLink: idOf(links + n - 1),
    },
  };
}

/** At least 1. */
function nextPowerOfTwo(least: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(least)));
}

/** Some words, and behind them the numbers from 0. */
class Texts implements StringTable {
  readonly #words: string[] = [];
  readonly #wordCount = 32;
  readonly count: number;

  constructor(n: number) {
    this.count = this.#wordCount + 8 * n + 16;
  }

  word(text: string): number {
    const known = this.#words.indexOf(text);
    return known >= 0 ? known : this.#words.push(text) - 1;
  }

  number(value: number): number {
    return this.#wordCount + value;
  }

  at(index: StringIndex): string {
    return index < this.#wordCount ? (this.#words[index] ?? '') : String(index - this.#wordCount);
  }

  isNumber(index: StringIndex): boolean {
    return index >= this.#wordCount;
  }

  numberAt(index: StringIndex): number {
    return index >= this.#wordCount ? index - this.#wordCount : NaN;
  }

  is(index: StringIndex, text: string): boolean {
    return this.#words[index] === text;
  }
}
