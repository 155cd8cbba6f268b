import type { Analysis } from '../analysis/analysis.ts';
import type { Classification } from '../analysis/classes.ts';
import { NameTag } from '../analysis/well-known-names.ts';
import {
  next,
  type ClassIndex,
  type NodeColumn,
  type NodeId,
  type NodeOrdinal,
  type StringIndex,
} from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import type { Bytes } from '../units.ts';
import { isEngineKind, isProgramKind, type Holder, type HolderMap } from './holders.ts';

/** Fewer objects an interval, or fewer bytes, are not worth a person's time. */
export const minCount = 3;
export const minBytes: Bytes = 1000;
/** Holders looked into: a heap has a few dozen that grow at all. */
const maxCandidates = 64;

/** A holder on which objects of every interval hang. */
export interface Candidate {
  readonly holder: Holder;
  /** Bytes that every interval has added at least, times the intervals. */
  readonly score: Bytes;
  /** What names it best. */
  readonly named: HeldClass;
}

/** Objects of one class under one holder. */
export interface HeldClass {
  readonly classIndex: ClassIndex;
  readonly kind: NodeKind;
  /** The class's name; for closures the newest function's, with "()". */
  readonly className: string;
  /** It is a constructor of the program's or a library's own, not one of JavaScript's or a group of V8's. */
  readonly isNamed: boolean;
  /** interval − 1 → objects born in it and alive */
  readonly counts: readonly number[];
  /** Other such constructors whose objects came in the same numbers, nearest first: with each one of these. */
  readonly companions: readonly string[];
  /** Steps from the holder to the nearest of them. */
  readonly depth: number;
  /** Up to three of the nearest, the newest first. */
  readonly newest: readonly NodeOrdinal[];
  /** The nearest that was born before the last interval, so that nothing but the leak should hold it. */
  readonly sample: NodeOrdinal;
}

/**
 * The holders on which objects of every interval hang, most bytes first: those a leak is among.
 * Time O(nodes).
 */
export function findCandidates(
  analysis: Analysis,
  classification: Classification,
  bornIn: Uint8Array,
  { holders, holderOf, depthOf }: HolderMap,
): Candidate[] {
  const { nodeKind } = analysis.snapshot.graph;
  const chosen = holders
    .map((holder, index) => ({ holder, index, score: Math.min(...holder.bytes) * holder.bytes.length }))
    .filter(
      ({ holder }) =>
        Math.min(...holder.counts) >= minCount && !holder.isCode && !isEngineKind(nodeKind[holder.node]),
    )
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, maxCandidates);
  const tallies = new Map(chosen.map(({ index, holder }) => [index, new Tally(holder.counts.length)]));

  const { graph } = analysis.snapshot;
  for (let node = 0 as NodeOrdinal; node < graph.nodeCount; node++) {
    const tally = tallies.get(holderOf[node]);
    if (!tally || !isProgramKind(graph.nodeKind[node]) || isPrototype(analysis, node)) continue;
    tally.add(node, classification.classOf[node], bornIn[node] - 1, depthOf[node], graph.nodeId[node]);
  }
  return chosen.flatMap(({ holder, index, score }) => {
    const named = tallies.get(index)?.chooseName(analysis, classification);
    return named ? [{ holder, score, named }] : [];
  });
}

/** A class that is being defined, and no instance of one: a program makes each once, when it gets there. */
function isPrototype({ snapshot: { graph }, names }: Analysis, node: NodeOrdinal): boolean {
  if (graph.nodeKind[node] !== NodeKind.object) return false;
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[next(node)]; edge++) {
    if (graph.edgeKind[edge] !== EdgeKind.property) continue;
    if (names.tagOf(graph.edgeName[edge] as StringIndex) === NameTag.constructor) return true;
  }
  return false;
}

interface Row {
  readonly counts: number[];
  depth: number;
  /** Objects at that depth. */
  nearCount: number;
  /** Of these. */
  newest: NodeOrdinal[];
  newestIds: NodeId[];
  /** The nearest born before the last interval, and its depth. */
  sample: NodeOrdinal;
  sampleDepth: number;
}

/** Classes that say nothing of whose objects they are: JavaScript's own, and V8's groups. */
const genericNames: ReadonlySet<string> = new Set(
  (
    'Object Array Function RegExp Map Set WeakMap WeakSet WeakRef Promise Date Symbol Boolean Number String BigInt ' +
    'Generator AsyncGenerator Iterator ArrayBuffer SharedArrayBuffer DataView Proxy Arguments ' +
    'Error TypeError RangeError SyntaxError'
  ).split(' '),
);

/** A row that may give a suspect its name. */
interface NamedRow {
  readonly classIndex: ClassIndex;
  readonly row: Row;
  readonly className: string;
  readonly kind: NodeKind;
  readonly isNamed: boolean;
  readonly least: number;
}

/**
 * An owner that refers straight to a part of its own which retains more than itself, and enough to be
 * worth a look, is a handle: the part names the leak, an Endpoint's Connection. Followed from part to part.
 *
 * @param partsOf rows whose objects came one with each of an owner's
 */
function mostRetaining(
  analysis: Analysis,
  classOf: NodeColumn<ClassIndex>,
  owner: NamedRow,
  partsOf: (owner: NamedRow) => readonly NamedRow[],
): NamedRow {
  const { firstEdge, edgeTarget } = analysis.snapshot.graph;
  let most = owner;
  let at = owner.row.sample;
  for (;;) {
    const parts = new Map(partsOf(most).map((part) => [part.classIndex, part]));
    if (parts.size === 0) return most;
    let best = at;
    for (let edge = firstEdge[at]; edge < firstEdge[next(at)]; edge++) {
      const target = edgeTarget[edge];
      if (!parts.has(classOf[target]) || analysis.retainedSizes[target] < minBytes) continue;
      if (analysis.retainedSizes[target] > analysis.retainedSizes[best]) best = target;
    }
    if (best === at) return most;
    most = parts.get(classOf[best]) ?? most;
    at = best;
  }
}

/** Whether a class says whose objects they are: a constructor, not one of JavaScript's own or a group of V8's. */
export function isTelling(className: string): boolean {
  return !genericNames.has(className) && !/^(?:\{|\(|system \/ )/.test(className);
}

/** What hangs on one holder, by class. */
class Tally {
  readonly #rows = new Map<ClassIndex, Row>();
  readonly #intervalCount: number;

  constructor(intervalCount: number) {
    this.#intervalCount = intervalCount;
  }

  add(node: NodeOrdinal, classIndex: ClassIndex, interval: number, depth: number, id: NodeId): void {
    let row = this.#rows.get(classIndex);
    if (!row) {
      row = {
        counts: new Array<number>(this.#intervalCount).fill(0),
        depth: Infinity,
        nearCount: 0,
        newest: [],
        newestIds: [],
        sample: node,
        sampleDepth: Infinity,
      };
      this.#rows.set(classIndex, row);
    }
    row.counts[interval]++;
    if (depth < row.sampleDepth && interval < Math.max(1, this.#intervalCount - 1)) {
      row.sample = node;
      row.sampleDepth = depth;
    }
    if (depth > row.depth) return;
    if (depth < row.depth) {
      row.depth = depth;
      row.nearCount = 0;
      row.newest = [];
      row.newestIds = [];
    }
    row.nearCount++;
    const place = row.newestIds.findIndex((other) => id > other);
    if (place >= 0 || row.newest.length < 3) {
      const at = place >= 0 ? place : row.newest.length;
      row.newest = row.newest.toSpliced(at, 0, node).slice(0, 3);
      row.newestIds = row.newestIds.toSpliced(at, 0, id).slice(0, 3);
    }
  }

  /**
   * The class a person would search the code for: a constructor of the program's or a library's own if
   * there is one nearly as often as what hangs nearest, else what hangs nearest.
   */
  chooseName(analysis: Analysis, { classes, classOf }: Classification): HeldClass | undefined {
    const { nodeKind, nodeName } = analysis.snapshot.graph;
    const every: NamedRow[] = Array.from(this.#rows, ([classIndex, row]) => {
      const { className } = classes[classIndex];
      const kind = nodeKind[row.newest[0]];
      const isNamed = kind === NodeKind.object && isTelling(className);
      return { classIndex, row, className, kind, isNamed, least: Math.min(...row.counts) };
    }).filter(({ least }) => least > 0);
    const nearest = every.toSorted((a, b) => a.row.depth - b.row.depth || b.least - a.least)[0];
    if (!nearest) return undefined;
    // The program's own constructors before the platform's: nobody searches their code for Timeout.
    const isPlatform = ({ classIndex }: { classIndex: ClassIndex }): boolean => {
      const { location } = classes[classIndex];
      return (
        location === undefined || (analysis.scripts.get(location.scriptId) ?? 'node:').startsWith('node:')
      );
    };
    const named = every
      .filter(({ isNamed, least }) => isNamed && least * this.#intervalCount * 4 >= nearest.row.nearCount)
      .toSorted(
        (a, b) =>
          Number(isPlatform(a)) - Number(isPlatform(b)) || a.row.depth - b.row.depth || b.least - a.least,
      )[0];
    const isPart = (of: NamedRow, owner: NamedRow): boolean =>
      of.isNamed &&
      !isPlatform(of) &&
      of.row !== owner.row &&
      String(of.row.counts) === String(owner.row.counts);
    const chosen = named
      ? mostRetaining(analysis, classOf, named, (owner) => every.filter((of) => isPart(of, owner)))
      : nearest;
    const { classIndex, row, className, kind, isNamed } = chosen;
    // Two classes of one name, from two places, are one to a reader.
    const companions = new Set(
      every
        .filter(
          (other) => other.isNamed && other.row !== row && String(other.row.counts) === String(row.counts),
        )
        .toSorted((a, b) => a.row.depth - b.row.depth)
        .map((other) => other.className),
    );
    companions.delete(className);
    const { strings } = analysis.snapshot;
    const functionName = kind === NodeKind.closure ? strings.at(nodeName[row.newest[0]]) : '';
    return {
      classIndex,
      kind,
      className: functionName === '' ? className : `${functionName}()`,
      isNamed,
      counts: row.counts,
      companions: [...companions],
      depth: row.depth,
      newest: row.newest,
      sample: row.sample,
    };
  }
}
