import type { Analysis } from '../analysis/analysis.ts';
import { isConstructor } from '../analysis/class-origins.ts';
import type { Classification } from '../analysis/classes.ts';
import {
  next,
  type ClassIndex,
  type NodeColumn,
  type NodeId,
  type NodeOrdinal,
} from '../heap/index-spaces.ts';
import { EdgeKind, isStringKind, NodeKind } from '../heap/kinds.ts';
import { sum, type Bytes } from '../base/units.ts';
import type { Holder } from './holders.ts';

/** A class must have at least this share of what hangs nearest to give the suspect its name. */
const minNamingShare = 0.25;
const minNearShare = 0.1;
/** A part that retains less says no more than its owner. */
const minPartBytes: Bytes = 1000;

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
  /** Other such constructors whose objects came in nearly the same numbers, nearest first: with each one of these. */
  readonly companions: readonly string[];
  /** Steps from the holder to the nearest of them. */
  readonly depth: number;
  /** Up to three of the nearest, the newest first. */
  readonly newest: readonly NodeOrdinal[];
  /** The nearest that was born before the last interval, so that nothing but the leak should hold it. */
  readonly sample: NodeOrdinal;
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

/** A row that may give a suspect its name. */
interface NamedRow {
  readonly classIndex: ClassIndex;
  readonly row: Row;
  readonly className: string;
  readonly kind: NodeKind;
  readonly isNamed: boolean;
  readonly total: number;
}

/**
 * An owner that refers straight to a part of its own which retains more than itself, and enough to be
 * worth a look, is a handle: the part names the leak, an Endpoint's Connection. So is the node of a list, and what wraps
 * its content: the code of a container knows nothing of what is put in it, which is of other scripts. Followed from
 * part to part.
 *
 * @param partsOf rows whose objects came one with each of an owner's
 */
function mostRetaining(
  analysis: Analysis,
  { classes, classOf }: Classification,
  owner: NamedRow,
  partsOf: (owner: NamedRow) => readonly NamedRow[],
): NamedRow {
  const { firstEdge, edgeTarget } = analysis.snapshot.graph;
  let most = owner;
  let at = owner.row.sample;
  let isWrapping = false;
  const seen = new Set([owner.classIndex]);
  for (;;) {
    const parts = new Map(partsOf(most).map((part) => [part.classIndex, part]));
    if (parts.size === 0) return most;
    isWrapping ||= isLink(analysis, classOf, at);
    const { location } = classes[classOf[at]];
    let best = at;
    for (let edge = firstEdge[at]; edge < firstEdge[next(at)]; edge++) {
      const target = edgeTarget[edge];
      if (!parts.has(classOf[target]) || seen.has(classOf[target])) continue;
      const isContent = isWrapping && classes[classOf[target]].location?.scriptId !== location?.scriptId;
      const least = isContent ? 0 : Math.max(minPartBytes, analysis.retainedSizes[best] + 1);
      if (analysis.retainedSizes[target] >= least) best = target;
    }
    if (best === at) return most;
    most = parts.get(classOf[best]) ?? most;
    at = best;
    seen.add(classOf[at]);
  }
}

/** Whether an object is a link of a list: a container's node, as of a cache that keeps an order. */
function isLink(
  { snapshot: { graph } }: Analysis,
  classOf: NodeColumn<ClassIndex>,
  node: NodeOrdinal,
): boolean {
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[next(node)]; edge++) {
    const target = graph.edgeTarget[edge];
    const isOwn = graph.edgeKind[edge] === EdgeKind.property && target !== node;
    if (isOwn && classOf[target] === classOf[node]) return true;
  }
  return false;
}

/** What hangs on one holder, by class. */
export class Tally {
  readonly #rows = new Map<ClassIndex, Row>();
  readonly #holder: Holder;
  readonly #intervalCount: number;

  constructor(holder: Holder) {
    this.#holder = holder;
    this.#intervalCount = holder.counts.length;
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
   * there is one nearly as often as what hangs nearest, else what hangs nearest. Undefined where what came in one
   * interval is of other classes than what came in the next: no leak repeats itself there.
   */
  chooseName(analysis: Analysis, classification: Classification): HeldClass | undefined {
    const { classes } = classification;
    const { nodeKind, nodeName } = analysis.snapshot.graph;
    const entryCount = sum(this.#holder.entryCounts);
    const all: NamedRow[] = Array.from(this.#rows, ([classIndex, row]) => {
      const { className, origin } = classes[classIndex];
      const kind = nodeKind[row.newest[0]];
      const isNamed = kind === NodeKind.object && isConstructor(origin);
      return { classIndex, row, className, kind, isNamed, total: sum(row.counts) };
    });
    // A stray object or two are not what gathers, even if they hang nearest.
    const every = all.filter(
      ({ row, total }) => total >= entryCount * minNearShare && isSteady(row.counts, this.#holder),
    );
    const nearest = every.toSorted(
      (a, b) =>
        a.row.depth - b.row.depth ||
        // Of a Map's keys and values the values say more.
        Number(isStringKind(a.kind)) - Number(isStringKind(b.kind)) ||
        b.row.nearCount - a.row.nearCount ||
        b.total - a.total,
    )[0];
    if (!nearest) return undefined;
    // The program's own constructors before the platform's: nobody searches their code for Timeout.
    const isPlatform = ({ classIndex }: { classIndex: ClassIndex }): boolean =>
      classes[classIndex].origin === 'platform';
    const named = every
      .filter(({ isNamed, total }) => isNamed && total >= nearest.row.nearCount * minNamingShare)
      .toSorted(
        (a, b) =>
          Number(isPlatform(a)) - Number(isPlatform(b)) || a.row.depth - b.row.depth || b.total - a.total,
      )[0];
    const isPart = (of: NamedRow, owner: NamedRow): boolean =>
      of.isNamed && !isPlatform(of) && of.row !== owner.row && areCompanions(of.row.counts, owner.row.counts);
    const chosen = named
      ? mostRetaining(analysis, classification, named, (owner) => every.filter((of) => isPart(of, owner)))
      : nearest;
    const { classIndex, row, className, kind, isNamed } = chosen;
    // Two classes of one name, from two places, are one to a reader.
    const companions = new Set(
      every
        .filter((other) => other.isNamed && other.row !== row && areCompanions(other.row.counts, row.counts))
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

/** An interval that brought this share of what gathered must have brought some of the class that names it. */
const notableShare = 0.1;

function isSteady(ofClass: readonly number[], { counts, bytes }: Holder): boolean {
  const [notableCount, notableBytes] = [sum(counts) * notableShare, sum(bytes) * notableShare];
  return ofClass.every(
    (count, interval) => count > 0 || (counts[interval] < notableCount && bytes[interval] < notableBytes),
  );
}

/** Of fewer than these none may be astray. */
const minInexact = 5;

/** They came one with each other, but for a stray one or two. */
export function areCompanions(a: readonly number[], b: readonly number[]): boolean {
  return a.every((count, interval) => {
    const tolerance = count < minInexact ? 0 : Math.max(1, count * 0.05);
    return Math.abs(count - b[interval]) <= tolerance;
  });
}
