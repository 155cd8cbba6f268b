import type { StringIndex } from '../heap/index-spaces.ts';
import { next, type EdgeOrdinal, type NodeOrdinal } from '../heap/index-spaces.ts';
import { nodeOfId } from '../heap/node-of-id.ts';
import { EdgeKind, edgeKindNames, isIndexedEdgeKind, isStringKind, NodeKind } from '../heap/kinds.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { areSlotsRising, keyOfMapValue, placeInTable } from './hash-tables.ts';
import { cutName, maxNameLength, type Hold, type HoldForm } from './holds.ts';
import { nameText, type ObjectName } from './object-names.ts';
import { followEdge, followInternal } from '../analysis/named-edges.ts';
import { isInnerKind, type ClassKind } from '../analysis/class-kinds.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import { beginningOfText } from '../analysis/string-texts.ts';
import { formatLocation, type ScriptLocation } from '../analysis/scripts.ts';
import { noEdge } from '../analysis/shortest-paths.ts';
import { NameTag, parseWeakMapPair } from '../analysis/well-known-names.ts';

/** Under which Node's EventTarget keeps a Map of its events. */
const eventsOfTarget = '<symbol kEvents>';

/** Under which a channel of node:diagnostics_channel keeps a list of who subscribed. */
const subscribers = '_subscribers';

/**
 * One step of a path as a person sees it: from an object to another, past V8's plumbing between them
 * (tables of Maps, contexts of closures, backing stores), of which only the first and the last edge tell anything.
 */
export interface Hop {
  readonly from: NodeOrdinal;
  readonly to: NodeOrdinal;
  /** The edge out of `from`. */
  readonly first: EdgeOrdinal;
  /** The edge into `to`; the same where nothing is between them. */
  readonly last: EdgeOrdinal;
  /** The edge into the start of `last`, where that is between them. */
  readonly beforeLast: EdgeOrdinal | undefined;
}

/** Edges of an object that take longer to look through than to remember what was found. */
const minKeptEdges = 1000;

/** Pieces of a name that is a sum: more is read nowhere. */
const maxPieces = 16;

/** WeakMaps whose name is looked for, each in time O(nodes): an object may be a key of thousands. */
const maxWeakMaps = 32;

/** Names the objects and edges of one snapshot as a person would. */
export class PathNames {
  readonly #analysis: Analysis;
  /** StringIndex of an edge's name → its text, for the few names of internal edges */
  readonly #edgeTexts = new Map<StringIndex, string>();
  /** Of objects with many edges, which a list may name in each of its lines: what `#findFunction` found, null for nothing. */
  readonly #functions = new Map<NodeOrdinal, NodeOrdinal | null>();
  /** Tables of Maps, of which a list may name many entries → whether their slots are in order. */
  readonly #risingTables = new Map<NodeOrdinal, boolean>();

  /** Table of a WeakMap, by its id → the WeakMap's name. */
  readonly #weakMaps = new Map<number, string | undefined>();

  constructor(analysis: Analysis) {
    this.#analysis = analysis;
  }

  classNameOf(node: NodeOrdinal): string {
    const { classes, classOf } = this.#analysis.classification;
    return classes[classOf[node]].className;
  }

  classKindOf(node: NodeOrdinal): ClassKind {
    const { classes, classOf } = this.#analysis.classification;
    return classes[classOf[node]].kind;
  }

  /** Where the object's constructor, or the closure, stands. */
  locationOf(node: NodeOrdinal): ScriptLocation | undefined {
    const { snapshot, locationRows } = this.#analysis;
    const row = locationRows[node] - 1;
    if (row < 0) return undefined;
    const { scriptId, line, column } = snapshot.locations;
    return this.#analysis.locate({ scriptId: scriptId[row], line: line[row], column: column[row] });
  }

  /** What the object is: its class, a function with its place, one of V8's roots. */
  objectOf(node: NodeOrdinal): ObjectName {
    const { graph, strings } = this.#analysis.snapshot;
    const kind = graph.nodeKind[node];
    if (kind === NodeKind.closure) {
      const location = this.locationOf(node);
      return {
        kind: 'function',
        name: cutName(strings.at(graph.nodeName[node])),
        ...(location && { place: formatLocation(location) }),
      };
    }
    const suspended = this.#functionOf(node);
    if (suspended !== undefined) return { ...this.objectOf(suspended), isSuspended: true };
    const isRoot = kind === NodeKind.synthetic;
    const className = isRoot ? strings.at(graph.nodeName[node]) : this.classNameOf(node);
    return {
      kind: isRoot ? 'root' : className.startsWith('system / ') ? 'internal' : 'object',
      // Newer V8 adds the realm: "global (global*)", "global / https://…".
      name: cutName(className.startsWith('global (') ? 'global' : className),
    };
  }

  /** "Connection", "function handler (src/app.js:41)", "global". */
  nameOf(node: NodeOrdinal): string {
    return nameText(this.objectOf(node));
  }

  /**
   * Whether the node is between objects rather than one: V8's arrays, contexts and records, and the
   * object and array in which an EventEmitter keeps its listeners.
   *
   * @param into the edge by which the path reaches it
   * @param before the edge by which the path reaches that edge's start
   */
  isPlumbing(node: NodeOrdinal, into: EdgeOrdinal, before: EdgeOrdinal | undefined): boolean {
    const { nodeKind } = this.#analysis.snapshot.graph;
    const kind = nodeKind[node];
    if (kind === NodeKind.synthetic || kind === NodeKind.closure || kind === NodeKind.string) return false;
    if (kind === NodeKind.hidden || kind === NodeKind.array || kind === NodeKind.code) return true;
    if (isInnerKind(this.classKindOf(node))) return true;
    if (kind !== NodeKind.object) return false;
    if (this.#isEventsEdge(into)) return true;
    if (this.#isReference(node)) return true;
    return before !== undefined && this.#isEventsEdge(before) && this.#tagOfName(node) === NameTag.array;
  }

  #tagOfName(node: NodeOrdinal): NameTag {
    return this.#analysis.names.tagOf(this.#analysis.snapshot.graph.nodeName[node]);
  }

  /** Whether Node's code made it: a program may call anything as Node does. */
  #isOfPlatform(node: NodeOrdinal): boolean {
    const { classes, classOf } = this.#analysis.classification;
    return classes[classOf[node]].origin === 'platform';
  }

  /** What stands in Maps of Node's for something that they may let go, as the channels of node:diagnostics_channel. */
  #isReference(node: NodeOrdinal): boolean {
    return this.classNameOf(node) === 'WeakReference' && this.#isOfPlatform(node);
  }

  /**
   * The property of an EventEmitter, of Node's EventTarget or of a channel, under which its listeners are. Those of an EventEmitter are
   * properties of an object: a Map that a program calls so is a Map as any other, and its keys are the program's data.
   */
  #isEventsEdge(edge: EdgeOrdinal): boolean {
    const { snapshot } = this.#analysis;
    const { edgeKind, edgeTarget } = snapshot.graph;
    if (edgeKind[edge] !== EdgeKind.property) return false;
    const name = this.edgeText(edge);
    if (name === subscribers) return this.#isOfPlatform(sourceOfEdge(snapshot.graph, edge));
    if (name !== '_events') return name === eventsOfTarget;
    const events = edgeTarget[edge];
    // The plain one needs no search: a busy emitter has many edges, and many paths lead through it.
    return (
      this.classKindOf(events) === 'plain object' || followInternal(snapshot, events, 'table') === undefined
    );
  }

  /** V8's name of an edge: a property's, or an index. */
  edgeText(edge: EdgeOrdinal): string {
    const { graph, strings } = this.#analysis.snapshot;
    const name = graph.edgeName[edge];
    if (isIndexedEdgeKind(graph.edgeKind[edge])) return String(name);
    let text = this.#edgeTexts.get(name as StringIndex);
    if (text === undefined) {
      text = strings.at(name as StringIndex);
      // Names of WeakMap's entries are long and all different.
      if (text.length <= maxNameLength && this.#edgeTexts.size < 1 << 16) {
        this.#edgeTexts.set(name as StringIndex, text);
      }
    }
    return text;
  }

  edgeTypeOf(edge: EdgeOrdinal): string {
    return edgeKindNames[this.#analysis.snapshot.graph.edgeKind[edge]];
  }

  /**
   * In what way a hop's object is held.
   *
   * @param withKeys looks up keys in the tables of Maps, of each table the first in time O(size of the Map)
   */
  holdOf(hop: Hop, withKeys = true): Hold {
    const { from, to, first, last } = hop;
    const { graph } = this.#analysis.snapshot;
    const { edgeKind, nodeKind } = graph;
    const kind = edgeKind[last];
    const hold = (form: HoldForm, detail?: string): Hold => ({ form, detail });
    if (from === graph.root) {
      return kind === EdgeKind.context ? hold('global variable', this.edgeText(last)) : hold('root');
    }
    if (nodeKind[from] === NodeKind.synthetic) {
      // A scope on the stack: its variables have their names.
      const isVariable = first !== last && kind === EdgeKind.context;
      if (isVariable) return hold('variable', this.edgeText(last));
      // An index into one of V8's tables says less than which of them it is.
      const isOfTable = first !== last && kind === EdgeKind.internal && edgeKind[first] === EdgeKind.internal;
      return hold('engine root', this.edgeText(isOfTable ? first : last));
    }
    if (first !== last) return this.#holdPastPlumbing(hop, withKeys);

    const name = this.edgeText(first);
    if (kind === EdgeKind.element) {
      return hold(this.classKindOf(to) === 'timer list' ? 'timers' : 'element', name);
    }
    if (kind === EdgeKind.property) {
      // A ring: which end of it a timer is reached from says nothing.
      return this.classKindOf(from) === 'timer list' && /^_idle(?:Next|Prev)$/.test(name)
        ? hold('timer')
        : hold('property', name);
    }
    if (kind === EdgeKind.context) return hold('variable', name);
    if (kind !== EdgeKind.internal) return hold('internal');
    if (name === 'bound_this') return hold('bound this');
    if (name === 'bound_function') return hold('bound function');
    if (name === 'reactions_or_result') return hold('result');
    if (this.#analysis.names.tagOf(graph.edgeName[first] as StringIndex) === NameTag.weakMapPair) {
      return hold('weak map value', withKeys ? this.#nameOfWeakMap(name) : undefined);
    }
    // V8 names the `value` of a generator's context and the like by what they are.
    return hold('internal', name);
  }

  #holdPastPlumbing({ first, last, beforeLast }: Hop, withKeys: boolean): Hold {
    const { graph } = this.#analysis.snapshot;
    const kind = graph.edgeKind[last];
    const lastName = this.edgeText(last);
    const hold = (form: HoldForm, detail?: string): Hold => ({ form, detail });
    if (this.#isEventsEdge(first)) return hold('listener', this.#eventName(first, last, beforeLast));
    // A Proxy stands for its target.
    const isProxied = this.#tagOfName(sourceOfEdge(graph, last)) === NameTag.proxy;
    const into = (isProxied ? beforeLast : undefined) ?? last;
    const exported = this.#exportedName(into);
    if (exported !== undefined) return hold('variable', exported);
    if (isProxied && graph.edgeKind[into] === EdgeKind.context) return hold('variable', this.edgeText(into));
    switch (this.edgeText(first)) {
      case 'context':
      case 'previous':
        if (kind === EdgeKind.context) return hold('variable', lastName);
        // What an async function resumes as after an await: V8's own closure, whose scope holds the function's state.
        return this.#functionOf(graph.edgeTarget[last]) ? hold('continuation') : hold('internal', 'scope');
      case 'table':
        return this.#isReference(sourceOfEdge(graph, last)) && beforeLast !== undefined
          ? this.#holdOfTable(first, beforeLast, withKeys)
          : this.#holdOfTable(first, last, withKeys);
      case 'elements':
        return hold('element', /^\d+$/.test(lastName) ? lastName : undefined);
      case 'properties':
        return hold('property');
      case 'bound_arguments':
      case 'bindings':
        return hold('bound argument');
      case 'reactions_or_result':
        return hold('reaction');
      case 'parameters_and_registers':
        return hold('local variable');
      case 'shared':
      case 'code':
      case 'feedback_cell':
      case 'map':
      case 'initial_map':
        return hold('code');
      default:
        return graph.edgeKind[first] === EdgeKind.property
          ? hold('property', this.edgeText(first))
          : hold('internal', graph.edgeKind[first] === EdgeKind.internal ? this.edgeText(first) : undefined);
    }
  }

  /** The variable or property that leads to the WeakMap of an entry. @param pair V8's name of the entry */
  #nameOfWeakMap(pair: string): string | undefined {
    const tableId = parseWeakMapPair(pair)?.tableId;
    if (tableId === undefined) return undefined;
    if (!this.#weakMaps.has(tableId) && this.#weakMaps.size < maxWeakMaps) {
      this.#weakMaps.set(tableId, this.#findWeakMap(tableId));
    }
    return this.#weakMaps.get(tableId);
  }

  /** Time O(nodes). */
  #findWeakMap(tableId: number): string | undefined {
    const { snapshot, shortestPaths } = this.#analysis;
    const { graph } = snapshot;
    const table = nodeOfId(graph, tableId);
    if (table === undefined || shortestPaths[table] === noEdge) return undefined;
    const into = shortestPaths[sourceOfEdge(graph, shortestPaths[table])];
    if (into === noEdge) return undefined;
    const isNamed = graph.edgeKind[into] === EdgeKind.context || graph.edgeKind[into] === EdgeKind.property;
    return this.#exportedName(into) ?? (isNamed ? this.edgeText(into) : undefined);
  }

  /** Of an edge out of the cell of a variable that an ECMAScript module exports. */
  #exportedName(edge: EdgeOrdinal): string | undefined {
    const { graph, strings } = this.#analysis.snapshot;
    const cell = sourceOfEdge(graph, edge);
    if (this.#tagOfName(cell) !== NameTag.cell) return undefined;
    const name = this.#analysis.moduleExports.get(cell);
    return name === undefined ? undefined : strings.at(name);
  }

  #holdOfTable(first: EdgeOrdinal, last: EdgeOrdinal, withKeys: boolean): Hold {
    const { graph } = this.#analysis.snapshot;
    const isSet = this.classKindOf(sourceOfEdge(graph, first)) === 'set';
    const table = graph.edgeTarget[first];
    const isDirect = sourceOfEdge(graph, last) === table;
    const place = isDirect ? placeInTable(graph, table, Number(this.edgeText(last)), isSet) : undefined;
    if (place === 'key') {
      return { form: isSet ? 'set member' : 'map key', detail: undefined };
    }
    return { form: 'map entry', detail: isDirect && withKeys ? this.#keyText(table, last) : undefined };
  }

  /** Of a listener on an EventEmitter the property's name, on an EventTarget the Map's key, on a channel its name. */
  #eventName(first: EdgeOrdinal, last: EdgeOrdinal, beforeLast: EdgeOrdinal | undefined): string | undefined {
    const { graph } = this.#analysis.snapshot;
    const before = sourceOfEdge(graph, last);
    const kind = graph.edgeKind[last];
    if (this.edgeText(first) === subscribers) return this.#ownName(sourceOfEdge(graph, first));
    if (kind === EdgeKind.property) return this.edgeText(last);
    if (graph.nodeKind[before] === NodeKind.array) {
      return this.edgeText(first) === eventsOfTarget ? this.#keyText(before, last) : undefined;
    }
    return beforeLast !== undefined && graph.edgeKind[beforeLast] === EdgeKind.property
      ? this.edgeText(beforeLast)
      : undefined;
  }

  /** The text of an object's property `name`, which may be a sum that nobody has read yet. */
  #ownName(node: NodeOrdinal): string | undefined {
    const { snapshot } = this.#analysis;
    const named = followEdge(snapshot, node, EdgeKind.property, 'name');
    if (named === undefined || !isStringKind(snapshot.graph.nodeKind[named])) return undefined;
    return beginningOfText(snapshot, named, maxPieces) || undefined;
  }

  #keyText(table: NodeOrdinal, last: EdgeOrdinal): string | undefined {
    const { graph, strings } = this.#analysis.snapshot;
    const key = keyOfMapValue(graph, strings, table, last, () => this.#isRising(table));
    if (key === undefined || graph.nodeKind[key] !== NodeKind.string) return undefined;
    return strings.at(graph.nodeName[key]);
  }

  #isRising(table: NodeOrdinal): boolean {
    const { graph, strings } = this.#analysis.snapshot;
    let isRising = this.#risingTables.get(table);
    if (isRising === undefined) {
      isRising = areSlotsRising(graph, strings, table);
      this.#risingTables.set(table, isRising);
    }
    return isRising;
  }

  /** Of a generator, and so of an async function that waits, the function whose state it is. */
  #functionOf(node: NodeOrdinal): NodeOrdinal | undefined {
    const { graph } = this.#analysis.snapshot;
    const { firstEdge, nodeKind } = graph;
    if (nodeKind[node] !== NodeKind.object) return undefined;
    if (firstEdge[next(node)] - firstEdge[node] < minKeptEdges) return this.#findFunction(node);
    let found = this.#functions.get(node);
    if (found === undefined) {
      found = this.#findFunction(node) ?? null;
      this.#functions.set(node, found);
    }
    return found ?? undefined;
  }

  #findFunction(node: NodeOrdinal): NodeOrdinal | undefined {
    const { graph } = this.#analysis.snapshot;
    const { firstEdge, edgeKind, edgeTarget, nodeKind } = graph;
    let hasState = false;
    let found: NodeOrdinal | undefined;
    for (let edge = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
      if (edgeKind[edge] !== EdgeKind.internal) continue;
      const name = this.edgeText(edge);
      if (name === 'parameters_and_registers') hasState = true;
      // A file may be anything: one that leads to another suspended function could go round for ever.
      else if (name === 'function' && nodeKind[edgeTarget[edge]] === NodeKind.closure) {
        found = edgeTarget[edge];
      }
    }
    return hasState ? found : undefined;
  }
}
