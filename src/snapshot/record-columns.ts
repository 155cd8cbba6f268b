import {
  isIndexedEdgeKind,
  mapEdgeKinds,
  mapNodeKinds,
  enterUnnamed,
  EdgeKind,
  type NodeKind,
  type NodeKindTable,
} from '../heap/kinds.ts';
import { formatCount, type Bytes } from '../base/units.ts';
import type { IdArray } from '../heap/index-spaces.ts';
import type { SnapshotHeader } from './format.ts';
import { fitColumns, growColumns, initialCapacity, type GrowingColumn } from './growing-columns.ts';
import type { NumberScanner } from './number-scanner.ts';

/** A number of a batch that breaks a rule of the format. */
export interface BadValue {
  /** Slot in the batch. */
  readonly slot: number;
  readonly problem: string;
}

/** Takes records of numbers apart into columns. One for each section of records. */
export interface RecordSink {
  /** As the section is called in the file. */
  readonly section: string;
  readonly fieldCount: number;
  /** Records the header declares; undefined where it declares none: of locations never, of others where it says 0. */
  readonly declared: number | undefined;
  /** Records stored so far. */
  readonly stored: number;
  /** Stores the first `recordCount` records of the scanner's batch. */
  store(scanner: NumberScanner, recordCount: number): BadValue | undefined;
}

/** Ids above this cannot be told apart. */
const maxExact = Number.MAX_SAFE_INTEGER;

/** A type of higher number is none, but damage: V8 has five bits for it. */
const maxUnnamedType = 63;

/** The edges of one file are counted in 32 bits. */
const maxEdges = 2 ** 32 - 1;

/** Finds a number that its column cannot hold, in the fields that are read; in others it matters to nobody. */
export function findTooLong(
  tooLong: ReadonlyMap<number, number>,
  recordCount: number,
  fieldCount: number,
  fields: readonly number[],
): BadValue | undefined {
  for (const [slot, value] of tooLong) {
    if (slot < recordCount * fieldCount && fields.includes(slot % fieldCount))
      return { slot, problem: `${value} is too large a number here` };
  }
  return undefined;
}

const unknownType = 0xff;

/** File's number of a type → our kind, as a table for the inner loop. */
function kindLookup(kinds: readonly number[]): Uint8Array {
  const lookup = new Uint8Array(Math.max(kinds.length, 1)).fill(unknownType);
  lookup.set(kinds);
  return lookup;
}

export class NodeColumns implements RecordSink {
  readonly section = 'nodes';
  readonly fieldCount: number;
  readonly declared: number | undefined;
  stored = 0;
  readonly kindTable: NodeKindTable;
  /** A type the header does not name → its kind, and how many nodes there are of it. */
  readonly unnamed: Map<number, { readonly kind: NodeKind; count: number }> = new Map();

  readonly kind: GrowingColumn<Uint8Array>;
  readonly name: GrowingColumn<Uint32Array>;
  /** Wide from the first id of 2^32 and more on. */
  readonly id: GrowingColumn<IdArray>;
  readonly selfSize: GrowingColumn<Uint32Array>;
  readonly firstEdge: GrowingColumn<Uint32Array>;
  readonly detachedness: GrowingColumn<Uint8Array> | undefined;
  /** Of a heap whose allocations were tracked: the id of the node's trace; 0 for none. */
  readonly traceId: GrowingColumn<Uint32Array> | undefined;
  /** NodeOrdinal → a self size of 4 GiB and more, which its column cannot hold. */
  readonly hugeSelfSize: Map<number, Bytes> = new Map();
  /** Edges of the nodes stored so far. */
  edgeCount = 0;
  /** The largest string position named so far, and by which record: checked when all strings are read. */
  highestName = -1;
  highestNameRecord = -1;

  readonly #header: SnapshotHeader;
  readonly #kindOf: Uint8Array;

  constructor(header: SnapshotHeader, bytes: Bytes | undefined) {
    this.#header = header;
    this.fieldCount = header.node.fieldCount;
    this.declared = header.nodeCount;
    this.kindTable = mapNodeKinds(header.nodeTypes);
    this.#kindOf = kindLookup(this.kindTable.kinds);
    const capacity = initialCapacity(header.nodeCount, this.fieldCount, bytes);
    this.kind = { values: new Uint8Array(capacity) };
    this.name = { values: new Uint32Array(capacity) };
    this.id = { values: new Uint32Array(capacity) };
    this.selfSize = { values: new Uint32Array(capacity) };
    // One entry more than nodes: the end of the last one's edges.
    this.firstEdge = { values: new Uint32Array(capacity + 1) };
    this.detachedness =
      header.node.optional.detachedness === undefined ? undefined : { values: new Uint8Array(capacity) };
    this.traceId = header.traces && { values: new Uint32Array(capacity) };
  }

  store(scanner: NumberScanner, recordCount: number): BadValue | undefined {
    const { stored, fieldCount, declared } = this;
    if (declared !== undefined && stored + recordCount > declared) {
      return {
        slot: (declared - stored) * fieldCount,
        problem: `there are more nodes than the ${formatCount(declared)} its header declares`,
      };
    }
    growColumns([this.kind, this.name, this.id, this.selfSize], stored + recordCount, declared);
    if (this.detachedness) growColumns([this.detachedness], stored + recordCount, declared);
    if (this.traceId) growColumns([this.traceId], stored + recordCount, declared);
    growColumns(
      [this.firstEdge],
      stored + recordCount + 1,
      declared === undefined ? undefined : declared + 1,
    );

    const wideIds = new Map<number, number>();
    if (scanner.tooLong.size > 0) {
      const bad = this.#storeTooLong(scanner.tooLong, recordCount, wideIds);
      if (bad) return bad;
    }

    const { at, optional } = this.#header.node;
    const { values } = scanner;
    const end = recordCount * fieldCount;
    const kindOf = this.#kindOf;
    const typeCount = kindOf.length;

    const kind = this.kind.values;
    for (let slot = at.type, node = stored; slot < end; slot += fieldCount, node++) {
      const type = values[slot];
      if (type < typeCount) {
        kind[node] = kindOf[type];
        continue;
      }
      if (type > maxUnnamedType)
        return { slot, problem: `node type ${type} is not one of the ${typeCount} in its header` };
      kind[node] = this.#countUnnamed(type);
    }

    const name = this.name.values;
    let { highestName, highestNameRecord } = this;
    for (let slot = at.name, node = stored; slot < end; slot += fieldCount, node++) {
      const index = values[slot];
      name[node] = index;
      if (index > highestName) {
        highestName = index;
        highestNameRecord = node;
      }
    }
    this.highestName = highestName;
    this.highestNameRecord = highestNameRecord;

    const id = this.id.values;
    for (let slot = at.id, node = stored; slot < end; slot += fieldCount, node++) id[node] = values[slot];
    for (const [node, value] of wideIds) id[node] = value;
    const selfSize = this.selfSize.values;
    for (let slot = at.self_size, node = stored; slot < end; slot += fieldCount, node++)
      selfSize[node] = values[slot];

    const firstEdge = this.firstEdge.values;
    const declaredEdges = this.#header.edgeCount ?? maxEdges;
    let edgeCount = this.edgeCount;
    for (let slot = at.edge_count, node = stored; slot < end; slot += fieldCount, node++) {
      firstEdge[node] = edgeCount;
      edgeCount += values[slot];
      if (edgeCount > declaredEdges) {
        return {
          slot,
          problem: `its nodes claim more edges than the ${formatCount(declaredEdges)} its header declares`,
        };
      }
    }
    firstEdge[stored + recordCount] = edgeCount;
    this.edgeCount = edgeCount;

    if (this.detachedness && optional.detachedness !== undefined) {
      const detachedness = this.detachedness.values;
      for (let slot = optional.detachedness, node = stored; slot < end; slot += fieldCount, node++) {
        detachedness[node] = Math.min(values[slot], unknownType);
      }
    }
    if (this.traceId && optional.trace_node_id !== undefined) {
      const traceId = this.traceId.values;
      for (let slot = optional.trace_node_id, node = stored; slot < end; slot += fieldCount, node++)
        traceId[node] = values[slot];
    }
    this.stored = stored + recordCount;
    return undefined;
  }

  /** All nodes are read: gives the columns their number for length. */
  fit(): void {
    fitColumns([this.kind, this.name, this.id, this.selfSize], this.stored);
    if (this.detachedness) fitColumns([this.detachedness], this.stored);
    if (this.traceId) fitColumns([this.traceId], this.stored);
    fitColumns([this.firstEdge], this.stored + 1);
  }

  #countUnnamed(type: number): NodeKind {
    const known = this.unnamed.get(type) ?? { kind: enterUnnamed(this.kindTable, type), count: 0 };
    known.count++;
    this.unnamed.set(type, known);
    return known.kind;
  }

  /** @param wideIds gets the node → id of those that do not fit */
  #storeTooLong(
    tooLong: ReadonlyMap<number, number>,
    recordCount: number,
    wideIds: Map<number, number>,
  ): BadValue | undefined {
    const { fieldCount } = this;
    const { self_size: selfSize, id, ...others } = this.#header.node.at;
    for (const [slot, value] of tooLong) {
      if (slot >= recordCount * fieldCount) continue;
      const field = slot % fieldCount;
      if (field !== selfSize && field !== id) continue;
      if (field === id && value > maxExact) return { slot, problem: `${value} is too large a number here` };
      (field === id ? wideIds : this.hugeSelfSize).set(this.stored + Math.floor(slot / fieldCount), value);
    }
    if (wideIds.size > 0 && this.id.values instanceof Uint32Array) {
      this.id.values = Float64Array.from(this.id.values);
    }
    return findTooLong(tooLong, recordCount, fieldCount, Object.values(others));
  }
}

export class EdgeColumns implements RecordSink {
  readonly section = 'edges';
  readonly fieldCount: number;
  readonly declared: number | undefined;
  stored = 0;
  /** A type the header does not name → how many edges there are of it. */
  readonly unnamed: Map<number, number> = new Map();

  readonly kind: GrowingColumn<Uint8Array>;
  readonly name: GrowingColumn<Uint32Array>;
  readonly target: GrowingColumn<Uint32Array>;
  /** The largest string position named so far, and by which record: checked when all strings are read. */
  highestName = -1;
  highestNameRecord = -1;

  readonly #header: SnapshotHeader;
  readonly #nodeCount: number;
  readonly #kindOf: Uint8Array;

  constructor(header: SnapshotHeader, nodeCount: number, bytes: Bytes | undefined) {
    this.#header = header;
    this.#nodeCount = nodeCount;
    this.fieldCount = header.edge.fieldCount;
    this.declared = header.edgeCount;
    this.#kindOf = kindLookup(mapEdgeKinds(header.edgeTypes));
    const capacity = initialCapacity(header.edgeCount, this.fieldCount, bytes);
    this.kind = { values: new Uint8Array(capacity) };
    this.name = { values: new Uint32Array(capacity) };
    this.target = { values: new Uint32Array(capacity) };
  }

  store(scanner: NumberScanner, recordCount: number): BadValue | undefined {
    const { stored, fieldCount, declared } = this;
    if (declared !== undefined && stored + recordCount > declared) {
      return {
        slot: (declared - stored) * fieldCount,
        problem: `there are more edges than the ${formatCount(declared)} its header declares`,
      };
    }
    if (scanner.tooLong.size > 0) {
      const fields = Object.values(this.#header.edge.at);
      const bad = findTooLong(scanner.tooLong, recordCount, fieldCount, fields);
      if (bad) return bad;
    }
    growColumns([this.kind, this.name, this.target], stored + recordCount, declared);

    const { at } = this.#header.edge;
    const { values } = scanner;
    const end = recordCount * fieldCount;
    const kindOf = this.#kindOf;
    const typeCount = kindOf.length;
    const kind = this.kind.values;
    for (let slot = at.type, edge = stored; slot < end; slot += fieldCount, edge++) {
      const type = values[slot];
      if (type < typeCount) {
        kind[edge] = kindOf[type];
        continue;
      }
      if (type > maxUnnamedType)
        return { slot, problem: `edge type ${type} is not one of the ${typeCount} in its header` };
      this.unnamed.set(type, (this.unnamed.get(type) ?? 0) + 1);
      kind[edge] = EdgeKind.unknown;
    }

    const name = this.name.values;
    let { highestName, highestNameRecord } = this;
    for (let slot = at.name_or_index, edge = stored; slot < end; slot += fieldCount, edge++) {
      const index = values[slot];
      name[edge] = index;
      if (index > highestName && !isIndexedEdgeKind(kind[edge] as EdgeKind)) {
        highestName = index;
        highestNameRecord = edge;
      }
    }
    this.highestName = highestName;
    this.highestNameRecord = highestNameRecord;

    const target = this.target.values;
    const nodeFieldCount = this.#header.node.fieldCount;
    const nodeCount = this.#nodeCount;
    // A multiplication is several times cheaper than a division; the check behind it keeps it honest.
    const perField = 1 / nodeFieldCount;
    for (let slot = at.to_node, edge = stored; slot < end; slot += fieldCount, edge++) {
      const nodeIndex = values[slot];
      const node = (nodeIndex * perField + 0.5) >>> 0;
      if (node * nodeFieldCount !== nodeIndex || node >= nodeCount) {
        return {
          slot,
          problem: `an edge points at ${nodeIndex}, which is not the start of one of its ${formatCount(nodeCount)} nodes`,
        };
      }
      target[edge] = node;
    }
    this.stored = stored + recordCount;
    return undefined;
  }

  fit(): void {
    fitColumns([this.kind, this.name, this.target], this.stored);
  }
}

/** Locations: their number is declared nowhere, so their columns grow as they come. */
export class LocationColumns implements RecordSink {
  readonly section = 'locations';
  readonly fieldCount: number;
  readonly declared = undefined;
  stored = 0;

  readonly node: GrowingColumn<Uint32Array> = { values: new Uint32Array(1 << 10) };
  readonly scriptId: GrowingColumn<Uint32Array> = { values: new Uint32Array(1 << 10) };
  readonly line: GrowingColumn<Uint32Array> = { values: new Uint32Array(1 << 10) };
  readonly column: GrowingColumn<Uint32Array> = { values: new Uint32Array(1 << 10) };

  readonly #header: SnapshotHeader;
  readonly #nodeCount: number;
  readonly #layout: NonNullable<SnapshotHeader['location']>;

  constructor(header: SnapshotHeader, nodeCount: number, layout: NonNullable<SnapshotHeader['location']>) {
    this.#header = header;
    this.#nodeCount = nodeCount;
    this.#layout = layout;
    this.fieldCount = layout.fieldCount;
  }

  store(scanner: NumberScanner, recordCount: number): BadValue | undefined {
    const { stored, fieldCount } = this;
    growColumns([this.node, this.scriptId, this.line, this.column], stored + recordCount, Infinity);
    const { at } = this.#layout;
    if (scanner.tooLong.size > 0) {
      const bad = findTooLong(scanner.tooLong, recordCount, fieldCount, Object.values(at));
      if (bad) return bad;
    }
    const { values } = scanner;
    const end = recordCount * fieldCount;
    const nodeFieldCount = this.#header.node.fieldCount;
    const nodeCount = this.#nodeCount;
    const node = this.node.values;
    for (let slot = at.object_index, row = stored; slot < end; slot += fieldCount, row++) {
      const ordinal = values[slot] / nodeFieldCount;
      if (!Number.isInteger(ordinal) || ordinal >= nodeCount) {
        return {
          slot,
          problem: `a location belongs to ${values[slot]}, which is not the start of one of its ${formatCount(nodeCount)} nodes`,
        };
      }
      node[row] = ordinal;
    }
    for (const [column, offset] of [
      [this.scriptId.values, at.script_id],
      [this.line.values, at.line],
      [this.column.values, at.column],
    ] as const) {
      for (let slot = offset, row = stored; slot < end; slot += fieldCount, row++) column[row] = values[slot];
    }
    this.stored = stored + recordCount;
    return undefined;
  }
}
