import { name, sentence, textOf, type Sentence } from '../base/sentence.ts';
import type { EdgeOrdinal, NodeId, NodeOrdinal } from '../heap/index-spaces.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { ClassKind } from '../analysis/class-kinds.ts';
import { describeHold, labelOf } from './hold-sentences.ts';
import { recordOf, type HoldForm } from './holds.ts';
import { nameText, type ObjectName } from './object-names.ts';
import { PathNames, type Hop } from './path-names.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import { edgesFromRoot } from '../analysis/shortest-paths.ts';

/** An object on a path, and how the one before it holds it. */
export interface PathStep {
  readonly nodeId: NodeId;
  readonly className: string;
  /** What sort of class that is. */
  readonly kind: ClassKind;
  /** V8's type of the edge into it: "property", "element", "context", … */
  readonly edgeType: string;
  /** V8's name of that edge; an index for elements. */
  readonly edgeName: string;
  /** In what way it is held. */
  readonly form: HoldForm;
  /** Which one of that form: a property's or a variable's name, an index, a key's text; 80 characters at most. */
  readonly detail?: string;
  /** Where the object's constructor stands, or the function itself. Line and column count from 0. */
  readonly location?: ScriptLocation;
  /** What the object is. */
  readonly object: ObjectName;
  /** What holds it. */
  readonly holder: ObjectName;
  /** What the object is, as text: "Connection", "function handler (src/app.js:41)". */
  readonly name: string;
  /** How it is held, for one who sees the step before: ".sessions", "[12]", "variable cache". */
  readonly label: string;
  /** How it is held, whole: "property .sessions of MemoryStore". */
  readonly text: string;
  /**
   * Another property might as well be told: it is one of many of an object used as a dictionary, or one of several whose
   * objects gather alike. Told of a suspect's path only.
   */
  readonly isEntry?: true;
  /** The step stands for this many links of a list, each by the same edge to an object of the same class. */
  readonly count?: number;
}

/**
 * The chain that keeps an object alive: the shortest one from a root of the program, over retaining
 * edges only; from the engine's roots where the program's do not lead to it. V8's plumbing is left
 * out, and a list is one step.
 *
 * Time and memory O(nodes + edges) for the first call on an analysis, then O(length of the path).
 *
 * @returns steps from the root to the object, the last; empty where none leads there, and of the root
 */
export function findRetainingPath(analysis: Analysis, node: NodeOrdinal): readonly PathStep[] {
  return describePath(analysis, edgesFromRoot(analysis.snapshot.graph, analysis.shortestPaths, node));
}

/**
 * Says a chain of edges in steps, as `findRetainingPath` does.
 *
 * @param edges each starts where the one before ends; the start of the first is no step
 * @param names for who describes many paths
 * @param withKeys looks up keys in the tables of Maps, of each table the first in time O(size of the Map)
 */
export function describePath(
  analysis: Analysis,
  edges: readonly EdgeOrdinal[],
  names: PathNames = new PathNames(analysis),
  withKeys = true,
): readonly PathStep[] {
  return foldPath(analysis, edges, names).map((link) => describeLink(analysis, link, names, withKeys));
}

/** A step of a path that nobody has put in words yet: a hop, or so many as the links of a list. */
export interface PathLink {
  /** The last of them. */
  readonly hop: Hop;
  readonly count: number;
}

/** A chain of edges as steps: past V8's plumbing, and a list as one. */
export function foldPath(
  analysis: Analysis,
  edges: readonly EdgeOrdinal[],
  names: PathNames,
): readonly PathLink[] {
  return foldLists(names, hopsOf(analysis, names, edges));
}

/** Says a step. @param withKeys as of `describePath` */
export function describeLink(
  analysis: Analysis,
  { hop, count }: PathLink,
  names: PathNames,
  withKeys: boolean,
): PathStep {
  const { from, to, last } = hop;
  const hold = recordOf(names.holdOf(hop, withKeys));
  const location = names.locationOf(to);
  const [object, holder] = [names.objectOf(to), names.objectOf(from)];
  const links = count === 1 ? {} : { count };
  return {
    nodeId: analysis.snapshot.graph.nodeId[to],
    className: names.classNameOf(to),
    kind: names.classKindOf(to),
    edgeType: names.edgeTypeOf(last),
    edgeName: names.edgeText(last),
    ...hold,
    ...(location ? { location } : {}),
    object,
    holder,
    name: nameText(object),
    label: textOf(labelOf(hold)),
    text: textOf(describeStep({ ...hold, object, holder, ...links })),
    ...links,
  };
}

/** How a step is held: "property .sessions of MemoryStore", "Link.next, 12 long". */
export function describeStep(
  step: Pick<PathStep, 'form' | 'detail' | 'object' | 'holder' | 'count'>,
): Sentence {
  if (step.count === undefined) return describeHold(step);
  return sentence`${name(nameText(step.object) + textOf(labelOf(step)))}, ${step.count} long`;
}

/** From object to object, past the plumbing; the last node counts as an object whatever it is. */
function hopsOf({ snapshot: { graph } }: Analysis, names: PathNames, edges: readonly EdgeOrdinal[]): Hop[] {
  const hops: Hop[] = [];
  let first: EdgeOrdinal | undefined;
  for (const [position, last] of edges.entries()) {
    first ??= last;
    const to = graph.edgeTarget[last];
    const beforeLast = edges[position - 1];
    if (position < edges.length - 1 && names.isPlumbing(to, last, beforeLast)) continue;
    hops.push({
      from: sourceOfEdge(graph, first),
      to,
      first,
      last,
      beforeLast: first === last ? undefined : beforeLast,
    });
    first = undefined;
  }
  return hops;
}

/**
 * A run of hops of one class by one edge becomes its last hop and their number. One path shows by which name each links to
 * the next, so only links of one name are one list here; merged paths (`merged-paths.ts`) take all ways through a
 * structure, left and right of a tree as well, for one step.
 */
function foldLists(names: PathNames, hops: readonly Hop[]): readonly PathLink[] {
  const folded: { hop: Hop; count: number; link: string | undefined }[] = [];
  for (const hop of hops) {
    const link = linkOf(names, hop);
    const before = folded.at(-1);
    if (before && link !== undefined && before.link === link) {
      before.hop = hop;
      before.count++;
    } else {
      folded.push({ hop, count: 1, link });
    }
  }
  return folded;
}

/** The same text for all links of a list; undefined for a hop between two classes. */
function linkOf(names: PathNames, { from, to, first, last }: Hop): string | undefined {
  const className = names.classNameOf(to);
  // The engine's roots are of one kind and yet no list.
  if (className !== names.classNameOf(from) || names.classKindOf(to) === 'root') return undefined;
  // Of the edges past plumbing, an index would differ by the object's layout; a variable's name tells the
  // link from the variable that holds the list.
  const variable = names.edgeTypeOf(last) === 'context' ? names.edgeText(last) : '';
  return `${names.edgeTypeOf(first)} ${names.edgeText(first)} ${names.edgeTypeOf(last)} ${variable} ${className}`;
}
