import type { Analysis } from '../analysis/analysis.ts';
import type { Classification } from '../analysis/classes.ts';
import { findEntries } from '../analysis/entries.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import { timerLinks } from '../analysis/timer-lists.ts';
import { NameTag } from '../analysis/well-known-names.ts';
import { createBitSet, hasBit, setBit } from '../heap/bit-set.ts';
import {
  next,
  type ClassIndex,
  type EdgeOrdinal,
  type NodeOrdinal,
  type StringIndex,
} from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import type { Bytes } from '../base/units.ts';

/** An object of the first snapshot under which objects born since have gathered, and what they are. */
export interface Holder {
  readonly node: NodeOrdinal;
  /**
   * Of a context the variable that leads to them: variables of one scope have nothing to do with each other. Of the cell of
   * a variable that a module exports, V8's name for what is in it.
   */
  readonly variable: StringIndex | undefined;
  /**
   * For V8's own roots, which hold things that have nothing to do with each other, the class of what
   * hangs on it here; undefined for others.
   */
  readonly entryClass: ClassIndex | undefined;
  /** What hangs on it here is its code, compiled since, with the constants in it. */
  readonly isCode: boolean;
  /** interval − 1 → program's objects under it that were born in it and are alive in this snapshot */
  readonly counts: readonly number[];
  /** interval − 1 → of these, the ones that hang on it directly */
  readonly entryCounts: readonly number[];
  /** interval − 1 → bytes of all nodes under it that were born in it, V8's own too; nothing is folded */
  readonly bytes: readonly Bytes[];
  /** Of all these, the bytes of the program's objects; the rest are tables, backing stores and numbers. */
  readonly programBytes: Bytes;
}

/** Which holder each node born after the first snapshot is attributed to. */
export interface HolderMap {
  readonly holders: readonly Holder[];
  /** NodeOrdinal → position in `holders`; `noHolder` for nodes of the first snapshot and unreached ones. */
  readonly holderOf: Uint32Array;
  /**
   * NodeOrdinal → steps from its holder, 1 for what hangs on it directly; 255 stands for more too. Tables and
   * backing stores are no step: those of the holder have 0.
   */
  readonly depthOf: Uint8Array;
  /** What leads to an old object, past tables and stores; undefined where that is a variable, and so one of a kind. */
  readonly above: (node: NodeOrdinal) => NodeOrdinal | undefined;
}

export const noHolder: number = 0xffffffff;

/** Node types a program makes; the others (code, shapes, hidden tables) are the engine's. */
export function isProgramKind(kind: NodeKind): boolean {
  return (
    kind === NodeKind.object ||
    kind === NodeKind.closure ||
    kind === NodeKind.string ||
    kind === NodeKind.concatenatedString ||
    kind === NodeKind.slicedString ||
    kind === NodeKind.native ||
    kind === NodeKind.regexp ||
    kind === NodeKind.symbol ||
    kind === NodeKind.bigint
  );
}

/** Code and its feedback hold literals and templates that V8 makes for itself, once for each place. */
export function isEngineKind(kind: NodeKind): boolean {
  return kind === NodeKind.code || kind === NodeKind.hidden;
}

/**
 * Attributes every object born after the first snapshot to the nearest object of the first snapshot
 * on its shortest retaining path: that is who holds it. What two owners hold goes to the nearer one,
 * where a dominator would be neither.
 *
 * A list is one thing: where an old and a young object of one class are linked, the young one counts
 * for what holds the list, not for its neighbour. So is an object with its tables and backing stores:
 * what hangs in an old table hangs on the Map.
 *
 * The program's own roots are asked first, then V8's that last, then the stack (`findEntries`). What Node's lists of timers lead
 * to is asked after old roots that last: a snapshot under load has much that waits for a timer, and refers to what it works on.
 *
 * Time O(nodes + edges), memory 18 bytes per node while it runs, 5 after.
 *
 * @param bornIn NodeOrdinal → index of the snapshot it was born in
 * @param intervalCount snapshots after the first, up to this one
 */
export function findHolders(
  analysis: Analysis,
  { classes, classOf }: Classification,
  bornIn: Uint8Array,
  intervalCount: number,
): HolderMap {
  const { graph } = analysis.snapshot;
  const { nodeCount, root, firstEdge, edgeTarget, edgeKind, edgeName, nodeKind, nodeName, selfSize } = graph;
  const { names, retainingEdges } = analysis;
  const { words } = retainingEdges;
  const table = new HolderTable(intervalCount);
  /** NodeOrdinal → its row in the table */
  const holderOf = new Uint32Array(nodeCount).fill(noHolder);
  const depthOf = new Uint8Array(nodeCount);
  /** NodeOrdinal → what holds the list the node is part of: its predecessor on the path of another class. */
  const listOwner = new Uint32Array(nodeCount);
  // Bits stay in the cache, and most edges lead to what was seen.
  const seen = createBitSet(nodeCount);
  const { words: seenWords } = seen;
  /** NodeOrdinal → whether a variable leads to it */
  const isVariable = new Uint8Array(nodeCount);
  const queue = new Uint32Array(nodeCount);
  let [walked, reached] = [0, 0];

  /** The object that a table or backing store is part of; any other node itself. @param isPart whether it is asked of such a one */
  const ownerOf = (node: NodeOrdinal, isPart: (part: NodeOrdinal) => boolean): NodeOrdinal => {
    let owner = node;
    while (nodeKind[owner] === NodeKind.array && owner !== root && isPart(owner)) {
      owner = listOwner[owner] as NodeOrdinal;
    }
    return owner;
  };
  const isOld = (node: NodeOrdinal): boolean => bornIn[node] === 0;
  /** Of a scope, or of the cell of a variable that a module exports. */
  const isOfVariable = (source: NodeOrdinal, edge: EdgeOrdinal): boolean =>
    edgeKind[edge] === EdgeKind.context ||
    (nodeKind[source] === NodeKind.hidden && names.tagOf(nodeName[source]) === NameTag.cell);
  const rowFor = (holder: NodeOrdinal, edge: EdgeOrdinal, target: NodeOrdinal): number =>
    table.rowFor(
      holder,
      isOfVariable(holder, edge) ? (edgeName[edge] as StringIndex) : undefined,
      nodeKind[holder] === NodeKind.synthetic ? classOf[target] : undefined,
      nodeKind[target] === NodeKind.code,
    );
  const meet = (node: NodeOrdinal, edge: EdgeOrdinal, target: NodeOrdinal): void => {
    queue[reached++] = target;
    const isLink = classOf[target] === classOf[node] && nodeKind[target] === NodeKind.object;
    const above = (isLink ? listOwner[node] : node) as NodeOrdinal;
    listOwner[target] = above;
    if (bornIn[target] === 0) {
      if (isOfVariable(node, edge)) isVariable[target] = 1;
      return;
    }
    // Breadth first: what is above has its row before.
    // An old store may have come into the hands of a young object.
    const owner = isOld(above) ? ownerOf(above, isOld) : above;
    const isEntry = bornIn[owner] === 0;
    if (bornIn[node] !== 0) holderOf[target] = holderOf[node];
    else holderOf[target] = isEntry ? rowFor(owner, edge, target) : holderOf[owner];
    const step = nodeKind[target] === NodeKind.array ? 0 : 1;
    depthOf[target] = isEntry ? step : Math.min(depthOf[owner] + step, 255);
  };
  /** Class → whether its objects are Node's timers: they lead to their neighbours, and hold none. */
  const isTimer = Uint8Array.from(classes, ({ origin, className }) =>
    Number(origin === 'platform' && className === 'Timeout'),
  );
  const expand = (node: NodeOrdinal): void => {
    // Descriptors of hidden classes lead anywhere; nobody would call them a holder.
    if (nodeKind[node] === NodeKind.array && names.tagOf(nodeName[node]) === NameTag.mapDescriptors) return;
    const neighbours = isTimer[classOf[node]] === 0 ? undefined : classOf[node];
    const end = firstEdge[next(node)];
    for (let edge: EdgeOrdinal = firstEdge[node]; edge < end; edge++) {
      if ((words[edge >>> 5] & (1 << (edge & 31))) === 0) continue;
      const target = edgeTarget[edge];
      const bit = 1 << (target & 31);
      if ((seenWords[target >>> 5] & bit) !== 0 || classOf[target] === neighbours) continue;
      seenWords[target >>> 5] |= bit;
      meet(node, edge, target);
    }
  };
  const isTimerList = Uint8Array.from(classes, ({ kind }) => Number(kind === 'timer list'));
  /** Those that were met, and wait for their turn. */
  const timerLists: NodeOrdinal[] = [];
  const walk = (): void => {
    while (walked < reached) {
      const node = queue[walked++] as NodeOrdinal;
      if (isTimerList[classOf[node]] === 0) expand(node);
      else timerLists.push(node);
    }
  };
  const enter = (edges: readonly EdgeOrdinal[]): void => {
    for (const edge of edges) {
      const target = edgeTarget[edge];
      if (hasBit(seen, target)) continue;
      setBit(seen, target);
      queue[reached++] = target;
      let source = sourceOfEdge(graph, edge);
      // Those of Node's C++ objects have new ids in every snapshot: what is above them holds.
      while (bornIn[source] !== 0 && source !== root) source = listOwner[source] as NodeOrdinal;
      listOwner[target] = source;
      if (bornIn[target] === 0) continue;
      holderOf[target] = rowFor(source, edge, target);
      depthOf[target] = 1;
    }
    walk();
  };
  const enterTimers = (): void => {
    while (timerLists.length > 0) {
      for (const list of timerLists.splice(0)) {
        for (const edge of timerLinks(analysis.snapshot, list)) {
          const target = edgeTarget[edge];
          if (hasBit(seen, target)) continue;
          setBit(seen, target);
          meet(list, edge, target);
        }
        expand(list);
      }
      walk();
    }
  };
  const entries = findEntries(graph, analysis.snapshot.strings, retainingEdges, analysis.userRoots);
  setBit(seen, root);
  listOwner[root] = root;
  for (const edge of entries.toRoots) {
    setBit(seen, edgeTarget[edge]);
    listOwner[edgeTarget[edge]] = sourceOfEdge(graph, edge);
  }
  enter(entries.program);
  enter(entries.lasting.filter((edge) => isOld(edgeTarget[edge])));
  enterTimers();
  for (const edges of [entries.lasting, entries.running, entries.momentary]) {
    enter(edges);
    enterTimers();
  }
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    const row = holderOf[node];
    if (row === noHolder) continue;
    const isProgram = isProgramKind(nodeKind[node]);
    table.add(row, bornIn[node] - 1, isProgram, depthOf[node] === 1, selfSize[node]);
  }
  const above = (node: NodeOrdinal): NodeOrdinal | undefined => {
    if (isVariable[node] !== 0 || node === root) return undefined;
    // A Map that takes in more gets a new table: what was in it before still hangs on the Map, which is there in every snapshot.
    return ownerOf(listOwner[node] as NodeOrdinal, () => true);
  };
  return { holders: table.holders, holderOf, depthOf, above };
}

interface Row extends Holder {
  counts: number[];
  entryCounts: number[];
  bytes: Bytes[];
  programBytes: Bytes;
}

class HolderTable {
  readonly holders: Row[] = [];
  readonly #rows = new Map<number, number>();
  readonly #rowsByPart = new Map<string, number>();
  readonly #intervalCount: number;

  constructor(intervalCount: number) {
    this.#intervalCount = intervalCount;
  }

  rowFor(
    node: NodeOrdinal,
    variable: StringIndex | undefined,
    entryClass: ClassIndex | undefined,
    isCode: boolean,
  ): number {
    const key = node * 2 + Number(isCode);
    const isWhole = variable === undefined && entryClass === undefined;
    const part = isWhole ? '' : `${key}:${variable ?? ''}:${entryClass ?? ''}`;
    const known = isWhole ? this.#rows.get(key) : this.#rowsByPart.get(part);
    if (known !== undefined) return known;
    const zeros = (): number[] => new Array<number>(this.#intervalCount).fill(0);
    const holder = { node, variable, entryClass, isCode, programBytes: 0 };
    const row = this.holders.push({ ...holder, counts: zeros(), entryCounts: zeros(), bytes: zeros() }) - 1;
    if (isWhole) this.#rows.set(key, row);
    else this.#rowsByPart.set(part, row);
    return row;
  }

  add(row: number, interval: number, isProgram: boolean, isEntry: boolean, bytes: Bytes): void {
    const holder = this.holders[row];
    holder.bytes[interval] += bytes;
    if (!isProgram) return;
    holder.counts[interval]++;
    holder.programBytes += bytes;
    if (isEntry) holder.entryCounts[interval]++;
  }
}
