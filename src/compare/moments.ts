import type { Analysis } from '../analysis/analysis.ts';
import { isInnerKind, type ClassKind } from '../analysis/class-kinds.ts';
import { originOfScript } from '../analysis/class-origins.ts';
import type { Classification, HeapClass } from '../analysis/classes.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import { sum } from '../base/units.ts';
import { hasBit } from '../heap/bit-set.ts';
import { next, type EdgeOrdinal, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import { findCallback } from '../paths/callbacks.ts';
import type { PathStep } from '../paths/retaining-path.ts';
import { minCount, type Candidate } from './candidates.ts';
import { areCompanions, type HeldClass } from './held-class.ts';

/**
 * Why what gathers may be there for the moment only:
 *
 * - `renumbered`: it is not new. An old object wraps it, and V8 has given it another id.
 * - `queued`: it is on a queue that is run at once: of ticks, of microtasks or of immediates.
 * - `pooled`: Node keeps it to use it again, or for timers of its own, and nothing of the program's hangs on it.
 * - `connected`: it came with a client that is still connected: with an open socket that a server accepted.
 * - `answering`: it is of a request of Node's client that has no answer yet.
 * - `pending`: a timer holds it that may be about to fire.
 */
export type Moment = 'renumbered' | 'queued' | 'pooled' | 'connected' | 'answering' | 'pending';

/** Of the objects looked at so many must be so. */
const nearlyAll = 0.9;
/** A library has up to five layers on a socket. */
const maxSteps = 6;
/** What leads to more is not known to be Node's alone. */
const maxReached = 1000;

/** Node's own, of ticks and of immediates. */
const queueNames = ['FixedQueue', 'FixedCircularBuffer', 'ImmediateList'] as const;
/** V8's own, whose queue is outside its heap. */
const microtask = /^system \/ (?:Callable|Callback|Promise\w+Job)Task$/;
const handleNames: ReadonlySet<string> = new Set(['TCP', 'Pipe', 'TLSWrap']);
const containers: ReadonlySet<ClassKind> = new Set(['plain object', 'array', 'map', 'set']);

interface Clients {
  /** New sockets that a server accepted and that are open. */
  readonly open: ReadonlySet<NodeOrdinal>;
  /** Of these, those of a client that gets something: over HTTP there is nothing between two requests. */
  readonly busy: ReadonlySet<NodeOrdinal>;
}

/** Tells by the newest snapshot what of a pair may be in flight or pooled, by how Node itself holds it. */
export class Moments {
  readonly #analysis: Analysis;
  readonly #classification: Classification;
  readonly #bornIn: Uint8Array;
  #found: Clients | undefined;

  constructor(analysis: Analysis, classification: Classification, bornIn: Uint8Array) {
    this.#analysis = analysis;
    this.#classification = classification;
    this.#bornIn = bornIn;
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
    // Of three snapshots or more survival tells.
    if (named.counts.length > 1) return undefined;

    const owner = above.findLast((node) => !this.#isInner(node));
    if (this.#isTimedByNode(named, owner)) return 'pooled';
    const isOfNode = !named.sampled.some((node) => this.#isOfProgram(node));
    if (isOfNode) {
      const isPool = owner !== undefined && this.#isNodes(owner, 'FreeList');
      if (isPool && this.#areNodesAlone(named.sampled)) return 'pooled';
      const agent = above.findLastIndex((node) => this.#isNodes(node, 'Agent'));
      if (agent >= 0 && !above.slice(agent).some((node) => this.#isOfProgram(node))) {
        const isFree = edges.slice(agent).some((edge) => this.#isCalled(edge, 'freeSockets'));
        return isFree ? 'pooled' : 'answering';
      }
    }

    const { open, busy } = this.#clients();
    const sockets = this.#socketsOf(named.sampled);
    const isConnected = sockets?.every((socket) => (isOfNode ? open : busy).has(socket)) === true;
    if (isConnected && open.size >= sum(named.counts) * nearlyAll) return 'connected';
    if (busy.size >= minCount && areCompanions(named.counts, [busy.size])) return 'connected';
    return held.some(({ form: hold }) => hold === 'timer' || hold === 'timers') ? 'pending' : undefined;
  }

  #isRenumbered(edge: EdgeOrdinal | undefined): boolean {
    if (edge === undefined) return false;
    const { graph } = this.#analysis.snapshot;
    return (
      graph.nodeKind[graph.edgeTarget[edge]] === NodeKind.native &&
      this.#bornIn[sourceOfEdge(graph, edge)] === 0 &&
      this.#isCalled(edge, 'javascript_to_native', EdgeKind.internal)
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

  /** Whether it is a list of Node's own timers, or hangs on such a timer. */
  #isTimedByNode({ classIndex, sampled }: HeldClass, owner: NodeOrdinal | undefined): boolean {
    const isList = this.#classification.classes[classIndex].kind === 'timer list';
    const timers = isList ? sampled.map((list) => this.#follow(list, '_idleNext')) : [owner];
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

  /** The open sockets that the objects lead to, where nearly all lead to one of their own. */
  #socketsOf(nodes: readonly NodeOrdinal[]): NodeOrdinal[] | undefined {
    const sockets = new Set<NodeOrdinal>();
    for (const [looked, node] of nodes.entries()) {
      const socket = this.#findSocket(node);
      if (socket !== undefined) sockets.add(socket);
      if (looked + 1 - sockets.size > nodes.length * (1 - nearlyAll)) return undefined;
    }
    return [...sockets];
  }

  #findSocket(node: NodeOrdinal): NodeOrdinal | undefined {
    for (const { at, steps } of this.#reach(node)) {
      if (steps > maxSteps) return undefined;
      if (this.#isSocket(at)) return at;
    }
    return undefined;
  }

  #areNodesAlone(nodes: readonly NodeOrdinal[]): boolean {
    return nodes.every((node) => {
      const reached = [...this.#reach(node)];
      return reached.length < maxReached && !reached.some(({ at }) => this.#isOfProgram(at));
    });
  }

  /** The object, and what is reached from it through new ones only, nearest first. */
  *#reach(start: NodeOrdinal): Generator<{ at: NodeOrdinal; steps: number }> {
    const { retainingEdges } = this.#analysis;
    const { firstEdge, edgeTarget } = this.#analysis.snapshot.graph;
    const stepsTo = new Map([[start, 0]]);
    // A Map may grow while it is walked.
    for (const [at, steps] of stepsTo) {
      yield { at, steps };
      if (this.#bornIn[at] === 0) continue;
      for (let edge = firstEdge[at]; edge < firstEdge[next(at)] && stepsTo.size < maxReached; edge++) {
        const target = edgeTarget[edge];
        if (hasBit(retainingEdges, edge) && !stepsTo.has(target)) stepsTo.set(target, steps + 1);
      }
    }
  }

  /** Whether it is a socket of Node's, and open: the handle of one that is closed is null. */
  #isSocket(node: NodeOrdinal): boolean {
    if (this.#classAt(node).origin !== 'platform') return false;
    const handle = this.#follow(node, '<symbol kHandle>') ?? this.#follow(node, '_handle');
    return handle !== undefined && handleNames.has(this.#classAt(handle).className);
  }

  #isOfProgram(node: NodeOrdinal): boolean {
    const { origin } = this.#classAt(node);
    if (origin !== 'function') return origin === 'program';
    const { snapshot, locationRows, scripts } = this.#analysis;
    const row = locationRows[node] - 1;
    if (row < 0) return false;
    return originOfScript(scripts.get(snapshot.locations.scriptId[row])?.url ?? '') === 'program';
  }

  /** Time O(nodes), once. */
  #clients(): Clients {
    if (this.#found) return this.#found;
    const open = new Set<NodeOrdinal>();
    for (let node = 0 as NodeOrdinal; node < this.#bornIn.length; node++) {
      if (this.#bornIn[node] === 0 || !this.#isSocket(node)) continue;
      const server = this.#follow(node, '_server') ?? this.#follow(node, 'server');
      if (server !== undefined) open.add(node);
    }
    // TLS is a socket on another.
    for (const node of open) {
      const inner = this.#follow(node, '_parent');
      if (inner !== undefined) open.delete(inner);
    }
    const isBusy = (node: NodeOrdinal): boolean =>
      this.#follow(node, 'parser') === undefined || this.#follow(node, '_httpMessage') !== undefined;
    this.#found = { open, busy: new Set([...open].filter(isBusy)) };
    return this.#found;
  }

  /** The object that a property leads to. */
  #follow(node: NodeOrdinal, name: string): NodeOrdinal | undefined {
    const { graph } = this.#analysis.snapshot;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[next(node)]; edge++) {
      const target = graph.edgeTarget[edge];
      // null is an object of V8's.
      if (graph.nodeKind[target] === NodeKind.object && this.#isCalled(edge, name)) return target;
    }
    return undefined;
  }

  #isCalled(edge: EdgeOrdinal, name: string, kind: EdgeKind = EdgeKind.property): boolean {
    const { graph, strings } = this.#analysis.snapshot;
    return graph.edgeKind[edge] === kind && strings.at(graph.edgeName[edge] as StringIndex) === name;
  }

  #classAt(node: NodeOrdinal): HeapClass {
    return this.#classification.classes[this.#classification.classOf[node]];
  }
}
