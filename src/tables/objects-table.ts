import type { Analysis } from '../analysis/analysis.ts';
import type { HeapClass } from '../analysis/classes.ts';
import type { DominatorTree } from '../analysis/dominators.ts';
import type { Bytes } from '../base/units.ts';
import type { HeapGraph, StringTable } from '../heap/heap-graph.ts';
import {
  asNodeColumn,
  type ClassIndex,
  type DfsNumber,
  type NodeColumn,
  type NodeOrdinal,
} from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import { shownDistance } from './classes-table.ts';
import { wellFormed, type ColumnValues, type Table } from './table.ts';

/** What the rows of a heap's objects are made of: columns of its analysis, and 4 bytes a node for the dominators. */
export interface ObjectsSource {
  readonly graph: HeapGraph;
  readonly classNames: readonly string[];
  /** NodeKind → V8's name of it, which a file may make up. */
  readonly kindNames: readonly string[];
  readonly classOf: NodeColumn<ClassIndex>;
  readonly shallowSizes: NodeColumn<Bytes>;
  readonly retainedSizes: NodeColumn<Bytes>;
  readonly distances: NodeColumn;
  /** NodeOrdinal → its dominator; of the root itself. */
  readonly dominatorOf: NodeColumn<NodeOrdinal>;
  /** NodeOrdinal → the first snapshot of the comparison it is in; undefined where objects are not followed. */
  readonly births: Uint8Array | undefined;
  /** Undefined where the text of strings is left out. */
  readonly texts: StringTable | undefined;
}

/** A longer text is cut. V8 itself writes no more than 1,024 of a string, but for those of its own. */
export const maxTextLength = 1024;

/** @param births as `findBirths` makes them @param isWithTexts with the text of strings */
export function objectsSource(
  analysis: Analysis,
  { classes, classOf }: { classes: readonly HeapClass[]; classOf: NodeColumn<ClassIndex> },
  births: Uint8Array | undefined,
  isWithTexts: boolean,
): ObjectsSource {
  const { graph, strings } = analysis.snapshot;
  return {
    graph,
    classNames: classes.map(({ className }) => wellFormed(className)),
    kindNames: graph.nodeKindNames.map(wellFormed),
    classOf,
    shallowSizes: analysis.shallowSizes,
    retainedSizes: analysis.retainedSizes,
    distances: analysis.distances,
    dominatorOf: dominatorsByNode(analysis.dominators),
    births,
    texts: isWithTexts ? strings : undefined,
  };
}

/** Time O(nodes), memory 4 bytes a node. */
function dominatorsByNode({ nodeAt, dominatorAt }: DominatorTree): NodeColumn<NodeOrdinal> {
  const column = asNodeColumn<NodeOrdinal>(new Uint32Array(nodeAt.length));
  for (let dfs = 0 as DfsNumber; dfs < nodeAt.length; dfs++) column[nodeAt[dfs]] = nodeAt[dominatorAt[dfs]];
  return column;
}

/** Reads a column of the heap at some rows: a node is a row. */
const numbers =
  (valueOf: (source: ObjectsSource, node: NodeOrdinal) => number) =>
  (source: ObjectsSource, from: number, to: number): ColumnValues => {
    const values = new Float64Array(to - from);
    for (let row = from; row < to; row++) values[row - from] = valueOf(source, row as NodeOrdinal);
    return values;
  };

const mixed =
  (valueOf: (source: ObjectsSource, node: NodeOrdinal) => number | string | null) =>
  (source: ObjectsSource, from: number, to: number): ColumnValues => {
    const values = new Array<number | string | null>(to - from);
    for (let row = from; row < to; row++) values[row - from] = valueOf(source, row as NodeOrdinal);
    return values;
  };

/** Beginning of a string's text. V8 does not write that of one which consists of others: its name says so. */
function textOf({ graph, texts }: ObjectsSource, node: NodeOrdinal): string | null {
  if (!texts || graph.nodeKind[node] !== NodeKind.string) return null;
  return wellFormed(texts.at(graph.nodeName[node]).slice(0, maxTextLength));
}

/** All nodes of a heap, in the order of its file. */
export const objectsTable: Table<ObjectsSource> = {
  name: 'objects',
  description:
    "Every node of the heap, also V8's own. One row a node; ids are not repeated within a snapshot.",
  rowCount: ({ graph }) => graph.nodeCount,
  columns: [
    {
      name: 'id',
      type: 'int64',
      unit: 'id',
      description: "V8's number of the object, the same in all snapshots of one process",
      valuesOf: numbers(({ graph }, node) => graph.nodeId[node]),
    },
    {
      name: 'class_index',
      type: 'int32',
      description: 'its class, in this snapshot only: `classes.class_index`',
      valuesOf: numbers(({ classOf }, node) => classOf[node]),
    },
    {
      name: 'class',
      type: 'string',
      description: 'name of its class',
      valuesOf: mixed(({ classNames, classOf }, node) => classNames[classOf[node]]),
    },
    {
      name: 'kind',
      type: 'string',
      description: "V8's type of node: `object`, `string`, `closure`, `array`, `code`, …",
      valuesOf: mixed(({ graph, kindNames }, node) => kindNames[graph.nodeKind[node]]),
    },
    {
      name: 'self_size',
      type: 'int64',
      unit: 'bytes',
      description:
        'its own bytes, with its inner parts; 0 of an inner part, which is counted with its owner and in no `object_count`',
      valuesOf: numbers(({ shallowSizes }, node) => shallowSizes[node]),
    },
    {
      name: 'retained_size',
      type: 'int64',
      unit: 'bytes',
      description: 'what would be freed with it',
      valuesOf: numbers(({ retainedSizes }, node) => retainedSizes[node]),
    },
    {
      name: 'distance',
      type: 'int32',
      unit: 'edges',
      nullWhen: 'only the engine or weak references lead to it',
      description: 'from the root',
      valuesOf: mixed(({ distances }, node) => shownDistance(distances[node])),
    },
    {
      name: 'dominator',
      type: 'int64',
      unit: 'id',
      nullWhen: 'it is the root',
      description: 'id of the nearest object through which every path to it leads',
      valuesOf: mixed(({ graph, dominatorOf }, node) =>
        node === graph.root ? null : graph.nodeId[dominatorOf[node]],
      ),
    },
    {
      name: 'birth',
      type: 'int32',
      nullWhen: 'the snapshot was exported alone, or objects cannot be followed in its comparison',
      description: '`position` of the first snapshot of the comparison that has it',
      valuesOf: mixed(({ births }, node) => births?.[node] ?? null),
    },
    {
      name: 'text',
      type: 'string',
      nullWhen: 'it is no `string`, or `--include-strings` was not given',
      description: 'beginning of its text, 1,024 UTF-16 units at most',
      valuesOf: mixed(textOf),
    },
  ],
};
