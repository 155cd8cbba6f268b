import type { Analysis } from '../analysis/analysis.ts';
import { sourceOfEdge } from '../analysis/retainers.ts';
import { noEdge } from '../analysis/shortest-paths.ts';
import type { Bytes } from '../base/units.ts';
import { hasBit, type BitSet } from '../heap/bit-set.ts';
import type { ClassIndex, EdgeOrdinal, NodeId, NodeOrdinal } from '../heap/index-spaces.ts';
import { isStringKind } from '../heap/kinds.ts';
import { cutName } from './holds.ts';
import { PathNames } from './path-names.ts';
import { describeLink, foldPath, type PathLink, type PathStep } from './retaining-path.ts';

/** Some objects of the classes a report lists, with what keeps each alive. */
export interface HeldObjects {
  /** Those of all paths, each once: paths of many objects begin alike. */
  readonly steps: readonly ObjectStep[];
  readonly classes: readonly ClassObjects[];
}

/** Of a step (`PathStep`) what a person reads: the whole of each would be four times as long. */
export type ObjectStep = Pick<PathStep, 'nodeId' | 'kind' | 'name' | 'form' | 'label' | 'location' | 'count'>;

/** The objects of a class that hold most, in the newest snapshot. */
export interface ClassObjects {
  /** As the class has it. A report that lists constructors by name only has several with one name here. */
  readonly key: string;
  readonly className: string;
  /** By retained size, largest first. */
  readonly objects: readonly HeldObject[];
  /** How many more the class has. */
  readonly omittedObjectCount: number;
}

export interface HeldObject {
  readonly nodeId: NodeId;
  readonly selfSize: Bytes;
  readonly retainedSize: Bytes;
  /** Edges from the root, as Chrome DevTools counts: 100,000,000 and more through the engine only, −5 weakly. */
  readonly distance: number;
  /** Whether the first snapshot has it not; null where there is none, or it is of another process. */
  readonly isNew: boolean | null;
  /** The beginning of a string's text; only in a report that has such. */
  readonly text?: string;
  /** Nothing that keeps alive leads to it, and so it can be collected. Not there where something does, or that is not known. */
  readonly isUnreachable?: boolean;
  /** Positions in `steps`, the end of the way from a root to the object; empty where there is none, or it is too long to be followed. */
  readonly path: readonly number[];
  /** Steps before those in `path`; 0 where it is the whole way. */
  readonly omittedStepCount: number;
}

/** How much of a heap is listed. */
interface HeldObjectLimits {
  readonly objectsOfClass: number;
  /** Classes by the largest of their objects, and as many by the largest new one. */
  readonly classes: number;
  /** Steps of a path: its end says most. */
  readonly steps: number;
  /** References that are followed to one object: an object behind a longer list has no path. */
  readonly edges: number;
}

const heldObjectLimits: HeldObjectLimits = {
  objectsOfClass: 10,
  classes: 150,
  steps: 24,
  edges: 20_000,
};

/** References that are followed to all objects. */
const maxEdges = 2_000_000;

/**
 * The objects that hold most, of the classes that hold most, with the path to each.
 *
 * Time O(nodes · log objects of a class listed), and O(references followed); memory that of the list.
 *
 * @param added NodeOrdinal → whether the first snapshot has it not; undefined where there is nothing to compare with
 * @param withStrings also the keys of Maps and the beginning of texts
 */
export function listHeldObjects(
  analysis: Analysis,
  added: BitSet | undefined,
  withStrings: boolean,
  limits: HeldObjectLimits = heldObjectLimits,
): HeldObjects {
  const largest = findLargest(analysis, added, limits);
  const { snapshot, classification, shallowSizes, retainedSizes, distances } = analysis;
  const { graph, strings } = snapshot;
  const paths = new PathTable(analysis, withStrings, limits);
  const classes = largest.map(({ index, count, nodes }): ClassObjects => {
    const { key, className } = classification.classes[index];
    const objects = nodes.map((node): HeldObject => ({
      nodeId: graph.nodeId[node],
      selfSize: shallowSizes[node],
      retainedSize: retainedSizes[node],
      distance: distances[node],
      isNew: added ? hasBit(added, node) : null,
      ...(withStrings &&
        isStringKind(graph.nodeKind[node]) && { text: cutName(strings.at(graph.nodeName[node])) }),
      ...paths.to(node),
    }));
    return { key, className, objects, omittedObjectCount: count - objects.length };
  });
  return { steps: paths.steps, classes };
}

/** The largest objects of a class. */
interface LargestOfClass {
  readonly index: ClassIndex;
  count: number;
  /** By retained size, largest first. */
  readonly nodes: NodeOrdinal[];
  largestNew: Bytes;
}

function findLargest(
  { classification: { classOf }, shallowSizes, retainedSizes }: Analysis,
  added: BitSet | undefined,
  { objectsOfClass, classes }: HeldObjectLimits,
): LargestOfClass[] {
  const byClass = new Map<ClassIndex, LargestOfClass>();
  for (let node = 0 as NodeOrdinal; node < shallowSizes.length; node++) {
    if (shallowSizes[node] === 0) continue;
    const index = classOf[node];
    let row = byClass.get(index);
    if (!row) {
      row = { index, count: 0, nodes: [], largestNew: 0 };
      byClass.set(index, row);
    }
    const size = retainedSizes[node];
    row.count++;
    if (added && size > row.largestNew && hasBit(added, node)) row.largestNew = size;
    const { nodes } = row;
    if (nodes.length === objectsOfClass && size <= retainedSizes[nodes[objectsOfClass - 1]]) continue;
    let at = nodes.length;
    while (at > 0 && retainedSizes[nodes[at - 1]] < size) at--;
    nodes.splice(at, 0, node);
    if (nodes.length > objectsOfClass) nodes.pop();
  }
  const rows = [...byClass.values()];
  const first = (by: (row: LargestOfClass) => Bytes): LargestOfClass[] =>
    rows.sort((a, b) => by(b) - by(a)).slice(0, classes);
  return [...new Set([...first((row) => row.largestNew), ...first(({ nodes }) => retainedSizes[nodes[0]])])];
}

/** Paths to objects, their steps once each. */
class PathTable {
  readonly steps: ObjectStep[] = [];
  readonly #analysis: Analysis;
  readonly #names: PathNames;
  readonly #withKeys: boolean;
  readonly #limits: HeldObjectLimits;
  readonly #positions = new Map<string, number>();
  /**
   * The edge into the object of a step that is one hop → its position. All ways are of one tree, so the edge has the same hop on each.
   */
  readonly #positionOfEdge = new Map<EdgeOrdinal, number>();
  #edgesLeft = maxEdges;

  constructor(analysis: Analysis, withKeys: boolean, limits: HeldObjectLimits) {
    this.#analysis = analysis;
    this.#names = new PathNames(analysis);
    this.#withKeys = withKeys;
    this.#limits = limits;
  }

  to(node: NodeOrdinal): Pick<HeldObject, 'isUnreachable' | 'path' | 'omittedStepCount'> {
    const { snapshot, shortestPaths } = this.#analysis;
    const isUnreachable = shortestPaths[node] === noEdge && node !== snapshot.graph.root;
    const path = foldPath(this.#analysis, this.#edgesTo(node), this.#names);
    const shown = path.slice(-this.#limits.steps);
    return {
      ...(isUnreachable && { isUnreachable }),
      path: shown.map((link) => this.#positionOf(link)),
      omittedStepCount: path.length - shown.length,
    };
  }

  /** As `edgesFromRoot`, but none where there are too many. */
  #edgesTo(node: NodeOrdinal): EdgeOrdinal[] {
    const { snapshot, shortestPaths } = this.#analysis;
    const edges: EdgeOrdinal[] = [];
    for (let at = node; shortestPaths[at] !== noEdge;) {
      if (edges.length === this.#limits.edges || this.#edgesLeft === 0) return [];
      this.#edgesLeft--;
      edges.push(shortestPaths[at]);
      at = sourceOfEdge(snapshot.graph, shortestPaths[at]);
    }
    return edges.reverse();
  }

  #positionOf(link: PathLink): number {
    const { last } = link.hop;
    if (link.count > 1) return this.#positionOfStep(link);
    let position = this.#positionOfEdge.get(last);
    if (position === undefined) {
      position = this.#positionOfStep(link);
      this.#positionOfEdge.set(last, position);
    }
    return position;
  }

  #positionOfStep(link: PathLink): number {
    const described = describeLink(this.#analysis, link, this.#names, this.#withKeys);
    const { nodeId, kind, name, form, label, location, count } = described;
    const key = `${nodeId} ${count ?? 1} ${form} ${label}`;
    const known = this.#positions.get(key);
    if (known !== undefined) return known;
    const step = { nodeId, kind, name, form, label, ...(location && { location }), ...(count && { count }) };
    const position = this.steps.push(step) - 1;
    this.#positions.set(key, position);
    return position;
  }
}
