/**
 * The index spaces of a heap snapshot, as types. They cost nothing at run time; they keep a node's
 * number from being used where an edge's is meant. Casts live where a column is made and where a
 * counter is stepped.
 */
declare const space: unique symbol;

/** Position of a node in its snapshot: `0 ≤ node < nodeCount`, no gaps. Means nothing in another snapshot. */
export type NodeOrdinal = number & { readonly [space]: 'node' };
/** Position of an edge in its snapshot: `0 ≤ edge < edgeCount`. The edges of a node are neighbours. */
export type EdgeOrdinal = number & { readonly [space]: 'edge' };
/** Position of a node in the depth-first walk that the dominators come from. The root is 0. */
export type DfsNumber = number & { readonly [space]: 'dfs' };
/** V8's object id, the only name of an object that two snapshots of one process share. Odd for JS objects. */
export type NodeId = number & { readonly [space]: 'id' };
/** Position of a string in its snapshot's string table. Equal texts may have several. */
export type StringIndex = number & { readonly [space]: 'string' };
/** Position of a class in its snapshot's class table. */
export type ClassIndex = number & { readonly [space]: 'class' };

/** One value per node. A typed array at run time; the type lets in no index but a `NodeOrdinal`. */
export interface NodeColumn<Value extends number = number> {
  readonly length: number;
  [node: NodeOrdinal]: Value;
}

/** One value per edge. */
export interface EdgeColumn<Value extends number = number> {
  readonly length: number;
  [edge: EdgeOrdinal]: Value;
}

/** One value per step of the depth-first walk. */
export interface DfsColumn<Value extends number = number> {
  readonly length: number;
  [dfs: DfsNumber]: Value;
}

/** One value per class. */
export interface ClassColumn<Value extends number = number> {
  readonly length: number;
  [index: ClassIndex]: Value;
}

/** The position behind `position`, in the same space: the end of a node's range is the start of the next one's. */
export function next<Position extends number>(position: Position): Position {
  return (position + 1) as Position;
}

/** Ids as they are stored: V8's fit in 32 bits; other writers take addresses for ids, exact to 2^53. */
export type IdArray = Uint32Array | Float64Array;
/** A list of ids: by node, or by position in some other order. A typed array at run time. */
export type IdList = IdArray | NodeColumn<NodeId>;

/** Whether the ids of a list are addresses: some are of 2^32 and more, which V8 gives to no object. */
export function areAddresses(list: IdList): boolean {
  return list instanceof Float64Array;
}

/** An array for as many ids, as wide as those of `like`. */
export function createIds(length: number, like: IdList): IdArray {
  return areAddresses(like) ? new Float64Array(length) : new Uint32Array(length);
}

/** Says in which space a fresh typed array's positions and values are. Costs nothing. */
export function asNodeColumn<Value extends number>(
  values: Uint8Array | Uint32Array | Int32Array | Float64Array,
): NodeColumn<Value> {
  return values as unknown as NodeColumn<Value>;
}

export function asDfsColumn<Value extends number>(values: Uint32Array | Float64Array): DfsColumn<Value> {
  return values as unknown as DfsColumn<Value>;
}

export function asEdgeColumn<Value extends number>(values: Uint8Array | Uint32Array): EdgeColumn<Value> {
  return values as unknown as EdgeColumn<Value>;
}
