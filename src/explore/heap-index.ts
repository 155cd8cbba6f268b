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
import { RetainerList } from '../paths/object-retainers.ts';
import { PathNames } from '../paths/path-names.ts';
import { DominatorRanges } from './dominator-ranges.ts';
import { groupNodes, noGroup, type Groups } from './node-groups.ts';
import { NodeIds } from './node-ids.ts';
import type { ObjectAsk, ObjectRow } from './questions.ts';
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
  /** ClassIndex → its objects that have a size, the largest first, of the snapshot's own classification. */
  readonly classObjects: Groups;
  /** NodeOrdinal → the node before it on the shortest path to it; itself where there is none. */
  readonly pathParent: NodeColumn<NodeOrdinal>;
  /** What `keptBy` found. */
  readonly kept: Recent<NodeOrdinal, Uint32Array> = new Recent(keptLists);
  readonly #fields = new Recent<NodeOrdinal, FieldList>(keptLists);
  readonly #retainers = new Recent<NodeOrdinal, RetainerList>(keptLists);

  constructor(analysis: Analysis) {
    const { snapshot, shallowSizes, retainedSizes, dominators, classification } = analysis;
    // What a question would otherwise be the first to need.
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
    const { classes, classOf } = classification;
    this.bySize = bySize;
    this.classObjects = groupNodes(
      bySize,
      (node) => (shallowSizes[node] === 0 ? noGroup : classOf[node]),
      classes.length,
    );
  }

  /** @returns undefined where the snapshot has no such object */
  nodeOf(id: ObjectAsk['id']): NodeOrdinal | undefined {
    return id === 'root' ? this.analysis.snapshot.graph.root : this.ids.find(id);
  }

  row(node: NodeOrdinal): ObjectRow {
    return { ...fieldValueOf(this.analysis, this.names, node), distance: this.analysis.distances[node] };
  }

  fieldsOf(node: NodeOrdinal): FieldList {
    return this.#fields.get(node, () => new FieldList(this.analysis, node, this.names));
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
