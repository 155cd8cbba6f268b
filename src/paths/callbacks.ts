import { next, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { isOfPackage, originOfScript, packageOf } from '../analysis/class-origins.ts';
import type { SourceLocation } from '../analysis/classes.ts';
import { codeSiteOf } from '../analysis/code-sites.ts';
import { followEdge, followInternal } from '../analysis/named-edges.ts';
import type { ObjectName } from './object-names.ts';
import { PathNames } from './path-names.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';

/** A function of the program that an object of the platform or of a package calls. */
export interface Callback {
  readonly node: NodeOrdinal;
  /** What has the property that leads to it: the object itself, or what a package wraps it in. */
  readonly keeper: NodeOrdinal;
  readonly object: ObjectName;
  /** The same as text: "function tick (src/app.js:41)". */
  readonly name: string;
  /** To show: in the source the script was made from, where a map leads there. */
  readonly location: ScriptLocation;
}

/** Where Node and browsers keep what they will call: `_onTimeout`, `oncomplete`, `callback`; not what a program adds. */
const callbackName = /^(?:_(?!_)|on|callback$|cb$|listener$|<symbol )/;

/** How far a package keeps what it was given: in an observer that an operator wraps, four properties away in rxjs. */
const maxDepth = 4;
/** Objects that are looked at for it; what keeps more is no wrapper. */
const maxLooked = 64;
/** References of one of them; a list or a dictionary with more is no wrapper either. */
const maxProperties = 256;

/**
 * The program's function that an object of the platform or of a package will call: of a Timeout, when its time has come. The
 * class of such an object says nothing of whose it is; one of the program's says that itself, and need not call the functions
 * that it has. A bound function stands for what it binds.
 *
 * An object of a package may have wrapped the function in others of the package, in plain objects and lists: the nearest is it.
 *
 * Time O(properties of the object), of a package's of those looked at.
 *
 * @returns undefined where it has none, or several from different places: then none is the callback
 */
export function findCallback(analysis: Analysis, node: NodeOrdinal): Callback | undefined {
  const { classes, classOf } = analysis.classification;
  const { origin } = classes[classOf[node]];
  if (origin === 'platform' || origin === 'native') {
    return theOne(analysis, functionsOf(analysis, node, callbackName));
  }
  const own = packageOfNode(analysis, node);
  if (own === undefined) return undefined;
  const met = new Set([node]);
  let level = [node];
  for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
    const found = level.flatMap((object) => functionsOf(analysis, object)).filter(({ isGiven }) => isGiven);
    if (found.length > 0) return theOne(analysis, found);
    const nextLevel: NodeOrdinal[] = [];
    for (const object of level) {
      for (const part of partsOf(analysis, object, own)) {
        if (met.has(part) || met.size >= maxLooked) continue;
        met.add(part);
        nextLevel.push(part);
      }
    }
    level = nextLevel;
  }
  return undefined;
}

interface FoundFunction {
  readonly node: NodeOrdinal;
  /** What has the property that leads to it. */
  readonly keeper: NodeOrdinal;
  readonly location: SourceLocation;
  /** To be called: of no package, and no class. */
  readonly isGiven: boolean;
}

/** The first of functions that all stand at one place. */
function theOne(analysis: Analysis, functions: readonly FoundFunction[]): Callback | undefined {
  const [first] = functions;
  if (first === undefined) return undefined;
  const { node, keeper, location } = first;
  const { scriptId, line, column } = location;
  const isSame = functions.every(
    ({ location: at }) => at.scriptId === scriptId && at.line === line && at.column === column,
  );
  if (!isSame) return undefined;
  const names = new PathNames(analysis);
  const shown = names.locationOf(node);
  if (shown === undefined) return undefined;
  return { node, keeper, object: names.objectOf(node), name: names.nameOf(node), location: shown };
}

/** Functions that an object's properties lead to, but for those of Node's scripts and of no script. @param called by what names */
function functionsOf(analysis: Analysis, node: NodeOrdinal, called?: RegExp): FoundFunction[] {
  const { graph, strings } = analysis.snapshot;
  const found: FoundFunction[] = [];
  const end = Math.min(graph.firstEdge[next(node)], graph.firstEdge[node] + maxProperties);
  for (let edge = graph.firstEdge[node]; edge < end; edge++) {
    if (graph.edgeKind[edge] !== EdgeKind.property) continue;
    if (called && !called.test(strings.at(graph.edgeName[edge] as StringIndex))) continue;
    const target = boundFunctionOf(analysis, graph.edgeTarget[edge]);
    if (target === undefined || graph.nodeKind[target] !== NodeKind.closure) continue;
    const location = codeSiteOf(analysis, target);
    // The class's own functions and Node's are not what the program gave it.
    if (location === undefined) continue;
    const url = analysis.scripts.get(location.scriptId)?.url ?? '';
    if (originOfScript(url) === 'platform') continue;
    const isClass = followEdge(analysis.snapshot, target, EdgeKind.property, 'prototype') !== undefined;
    found.push({ node: target, keeper: node, location, isGiven: !isOfPackage(url) && !isClass });
  }
  return found;
}

/** What an object has that may be the package's way to keep a function. */
function partsOf(analysis: Analysis, node: NodeOrdinal, own: string): NodeOrdinal[] {
  const { graph } = analysis.snapshot;
  const { classes, classOf } = analysis.classification;
  const parts: NodeOrdinal[] = [];
  const end = Math.min(graph.firstEdge[next(node)], graph.firstEdge[node] + maxProperties);
  for (let edge = graph.firstEdge[node]; edge < end; edge++) {
    const target = graph.edgeTarget[edge];
    const isOwn = graph.edgeKind[edge] === EdgeKind.property || graph.edgeKind[edge] === EdgeKind.element;
    if (!isOwn || graph.nodeKind[target] !== NodeKind.object) continue;
    const { kind } = classes[classOf[target]];
    if (kind === 'plain object' || kind === 'array' || packageOfNode(analysis, target) === own)
      parts.push(target);
  }
  return parts;
}

/** The package that has an object's constructor. */
function packageOfNode(analysis: Analysis, node: NodeOrdinal): string | undefined {
  const { classes, classOf } = analysis.classification;
  const { location } = classes[classOf[node]];
  return packageOf((location && analysis.scripts.get(location.scriptId)?.url) ?? '');
}

/** Bindings of bindings are followed this far. */
const maxBindings = 8;

function boundFunctionOf({ snapshot }: Analysis, node: NodeOrdinal): NodeOrdinal | undefined {
  let at = node;
  for (let step = 0; step < maxBindings; step++) {
    if (snapshot.graph.nodeKind[at] !== NodeKind.closure) return undefined;
    const bound = followInternal(snapshot, at, 'bound_function');
    if (bound === undefined) return at;
    at = bound;
  }
  return at;
}
