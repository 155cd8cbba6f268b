import type { Analysis } from '../analysis/analysis.ts';
import { isInnerKind } from '../analysis/class-kinds.ts';
import type { Classification, HeapClass } from '../analysis/classes.ts';
import { followEdge } from '../analysis/named-edges.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import { noEdge } from '../analysis/shortest-paths.ts';
import { hasBit } from '../heap/bit-set.ts';
import { next, type NodeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';

/**
 * What an open socket is there for:
 *
 * - `connected`: a server accepted it, and its client gets something, or may at any time.
 * - `waiting`: a server accepted it, and over HTTP it is between two requests: Node closes it if none comes.
 * - `kept`: Node's client keeps it to use it again, or did so: a later request is on it.
 * - `answering`: it came with the request of Node's client that is on it.
 */
export type SocketUse = 'connected' | 'waiting' | 'kept' | 'answering';

/** A library has up to five layers on a socket. */
const maxSteps = 6;
/** What a socket has is held by it, or by what it has. */
const maxLevels = 2;
/** What leads to more is not known to be Node's alone. */
export const maxReached = 1000;

const handleNames: ReadonlySet<string> = new Set(['TCP', 'Pipe', 'TLSWrap']);
/** Objects of a class that are looked at and are no pool, and it has none. */
const maxLooks = 4;
/** What makes a pool one: an Agent of `node:http`, or a Pool of undici, of which `fetch` is made. */
const markOfPool = ['freeSockets', '<symbol clients>'] as const;
/** Under these it has its connections. */
const poolProperties = [...markOfPool, 'sockets'] as const;

/** The open sockets of the newest snapshot, and what they are there for. */
export class Connections {
  readonly #analysis: Analysis;
  readonly #classification: Classification;
  readonly #bornIn: Uint8Array;
  readonly #last: number;
  readonly #pooled = new Set<NodeOrdinal>();
  #found: ReadonlyMap<NodeOrdinal, SocketUse> | undefined;

  /** @param last the newest snapshot's index */
  constructor(analysis: Analysis, classification: Classification, bornIn: Uint8Array, last: number) {
    this.#analysis = analysis;
    this.#classification = classification;
    this.#bornIn = bornIn;
    this.#last = last;
  }

  /** Those of which it is known; a connection that the program opened itself is none. Time O(nodes), once. */
  uses(): ReadonlyMap<NodeOrdinal, SocketUse> {
    this.#found ??= new Map([...this.#accepted(), ...this.#ofPools()]);
    return this.#found;
  }

  /** Whether a pool keeps an object for a connection, as undici's Client is. */
  isPooled(node: NodeOrdinal): boolean {
    this.uses();
    return this.#pooled.has(node);
  }

  /** The socket that an object leads to, or else what holds it leads to. */
  socketAround(node: NodeOrdinal): NodeOrdinal | undefined {
    const { graph } = this.#analysis.snapshot;
    let at = node;
    for (let level = 0; level <= maxLevels;) {
      const socket = this.socketOf(at);
      if (socket !== undefined) return socket;
      const edge = this.#analysis.shortestPaths[at];
      if (edge === noEdge) return undefined;
      at = sourceOfEdge(graph, edge);
      level += Number(!isInnerKind(this.#classAt(at).kind));
    }
    return undefined;
  }

  /** The nearest socket that an object leads to. */
  socketOf(start: NodeOrdinal): NodeOrdinal | undefined {
    for (const { node, steps } of this.reach(start)) {
      if (steps > maxSteps) return undefined;
      if (this.#isSocket(node)) return node;
    }
    return undefined;
  }

  /** The object, and what is reached from it through new ones only, nearest first; up to `maxReached`. */
  *reach(start: NodeOrdinal): Generator<{ node: NodeOrdinal; steps: number }> {
    const stepsTo = new Map([[start, 0]]);
    // A Map may grow while it is walked.
    for (const [node, steps] of stepsTo) {
      yield { node, steps };
      if (this.#bornIn[node] === 0) continue;
      for (const target of this.#targetsOf(node)) {
        if (stepsTo.size < maxReached && !stepsTo.has(target)) stepsTo.set(target, steps + 1);
      }
    }
  }

  *#accepted(): Generator<[NodeOrdinal, SocketUse]> {
    const open = new Set<NodeOrdinal>();
    for (let node = 0 as NodeOrdinal; node < this.#bornIn.length; node++) {
      if (!this.#isSocket(node)) continue;
      const server = this.#follow(node, '_server') ?? this.#follow(node, 'server');
      if (server !== undefined) open.add(node);
    }
    // TLS is a socket on another.
    for (const node of open) {
      const inner = this.#follow(node, '_parent');
      if (inner !== undefined) open.delete(inner);
    }
    for (const node of open) {
      const isBusy =
        this.#follow(node, 'parser') === undefined || this.#follow(node, '_httpMessage') !== undefined;
      yield [node, isBusy ? 'connected' : 'waiting'];
    }
  }

  /** Sockets of pools that were there in the first snapshot: those of one that is new itself are no pool's to a reader. */
  *#ofPools(): Generator<[NodeOrdinal, SocketUse]> {
    for (const pool of this.#pools()) {
      for (const property of poolProperties) {
        const list = this.#follow(pool, property);
        if (list === undefined) continue;
        for (const socket of this.#socketsIn(list)) {
          const use = this.#useOf(socket);
          if (use !== undefined) yield [socket, use];
        }
      }
    }
  }

  /** A pool makes its properties in its constructor, so a few objects tell of a class; one of them may be its prototype. */
  *#pools(): Generator<NodeOrdinal> {
    const { classes, classOf } = this.#classification;
    const looksLeft = Uint8Array.from(classes, ({ kind }) => (kind === 'instance' ? maxLooks : 0));
    for (let node = 0 as NodeOrdinal; node < this.#bornIn.length; node++) {
      const classIndex = classOf[node];
      if (this.#bornIn[node] !== 0 || looksLeft[classIndex] === 0) continue;
      if (markOfPool.some((name) => this.#follow(node, name) !== undefined)) yield node;
      else looksLeft[classIndex]--;
    }
  }

  /** In lists by address, and in one object each at most, as undici's Client is. A pool in a Map is one of many, and each has its own. */
  *#socketsIn(list: NodeOrdinal): Generator<NodeOrdinal> {
    const within = new Map([[list, true]]);
    for (const [node, isList] of within) {
      if (this.#isSocket(node)) {
        yield node;
        continue;
      }
      const { kind } = this.#classAt(node);
      const isContainer = kind === 'plain object' || kind === 'array' || kind === 'set' || isInnerKind(kind);
      if (!isList || !(isContainer || kind === 'instance')) continue;
      if (!isContainer) this.#pooled.add(node);
      for (const target of this.#targetsOf(node)) {
        if (!within.has(target)) within.set(target, isContainer);
      }
    }
  }

  /** Undefined of a socket whose request has been there over an interval: nobody reads its answer. */
  #useOf(socket: NodeOrdinal): SocketUse | undefined {
    const births = this.#requestsOn(socket).map((request) => this.#bornIn[request]);
    if (births.length === 0) return 'kept';
    if (Math.max(...births) < this.#last) return undefined;
    return this.#bornIn[socket] < this.#last ? 'kept' : 'answering';
  }

  /** Of an Agent one at most; of undici's Client those of its queue. */
  #requestsOn(socket: NodeOrdinal): NodeOrdinal[] {
    const request = this.#follow(socket, '_httpMessage');
    if (request !== undefined) return [request];
    const client = this.#follow(socket, '<symbol client>');
    const queue = client === undefined ? undefined : this.#follow(client, '<symbol queue>');
    if (queue === undefined) return [];
    const isTable = (node: NodeOrdinal): boolean => isInnerKind(this.#classAt(node).kind);
    return [...this.#targetsOf(queue)]
      .flatMap((node) => (isTable(node) ? [...this.#targetsOf(node)] : [node]))
      .filter((node) => this.#classAt(node).className === 'Request');
  }

  /** Whether it is a socket of Node's, and open: the handle of one that is closed is null. */
  #isSocket(node: NodeOrdinal): boolean {
    if (this.#classAt(node).origin !== 'platform') return false;
    const handle = this.#follow(node, '<symbol kHandle>') ?? this.#follow(node, '_handle');
    return handle !== undefined && handleNames.has(this.#classAt(handle).className);
  }

  /** The object that a property leads to; null is none. */
  #follow(node: NodeOrdinal, name: string): NodeOrdinal | undefined {
    const { snapshot } = this.#analysis;
    const target = followEdge(snapshot, node, EdgeKind.property, name);
    return target !== undefined && snapshot.graph.nodeKind[target] === NodeKind.object ? target : undefined;
  }

  #classAt(node: NodeOrdinal): HeapClass {
    return this.#classification.classes[this.#classification.classOf[node]];
  }

  *#targetsOf(node: NodeOrdinal): Generator<NodeOrdinal> {
    const { firstEdge, edgeTarget } = this.#analysis.snapshot.graph;
    for (let edge = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
      if (hasBit(this.#analysis.retainingEdges, edge)) yield edgeTarget[edge];
    }
  }
}
