import type { Analysis } from '../analysis/analysis.ts';
import { isInnerKind } from '../analysis/class-kinds.ts';
import type { Classification, HeapClass } from '../analysis/classes.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import { noEdge } from '../analysis/shortest-paths.ts';
import { hasBit } from '../heap/bit-set.ts';
import { next, type EdgeOrdinal, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
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
/** What makes a pool one: an Agent of `node:http`, or a Pool of undici, of which `fetch` is made. */
const markOfPool = ['freeSockets', '<symbol clients>'] as const;
/** Under these it has its connections. */
const poolProperties = [...markOfPool, 'sockets'] as const;
const requestNames: ReadonlySet<string> = new Set(['ClientRequest', 'Request']);

/** The open sockets of the newest snapshot, and what they are there for. */
export class Connections {
  readonly #analysis: Analysis;
  readonly #classification: Classification;
  readonly #bornIn: Uint8Array;
  readonly #last: number;
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
    this.#found ??= new Map([...this.#accepted(), ...this.#pooled()]);
    return this.#found;
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
      level += Number(!isInnerKind(this.classAt(at).kind));
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
      const server = this.follow(node, '_server') ?? this.follow(node, 'server');
      if (server !== undefined) open.add(node);
    }
    // TLS is a socket on another.
    for (const node of open) {
      const inner = this.follow(node, '_parent');
      if (inner !== undefined) open.delete(inner);
    }
    for (const node of open) {
      const isBusy =
        this.follow(node, 'parser') === undefined || this.follow(node, '_httpMessage') !== undefined;
      yield [node, isBusy ? 'connected' : 'waiting'];
    }
  }

  /** Sockets of pools that were there in the first snapshot: those of one that is new itself are no pool's to a reader. */
  *#pooled(): Generator<[NodeOrdinal, SocketUse]> {
    for (const pool of this.#pools()) {
      for (const property of poolProperties) {
        const list = this.follow(pool, property);
        if (list === undefined) continue;
        for (const socket of this.#socketsIn(list)) {
          const use = this.#useOf(socket);
          if (use !== undefined) yield [socket, use];
        }
      }
    }
  }

  /** A pool's class is told by one object: it makes its properties in its constructor. */
  *#pools(): Generator<NodeOrdinal> {
    const { classes, classOf } = this.#classification;
    const isPool = classes.map(({ kind }): boolean | undefined => (kind === 'instance' ? undefined : false));
    for (let node = 0 as NodeOrdinal; node < this.#bornIn.length; node++) {
      const classIndex = classOf[node];
      if (this.#bornIn[node] !== 0 || isPool[classIndex] === false) continue;
      isPool[classIndex] ??= markOfPool.some((name) => this.follow(node, name) !== undefined);
      if (isPool[classIndex]) yield node;
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
      const { kind } = this.classAt(node);
      const isContainer = kind === 'plain object' || kind === 'array' || kind === 'set' || isInnerKind(kind);
      if (!isList || !(isContainer || kind === 'instance')) continue;
      for (const target of this.#targetsOf(node)) {
        if (!within.has(target)) within.set(target, isContainer);
      }
    }
  }

  /** Undefined of a socket whose request has been there over an interval: nobody reads its answer. */
  #useOf(socket: NodeOrdinal): SocketUse | undefined {
    let newest = -1;
    for (const { node, steps } of this.reach(socket)) {
      if (steps > maxSteps) break;
      if (requestNames.has(this.classAt(node).className)) newest = Math.max(newest, this.#bornIn[node]);
    }
    if (newest < 0) return 'kept';
    if (newest < this.#last) return undefined;
    return this.#bornIn[socket] < this.#last ? 'kept' : 'answering';
  }

  /** Whether it is a socket of Node's, and open: the handle of one that is closed is null. */
  #isSocket(node: NodeOrdinal): boolean {
    if (this.classAt(node).origin !== 'platform') return false;
    const handle = this.follow(node, '<symbol kHandle>') ?? this.follow(node, '_handle');
    return handle !== undefined && handleNames.has(this.classAt(handle).className);
  }

  /** The object that a property leads to. */
  follow(node: NodeOrdinal, name: string): NodeOrdinal | undefined {
    const { graph } = this.#analysis.snapshot;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[next(node)]; edge++) {
      const target = graph.edgeTarget[edge];
      // null is an object of V8's.
      if (graph.nodeKind[target] === NodeKind.object && this.isCalled(edge, name)) return target;
    }
    return undefined;
  }

  isCalled(edge: EdgeOrdinal, name: string, kind: EdgeKind = EdgeKind.property): boolean {
    const { graph, strings } = this.#analysis.snapshot;
    return graph.edgeKind[edge] === kind && strings.at(graph.edgeName[edge] as StringIndex) === name;
  }

  classAt(node: NodeOrdinal): HeapClass {
    return this.#classification.classes[this.#classification.classOf[node]];
  }

  *#targetsOf(node: NodeOrdinal): Generator<NodeOrdinal> {
    const { firstEdge, edgeTarget } = this.#analysis.snapshot.graph;
    for (let edge = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
      if (hasBit(this.#analysis.retainingEdges, edge)) yield edgeTarget[edge];
    }
  }
}
