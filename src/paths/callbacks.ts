import { next, type NodeOrdinal, type StringIndex } from '../heap/index-spaces.ts';
import { EdgeKind, NodeKind } from '../heap/kinds.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { originOfScript } from '../analysis/class-origins.ts';
import { followInternal } from '../analysis/named-edges.ts';
import type { ObjectName } from './object-names.ts';
import { PathNames } from './path-names.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';

/** A function of the program that an object of the platform calls. */
export interface Callback {
  readonly node: NodeOrdinal;
  readonly object: ObjectName;
  /** The same as text: "function tick (src/app.js:41)". */
  readonly name: string;
  /** To show: in the source the script was made from, where a map leads there. */
  readonly location: ScriptLocation;
}

/** Where Node and browsers keep what they will call: `_onTimeout`, `oncomplete`, `callback`; not what a program adds. */
const callbackName = /^(?:_(?!_)|on|callback$|cb$|listener$|<symbol )/;

/**
 * The program's function that an object of the platform will call: of a Timeout, when its time has come. The class of such
 * an object says nothing of whose it is; one of the program's says that itself, and need not call the functions that it has.
 * A bound function stands for what it binds.
 *
 * Time O(properties of the object).
 *
 * @returns undefined where it has none, or several from different places: then none is the callback
 */
export function findCallback(analysis: Analysis, node: NodeOrdinal): Callback | undefined {
  const { graph, strings } = analysis.snapshot;
  const { classes, classOf } = analysis.classification;
  const { origin } = classes[classOf[node]];
  if (origin !== 'platform' && origin !== 'native') return undefined;
  const names = new PathNames(analysis);
  let found: Callback | undefined;
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[next(node)]; edge++) {
    if (graph.edgeKind[edge] !== EdgeKind.property) continue;
    if (!callbackName.test(strings.at(graph.edgeName[edge] as StringIndex))) continue;
    const target = boundFunctionOf(analysis, graph.edgeTarget[edge]);
    if (target === undefined || graph.nodeKind[target] !== NodeKind.closure) continue;
    const location = names.locationOf(target);
    // The class's own functions and Node's are not what the program gave it.
    if (location === undefined) continue;
    if (originOfScript(analysis.scripts.get(location.scriptId)?.url ?? '') === 'platform') continue;
    const { scriptId, line, column } = found?.location ?? location;
    if (scriptId !== location.scriptId || line !== location.line || column !== location.column)
      return undefined;
    found ??= { node: target, object: names.objectOf(target), name: names.nameOf(target), location };
  }
  return found;
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
