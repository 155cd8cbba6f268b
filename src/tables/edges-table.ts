import { hasBit, type BitSet } from '../heap/bit-set.ts';
import type { HeapGraph, StringTable } from '../heap/heap-graph.ts';
import type { EdgeOrdinal, NodeOrdinal, StringIndex } from '../heap/index-spaces.ts';
import { edgeKindNames, isIndexedEdgeKind } from '../heap/kinds.ts';
import { leftOut } from '../paths/hold-sentences.ts';
import { wellFormed, type ColumnValues, type Table } from './table.ts';

export interface EdgesSource {
  readonly graph: HeapGraph;
  readonly strings: StringTable;
  readonly retainingEdges: BitSet;
  /** With the text of strings, where V8 writes one into the name of a reference. */
  readonly isWithTexts: boolean;
}

/** V8 names a reference of a WeakMap by its key and its value, which may be strings. */
const pairOfWeakMap = /\bpart of key \(/;

/** The node whose edges `edge` is among. Time O(log nodes). */
function sourceOf({ firstEdge, nodeCount }: HeapGraph, edge: number): NodeOrdinal {
  let [low, high] = [0, nodeCount - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (firstEdge[middle as NodeOrdinal] <= edge) low = middle;
    else high = middle - 1;
  }
  return low as NodeOrdinal;
}

function sourceIds({ graph }: EdgesSource, from: number, to: number): ColumnValues {
  const { firstEdge, nodeId } = graph;
  const values = new Float64Array(to - from);
  if (to === from) return values;
  let node = sourceOf(graph, from);
  for (let edge = from; edge < to; edge++) {
    while (firstEdge[(node + 1) as NodeOrdinal] <= edge) node++;
    values[edge - from] = nodeId[node];
  }
  return values;
}

function names({ graph, strings, isWithTexts }: EdgesSource, from: number, to: number): ColumnValues {
  const { edgeKind, edgeName } = graph;
  const values = new Array<string | null>(to - from).fill(null);
  // Half of all references of a heap share a few hundred names. Of these rows only: all names of a heap are many.
  const known = new Map<number, string>();
  for (let edge = from as EdgeOrdinal; edge < to; edge++) {
    if (isIndexedEdgeKind(edgeKind[edge])) continue;
    const index = edgeName[edge];
    let text = known.get(index);
    if (text === undefined) {
      const whole = strings.at(index as StringIndex);
      text = !isWithTexts && pairOfWeakMap.test(whole) ? leftOut : wellFormed(whole);
      known.set(index, text);
    }
    values[edge - from] = text;
  }
  return values;
}

function indexes({ graph }: EdgesSource, from: number, to: number): ColumnValues {
  const { edgeKind, edgeName } = graph;
  const values = new Array<number | null>(to - from).fill(null);
  for (let edge = from as EdgeOrdinal; edge < to; edge++) {
    if (isIndexedEdgeKind(edgeKind[edge])) values[edge - from] = edgeName[edge];
  }
  return values;
}

const mixed =
  (valueOf: (source: EdgesSource, edge: EdgeOrdinal) => boolean | string) =>
  (source: EdgesSource, from: number, to: number): ColumnValues => {
    const values = new Array<boolean | string>(to - from);
    for (let row = from; row < to; row++) values[row - from] = valueOf(source, row as EdgeOrdinal);
    return values;
  };

/** All references of a heap, in the order of its file: those of an object are neighbours. */
export const edgesTable: Table<EdgesSource> = {
  name: 'edges',
  description: 'Every reference from one node to another. Written only with `--edges`. One row a reference.',
  rowCount: ({ graph }) => graph.edgeCount,
  columns: [
    {
      name: 'from_id',
      type: 'int64',
      unit: 'id',
      description: 'the object that refers: `objects.id`',
      valuesOf: sourceIds,
    },
    {
      name: 'to_id',
      type: 'int64',
      unit: 'id',
      description: 'the object that is referred to',
      valuesOf: ({ graph }, from, to) => {
        const { nodeId, edgeTarget } = graph;
        const values = new Float64Array(to - from);
        for (let edge = from as EdgeOrdinal; edge < to; edge++)
          values[edge - from] = nodeId[edgeTarget[edge]];
        return values;
      },
    },
    {
      name: 'kind',
      type: 'string',
      description:
        "V8's type of edge: `property`, `element`, `context`, `internal`, `hidden`, `shortcut`, `weak`",
      valuesOf: mixed(({ graph }, edge) => edgeKindNames[graph.edgeKind[edge]] ?? 'unknown'),
    },
    {
      name: 'name',
      type: 'string',
      nullWhen: 'it is an element or hidden, which have a number',
      description: 'name of the property or variable, or what V8 calls it',
      valuesOf: names,
    },
    {
      name: 'element',
      type: 'int64',
      nullWhen: 'it has a name',
      description: 'index of an element; of a hidden one its number',
      valuesOf: indexes,
    },
    {
      name: 'is_retaining',
      type: 'boolean',
      description: 'whether it keeps its target alive: weak ones do not',
      valuesOf: mixed(({ retainingEdges }, edge) => hasBit(retainingEdges, edge)),
    },
  ],
};
