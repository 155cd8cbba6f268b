import type { Analysis } from '../analysis/analysis.ts';
import { isInnerKind, type ClassKind } from '../analysis/class-kinds.ts';
import { originOfScript } from '../analysis/class-origins.ts';
import type { Classification, HeapClass } from '../analysis/classes.ts';
import { followEdge, isCalled } from '../analysis/named-edges.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import { sum } from '../base/units.ts';
import type { EdgeOrdinal, NodeOrdinal } from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import { findCallback } from '../paths/callbacks.ts';
import type { PathStep } from '../paths/retaining-path.ts';
import { minCount, type Candidate } from './candidates.ts';
import { Connections, maxReached } from './connections.ts';
import { areCompanions, type HeldClass } from './held-class.ts';

/**
 * Why what gathers may be there for the moment only:
 *
 * - `renumbered`: it is not new. An old object wraps it, and V8 has given it another id.
 * - `queued`: it is on a queue that is run at once: of ticks, of microtasks or of immediates.
 * - `pooled`: Node keeps it to use it again, until it closes it, or for timers of its own, and nothing of the program's hangs on it.
 * - `connected`: it came with a client that is still connected: with an open socket that a server accepted.
 * - `answering`: it is of a request of Node's client that has no answer yet.
 * - `pending`: a timer holds it that may be about to fire.
 */
export type Moment = 'renumbered' | 'queued' | 'pooled' | 'connected' | 'answering' | 'pending';

/** Whether it goes when its client goes, or with its answer. */
export function mayLeave(moment: Moment | undefined): boolean {
  return moment === 'connected' || moment === 'answering';
}

/** Of the objects looked at so many must be so. */
const nearlyAll = 0.9;
/** Of a class of Node's a socket has no more; what waits on it to be sent may be thousands. */
const maxOfSocket = 4;

/** Node's own, of ticks and of immediates. */
const queueNames = ['FixedQueue', 'FixedCircularBuffer', 'ImmediateList'] as const;
/** V8's own, whose queue is outside its heap. */
const microtask = /^system \/ (?:Callable|Callback|Promise\w+Job)Task$/;
const containers: ReadonlySet<ClassKind> = new Set(['plain object', 'array', 'map', 'set']);

/** Tells by the newest snapshot what may be in flight, connected or pooled, by how Node itself holds it. */
export class Moments {
  readonly #analysis: Analysis;
  readonly #classification: Classification;
  readonly #bornIn: Uint8Array;
  readonly #connections: Connections;

  /** @param last the newest snapshot's index */
  constructor(analysis: Analysis, classification: Classification, bornIn: Uint8Array, last: number) {
    this.#analysis = analysis;
    this.#classification = classification;
    this.#bornIn = bornIn;
    this.#connections = new Connections(analysis, classification, bornIn, last);
  }

  /**
   * Time O(edges of the objects looked at), and of a pair once O(nodes).
   *
   * @param edges from a root to one of the objects
   * @param held the steps below the holder
   */
  momentOf(
    { form, named }: Candidate,
    edges: readonly EdgeOrdinal[],
    held: readonly PathStep[],
  ): Moment | undefined {
    if (form !== 'objects') return undefined;
    const { graph } = this.#analysis.snapshot;
    const above = edges.map((edge) => sourceOfEdge(graph, edge));
    if (this.#isRenumbered(edges.at(-1))) return 'renumbered';
    if (this.#isQueued(above)) return 'queued';
    const isPair = named.counts.length === 1;
    const owner = above.findLast((node) => !this.#isInner(node));
    if (isPair && this.#isTimedByNode(named, owner)) return 'pooled';
    const isOfNode = !named.sampled.some(
      (node) => this.#isOfProgram(node) && !this.#connections.isPooled(node),
    );
    const isPool = owner !== undefined && this.#isNodes(owner, 'FreeList');
    if (isOfNode && isPool && this.#areNodesAlone(named.sampled)) return 'pooled';
    const moment = this.#momentOfSockets(named, isOfNode);
    // Of three snapshots or more survival tells the rest.
    if (moment !== undefined || !isPair) return moment;
    const clients = [...this.#connections.uses()].filter(
      ([socket, use]) => use === 'connected' && this.#bornIn[socket] !== 0,
    );
    if (clients.length >= minCount && areCompanions(named.counts, [clients.length])) return 'connected';
    return held.some(({ form: hold }) => hold === 'timer' || hold === 'timers') ? 'pending' : undefined;
  }

  /**
   * Of Node's objects a socket has a few, of the program's one; and what the program hangs on one that waits for a request
   * stays when it was answered.
   */
  #momentOfSockets({ sampled, counts }: HeldClass, isOfNode: boolean): Moment | undefined {
    const uses = this.#connections.uses();
    // Most heaps have no socket, and looking for one at many objects takes time.
    if (uses.size === 0) return undefined;
    const find = (node: NodeOrdinal): NodeOrdinal | undefined =>
      isOfNode ? this.#connections.socketAround(node) : this.#connections.socketOf(node);
    const least = sampled.length * nearlyAll;
    const sockets: NodeOrdinal[] = [];
    for (const [looked, node] of sampled.entries()) {
      const socket = find(node);
      if (socket !== undefined) sockets.push(socket);
      if (looked + 1 - sockets.length > sampled.length - least) return undefined;
    }
    const found = sockets.map((socket) => uses.get(socket));
    const shown = sum(counts) * nearlyAll;
    if (found.includes(undefined) || shown > uses.size * maxOfSocket) return undefined;
    if (!isOfNode) {
      const isOfNewClients =
        shown <= uses.size &&
        new Set(sockets).size >= least &&
        sockets.every((socket, i) => found[i] === 'connected' && this.#bornIn[socket] !== 0);
      // Requests come and go on the sockets of a pool, and the program's objects with them.
      const isOfPool = !found.some((use) => use === 'connected' || use === 'waiting');
      const isOfLast = counts.length > 1 && sum(counts.slice(0, -1)) === 0;
      return isOfNewClients ? 'connected' : isOfPool && isOfLast ? 'answering' : undefined;
    }
    if (found.includes('connected')) return 'connected';
    const answering = found.filter((use) => use === 'answering');
    return answering.length * 2 > found.length ? 'answering' : 'pooled';
  }

  #isRenumbered(edge: EdgeOrdinal | undefined): boolean {
    if (edge === undefined) return false;
    const { graph } = this.#analysis.snapshot;
    return (
      graph.nodeKind[graph.edgeTarget[edge]] === NodeKind.native &&
      this.#bornIn[sourceOfEdge(graph, edge)] === 0 &&
      isCalled(this.#analysis.snapshot, edge, EdgeKind.internal, 'javascript_to_native')
    );
  }

  /** Whether a queue leads to it over nothing old: what is older than the work on a queue is not there for it. */
  #isQueued(above: readonly NodeOrdinal[]): boolean {
    const queue = above.findLastIndex((node) => this.#isQueue(node));
    const isOfQueue = (node: NodeOrdinal): boolean => {
      const { kind } = this.#classAt(node);
      return kind === 'array' || kind === 'table';
    };
    return queue >= 0 && above.slice(queue + 1).every((node) => this.#bornIn[node] !== 0 || isOfQueue(node));
  }

  #isQueue(node: NodeOrdinal): boolean {
    const { graph, strings } = this.#analysis.snapshot;
    return graph.nodeKind[node] === NodeKind.hidden
      ? microtask.test(strings.at(graph.nodeName[node]))
      : queueNames.some((name) => this.#isNodes(node, name));
  }

  /** Whether it is a new list of Node's own timers, one of the timers in it, or hangs on such a timer. */
  #isTimedByNode({ classIndex, sampled }: HeldClass, owner: NodeOrdinal | undefined): boolean {
    const { snapshot } = this.#analysis;
    const isList = this.#classification.classes[classIndex].kind === 'timer list';
    const isOfNewList =
      owner !== undefined && this.#bornIn[owner] !== 0 && this.#classAt(owner).kind === 'timer list';
    const timers = isList
      ? sampled.map((list) => followEdge(snapshot, list, EdgeKind.property, '_idleNext'))
      : isOfNewList
        ? sampled
        : [owner];
    return timers.every(
      (timer) =>
        timer !== undefined &&
        (isList || this.#isNodes(timer, 'Timeout')) &&
        findCallback(this.#analysis, timer) === undefined,
    );
  }

  #isInner(node: NodeOrdinal): boolean {
    const { kind } = this.#classAt(node);
    return containers.has(kind) || isInnerKind(kind);
  }

  /** Whether it is of Node's own class of this name. */
  #isNodes(node: NodeOrdinal, className: string): boolean {
    const heapClass = this.#classAt(node);
    return heapClass.origin === 'platform' && heapClass.className === className;
  }

  #areNodesAlone(nodes: readonly NodeOrdinal[]): boolean {
    return nodes.every((node) => {
      const reached = [...this.#connections.reach(node)];
      return reached.length < maxReached && !reached.some(({ node: at }) => this.#isOfProgram(at));
    });
  }

  #isOfProgram(node: NodeOrdinal): boolean {
    const { origin } = this.#classAt(node);
    if (origin !== 'function') return origin === 'program';
    const { snapshot, locationRows, scripts } = this.#analysis;
    const row = locationRows[node] - 1;
    if (row < 0) return false;
    return originOfScript(scripts.get(snapshot.locations.scriptId[row])?.url ?? '') === 'program';
  }

  #classAt(node: NodeOrdinal): HeapClass {
    return this.#classification.classes[this.#classification.classOf[node]];
  }
}
