import { sortByKey } from '../analysis/sort-by-key.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import { createIds, type NodeOrdinal } from '../heap/index-spaces.ts';

/** Finds nodes by their ids. */
export class NodeIds {
  readonly #graph: HeapGraph;
  /** Position → NodeOrdinal, by rising id. */
  readonly #byId: Uint32Array;

  /** Time O(nodes), memory 4 bytes a node, and about 10 more while it runs. */
  constructor(graph: HeapGraph) {
    const { nodeCount, nodeId } = graph;
    const ids = createIds(nodeCount, nodeId);
    const nodes = new Uint32Array(nodeCount);
    for (let node = 0 as NodeOrdinal; node < nodeCount; node++) {
      ids[node] = nodeId[node];
      nodes[node] = node;
    }
    sortByKey(ids, nodes);
    this.#graph = graph;
    this.#byId = nodes;
  }

  /** Time O(log nodes). Of a damaged file, in which two have the id, the first. */
  find(id: number): NodeOrdinal | undefined {
    const { nodeId } = this.#graph;
    let low = 0;
    let high = this.#byId.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (nodeId[this.#byId[middle] as NodeOrdinal] < id) low = middle + 1;
      else high = middle;
    }
    const node = this.#byId[low] as NodeOrdinal | undefined;
    return node !== undefined && nodeId[node] === id ? node : undefined;
  }
}
