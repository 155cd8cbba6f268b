import type { Analysis } from '../analysis/analysis.ts';
import { noEdge } from '../analysis/shortest-paths.ts';
import { fieldValueOf } from '../compare/field-values.ts';
import { FieldList } from '../compare/object-fields.ts';
import {
  asNodeColumn,
  next,
  type EdgeOrdinal,
  type NodeColumn,
  type NodeOrdinal,
} from '../heap/index-spaces.ts';
import type { BitSet } from '../heap/bit-set.ts';
import { RetainerList } from '../paths/object-retainers.ts';
import { PathNames } from '../paths/path-names.ts';
import type { ClassNaming } from '../compare/census.ts';
import { sampleIdentity, type IdentitySample } from '../compare/identity.ts';
import { listClasses, type ClassLists } from './class-lists.ts';
import { findPropertyNames, type MatchingNames } from './property-names.ts';
import { StringGroups } from './string-groups.ts';
import { DominatorRanges } from './dominator-ranges.ts';
import { groupNodes, noGroup, type Groups } from './node-groups.ts';
import { NodeIds } from './node-ids.ts';
import type { ObjectAsk, ObjectRow } from './questions.ts';
import { piecesOf, type TextPieces } from './rope-pieces.ts';
import { findKept } from './kept-objects.ts';
import { Recent } from './recent.ts';
import { orderBySize } from './size-order.ts';

/** References into an object that are looked through for what holds it. More take too long for a click. */
const maxFollowed = 10_000;
/** Of objects whose lists are long to make. */
const keptLists = 8;

/**
 * One heap with all that is computed once, when it is opened, so that each answer takes milliseconds. Costs are in the table of
 * passes (docs/architecture.md).
 */
export class HeapIndex {
  readonly analysis: Analysis;
  readonly names: PathNames;
  readonly ids: NodeIds;
  readonly tree: DominatorRanges;
  /** All nodes, those of the largest retained size first. */
  readonly bySize: Uint32Array;
  /** NodeOrdinal → what it dominates directly, the largest first. */
  readonly dominated: Groups;
  /** By the snapshot's own shapes. */
  readonly classLists: ClassLists;
  readonly strings: StringGroups;
  /** StringIndex → whether properties or variables are called so. */
  readonly propertyNames: BitSet;
  readonly identity: IdentitySample;
  /** NodeOrdinal → the node before it on the shortest path to it; itself where there is none. */
  readonly pathParent: NodeColumn<NodeOrdinal>;
  /** Objects of rows of reports, as asked for. */
  readonly rowObjects: Recent<string, Uint32Array> = new Recent(keptLists);
  /** Snapshot whose shapes name the classes → the lists */
  readonly #otherLists = new Recent<number, ClassLists>(1);
  readonly #pieces = new Recent<NodeOrdinal, TextPieces>(1);
  /** What is searched for in names of properties */
  readonly #matchingNames = new Recent<string, MatchingNames>(4);
  readonly #kept = new Recent<NodeOrdinal, Uint32Array>(keptLists);
  readonly #fields = new Recent<NodeOrdinal, FieldList>(keptLists);
  readonly #retainers = new Recent<NodeOrdinal, RetainerList>(keptLists);

  constructor(analysis: Analysis) {
    const { snapshot, shallowSizes, retainedSizes, dominators } = analysis;
    // What a question would otherwise be the first to need.
    void analysis.classification;
    void analysis.distances;
    void analysis.retainers;
    void analysis.locationRows;
    this.analysis = analysis;
    this.pathParent = findPathParents(analysis);
    analysis.startPhase('index');
    this.names = new PathNames(analysis);
    this.ids = new NodeIds(snapshot.graph);
    this.tree = new DominatorRanges(dominators, shallowSizes);
    const bySize = orderBySize(retainedSizes);
    const { dominatorOf } = this.tree;
    const { nodeCount } = snapshot.graph;
    this.dominated = groupNodes(
      bySize,
      (node) => (dominatorOf[node] === node ? noGroup : dominatorOf[node]),
      nodeCount,
    );
    this.bySize = bySize;
    this.classLists = listClasses(analysis, bySize);
    analysis.startPhase('texts');
    this.strings = new StringGroups(snapshot, bySize, shallowSizes);
    this.propertyNames = findPropertyNames(snapshot);
    this.identity = sampleIdentity(snapshot);
  }

  /** @returns undefined where the snapshot has no such object */
  nodeOf(id: ObjectAsk['id']): NodeOrdinal | undefined {
    return id === 'root' ? this.analysis.snapshot.graph.root : this.ids.find(id);
  }

  /** By the shapes of another snapshot. */
  classListsBy(snapshot: number, naming: ClassNaming): ClassLists {
    return this.#otherLists.get(snapshot, () => listClasses(this.analysis, this.bySize, naming));
  }

  matchingNames(text: string, make: () => MatchingNames): MatchingNames {
    return this.#matchingNames.get(text, make);
  }

  row(node: NodeOrdinal): ObjectRow {
    return { ...fieldValueOf(this.analysis, this.names, node), distance: this.analysis.distances[node] };
  }

  fieldsOf(node: NodeOrdinal): FieldList {
    return this.#fields.get(node, () => new FieldList(this.analysis, node, this.names));
  }

  piecesOf(node: NodeOrdinal): TextPieces {
    return this.#pieces.get(node, () => piecesOf(this.analysis.snapshot, node));
  }

  /** What it refers to and others keep, in the order of its references. */
  keptBy(node: NodeOrdinal): Uint32Array {
    return this.#kept.get(node, () => findKept(this.analysis, this.tree, node));
  }

  retainersOf(node: NodeOrdinal): RetainerList {
    return this.#retainers.get(node, () => new RetainerList(this.analysis, node, this.names, maxFollowed));
  }
}

/** Time O(nodes + edges), memory 4 bytes a node. */
function findPathParents({ snapshot, shortestPaths }: Analysis): NodeColumn<NodeOrdinal> {
  const { nodeCount, firstEdge, edgeTarget } = snapshot.graph;
  const parents: NodeColumn<NodeOrdinal> = asNodeColumn(new Uint32Array(nodeCount));
  for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
    if (shortestPaths[node] === noEdge) parents[node] = node;
    for (let edge: EdgeOrdinal = firstEdge[node]; edge < firstEdge[next(node)]; edge++) {
      const target = edgeTarget[edge];
      if (shortestPaths[target] === edge) parents[target] = node;
    }
  }
  return parents;
}
