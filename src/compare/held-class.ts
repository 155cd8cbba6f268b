import type { StackCounts } from '../analysis/allocation-stacks.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { isConstructor } from '../analysis/class-origins.ts';
import type { Classification } from '../analysis/classes.ts';
import { codeSiteOf, type SiteNumbers } from '../analysis/code-sites.ts';
import type { ClassIndex, NodeColumn, NodeId, NodeOrdinal } from '../heap/index-spaces.ts';
import { isStringKind, NodeKind } from '../heap/kinds.ts';
import { sum, type Bytes } from '../base/units.ts';
import type { Holder } from './holders.ts';
import { mostTelling } from './wholes-and-parts.ts';

/** A class must have at least this share of what hangs nearest to give the suspect its name. */
const minNamingShare = 0.25;
const minNearShare = 0.1;
/** One or two are astray, whatever hangs on them. */
const minCount = 3;
/** Objects of a class that hang this many different numbers of steps from the holder hang on one another. */
const minChainLevels = 16;

/** So many, and less than twice as many, are looked at where there are more. */
const maxSampled = 10;

/** Objects of one class under one holder. */
export interface HeldClass {
  readonly classIndex: ClassIndex;
  readonly kind: NodeKind;
  /** The class's name; for closures the newest function's, with "()". */
  readonly className: string;
  /** It is a constructor of the program's or a library's own, not one of JavaScript's or a group of V8's. */
  readonly isNamed: boolean;
  /** Functions that were made at one place in the code. */
  readonly isOfSite: boolean;
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
  /** Some of all, at even distances in the file's order. */
  readonly sampled: readonly NodeOrdinal[];
  /** The calls that allocated them, where allocations were tracked. */
  readonly stacks: StackCounts | undefined;
}

/** Objects of one class under a holder, as they are counted. */
export interface Row {
  readonly counts: number[];
  total: number;
  depth: number;
  /** Objects at that depth. */
  nearCount: number;
  /** Of these. */
  newest: NodeOrdinal[];
  newestIds: NodeId[];
  /** The nearest born before the last interval, and its depth. */
  sample: NodeOrdinal;
  sampleDepth: number;
  sampled: NodeOrdinal[];
  /** Objects from one that is sampled to the next. */
  sampledEvery: number;
  /** Functions of one place in the code, which are a class to a reader. */
  readonly isOfSite: boolean;
  /** Steps from the holder → an object so far from it. */
  readonly atDepth: Map<number, NodeOrdinal>;
  /** Row of the tree of calls → objects allocated there. */
  readonly stacks: Map<number, number> | undefined;
}

/** A row that may give a suspect its name. */
export interface NamedRow {
  readonly classIndex: ClassIndex;
  readonly row: Row;
  readonly className: string;
  readonly kind: NodeKind;
  readonly isNamed: boolean;
  readonly total: number;
}

/** What hangs on one holder, by class; functions by the place in the code they were made at as well. */
export class Tally {
  readonly #rows = new Map<ClassIndex, Row>();
  /** Number of the place in the code → its functions. */
  readonly #siteRows = new Map<number, Row>();
  readonly #holder: Holder;
  readonly #analysis: Analysis;
  readonly #sites: SiteNumbers;
  readonly #intervalCount: number;
  /** NodeOrdinal → its row of the tree of calls, where allocations were tracked. */
  readonly #traceOf: NodeColumn | undefined;

  constructor(holder: Holder, analysis: Analysis, sites: SiteNumbers) {
    this.#holder = holder;
    this.#analysis = analysis;
    this.#sites = sites;
    this.#intervalCount = holder.counts.length;
    this.#traceOf = analysis.snapshot.traces?.traceOf;
  }

  add(node: NodeOrdinal, classIndex: ClassIndex, interval: number, depth: number): void {
    this.#addTo(this.#rows, classIndex, false, node, interval, depth);
    if (this.#analysis.snapshot.graph.nodeKind[node] !== NodeKind.closure) return;
    const site = codeSiteOf(this.#analysis, node);
    if (site) this.#addTo(this.#siteRows, this.#sites.numberOf(site), true, node, interval, depth);
  }

  #addTo<Key>(
    rows: Map<Key, Row>,
    key: Key,
    isOfSite: boolean,
    node: NodeOrdinal,
    interval: number,
    depth: number,
  ): void {
    let row = rows.get(key);
    if (!row) {
      row = {
        counts: new Array<number>(this.#intervalCount).fill(0),
        total: 0,
        depth: Infinity,
        nearCount: 0,
        newest: [],
        newestIds: [],
        sample: node,
        sampleDepth: Infinity,
        sampled: [],
        sampledEvery: 1,
        isOfSite,
        atDepth: new Map(),
        stacks: this.#traceOf && new Map(),
      };
      rows.set(key, row);
    }
    if (row.total++ % row.sampledEvery === 0) addSample(row, node);
    row.counts[interval]++;
    if (row.stacks && this.#traceOf) {
      const trace = this.#traceOf[node];
      row.stacks.set(trace, (row.stacks.get(trace) ?? 0) + 1);
    }
    if (!row.atDepth.has(depth)) row.atDepth.set(depth, node);
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
    const id = this.#analysis.snapshot.graph.nodeId[node];
    const place = row.newestIds.findIndex((other) => id > other);
    if (place >= 0 || row.newest.length < 3) {
      const at = place >= 0 ? place : row.newest.length;
      row.newest = row.newest.toSpliced(at, 0, node).slice(0, 3);
      row.newestIds = row.newestIds.toSpliced(at, 0, id).slice(0, 3);
    }
  }

  /**
   * The class a person would search the code for: a constructor of the program's or a library's own if
   * there is one nearly as often as what hangs nearest, else what hangs nearest. Of several at one distance, the one
   * whose objects retain most: the others are what they use. Undefined where what came in one
   * interval is of other classes than what came in the next: no leak repeats itself there.
   */
  chooseName(classification: Classification): HeldClass | undefined {
    const analysis = this.#analysis;
    const { classes, classOf } = classification;
    const {
      graph: { nodeKind, nodeName },
      strings,
    } = analysis.snapshot;
    const entryCount = sum(this.#holder.entryCounts);
    // Node has a list for each length of time: how many there are is chance, and the timers say what they call.
    const isTimerList = (index: ClassIndex): boolean => classes[index].kind === 'timer list';
    const all = [...this.#rows.values(), ...this.#siteRows.values()].map((row): NamedRow => {
      const classIndex = classOf[row.newest[0]];
      const { className, origin } = classes[classIndex];
      const kind = nodeKind[row.newest[0]];
      const isNamed = kind === NodeKind.object && isConstructor(origin) && !isTimerList(classIndex);
      return { classIndex, row, className, kind, isNamed, total: row.total };
    });
    // A stray object or two are not what gathers, even if they hang nearest.
    const repeated = all.filter(
      ({ row, total }) => total >= entryCount * minNearShare && isSteady(row.counts, this.#holder),
    );
    // Functions of many places, of none of them enough, are told as a class, unless others hang as near.
    const nearestSite = Math.min(...repeated.filter(({ row }) => row.isOfSite).map(({ row }) => row.depth));
    const every = repeated.filter(
      ({ row, kind }) => row.isOfSite || kind !== NodeKind.closure || row.depth < nearestSite,
    );
    // A function of V8's own, as a promise's resolve(), says nothing, nor does a scope; what they serve does.
    const isMute = ({ classIndex, kind, row }: NamedRow): boolean =>
      isTimerList(classIndex) ||
      (kind === NodeKind.object && classes[classIndex].origin === 'engine') ||
      (kind === NodeKind.closure &&
        strings.at(nodeName[row.newest[0]]) === '' &&
        codeSiteOf(analysis, row.newest[0]) === undefined);
    const first = every.toSorted(
      (a, b) =>
        Number(isMute(a)) - Number(isMute(b)) ||
        a.row.depth - b.row.depth ||
        // Of a Map's keys and values the values say more.
        Number(isStringKind(a.kind)) - Number(isStringKind(b.kind)) ||
        b.row.nearCount - a.row.nearCount ||
        b.total - a.total,
    )[0];
    if (!first) return undefined;
    // The program's own constructors before the platform's: nobody searches their code for Timeout.
    const isPlatform = ({ classIndex }: { classIndex: ClassIndex }): boolean =>
      classes[classIndex].origin === 'platform';
    const isOwn = (named: NamedRow): boolean => named.isNamed && !isPlatform(named);
    const chain = isOwn(first) ? undefined : findChain(every, first);
    const nearest = chain ?? first;
    const least = (chain ? chain.total : first.row.nearCount) * minNamingShare;
    const named = every
      .filter(({ isNamed, total }) => isNamed && total >= least)
      .toSorted(
        (a, b) =>
          Number(isPlatform(a)) - Number(isPlatform(b)) ||
          a.row.depth - b.row.depth ||
          retainedByAll(analysis, b) - retainedByAll(analysis, a) ||
          b.total - a.total,
      )[0];
    const partsOf = (owner: NamedRow): NamedRow[] =>
      every.filter((part) => part.row !== owner.row && areCompanions(part.row.counts, owner.row.counts));
    // Of the platform's own, a socket says more than its handle.
    const isTelling = named && isPlatform(named) ? (part: NamedRow) => part.isNamed : isOwn;
    const chosen = named ? mostTelling(analysis, classification, named, partsOf, isTelling) : nearest;
    const { classIndex, row, className, kind, isNamed } = chosen;
    // Two classes of one name, from two places, are one to a reader.
    const companions = new Set(
      every
        .filter((other) => other.isNamed && other.row !== row && areCompanions(other.row.counts, row.counts))
        .toSorted((a, b) => a.row.depth - b.row.depth)
        .map((other) => other.className),
    );
    companions.delete(className);
    const sample = this.#intervalCount === 1 ? behindHead(row) : row.sample;
    const functionName = row.isOfSite ? strings.at(nodeName[sample]) : '';
    return {
      classIndex,
      kind,
      className: functionName === '' ? className : `${functionName}()`,
      isNamed,
      isOfSite: row.isOfSite,
      counts: row.counts,
      companions: [...companions],
      depth: row.depth,
      newest: row.newest,
      sample,
      sampled: row.sampled,
      stacks: row.stacks,
    };
  }
}

/** Halves the sample when it is full, so that it is of all, however many there will be. */
function addSample(row: Row, node: NodeOrdinal): void {
  row.sampled.push(node);
  if (row.sampled.length < maxSampled * 2) return;
  row.sampled = row.sampled.filter((_, i) => i % 2 === 0);
  row.sampledEvery *= 2;
}

/**
 * The class of a chain, each of whose objects is held by the one before, if what hangs nearest is but a stray
 * object or two at its head: an endless loop's promises, and the function that wakes the last.
 */
function findChain(rows: readonly NamedRow[], nearest: NamedRow): NamedRow | undefined {
  if (nearest.row.nearCount >= minCount) return undefined;
  return rows
    .filter(({ kind, row }) => kind === NodeKind.object && row.atDepth.size >= minChainLevels)
    .filter(({ total }) => nearest.total < total * minNearShare)
    .toSorted((a, b) => b.total - a.total)[0];
}

/** Of a chain, an object that another one holds: the head of a chain is still in use. */
function behindHead({ nearCount, atDepth, depth, sample }: Row): NodeOrdinal {
  if (nearCount >= minCount || atDepth.size < minChainLevels) return sample;
  const behind = Math.min(...[...atDepth.keys()].filter((steps) => steps > depth));
  return atDepth.get(behind) ?? sample;
}

/** What all objects of a row retain, by those at hand. */
function retainedByAll({ retainedSizes }: Analysis, { row, total }: NamedRow): Bytes {
  const nodes = new Set([row.sample, ...row.newest]);
  return (sum(Array.from(nodes, (node) => retainedSizes[node])) / nodes.size) * total;
}

/** An interval that brought this share of what gathered must have brought some of the class that names it. */
const notableShare = 0.1;

function isSteady(ofClass: readonly number[], { counts, bytes }: Holder): boolean {
  const [notableCount, notableBytes] = [sum(counts) * notableShare, sum(bytes) * notableShare];
  // An interval without any objects brought a bigger table for those that came later.
  return ofClass.every(
    (count, interval) =>
      count > 0 ||
      counts[interval] === 0 ||
      (counts[interval] < notableCount && bytes[interval] < notableBytes),
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
