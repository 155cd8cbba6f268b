import {
  isIndexedEdgeKind,
  mapEdgeKinds,
  mapNodeKinds,
  type EdgeKind,
  type NodeKindTable,
} from '../heap/kinds.ts';
import { formatCount, type Bytes } from '../base/units.ts';
import type { SnapshotHeader } from './format.ts';
import { growColumns, initialCapacity, type GrowingColumn } from './growing-columns.ts';
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
  /** Records the header declares; undefined where it declares none (locations). */
  readonly declared: number | undefined;
  /** Records stored so far. */
  readonly stored: number;
  /** Stores the first `recordCount` records of the scanner's batch. */
  store(scanner: NumberScanner, recordCount: number): BadValue | undefined;
}

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
  readonly declared: number;
  stored = 0;
  readonly kindTable: NodeKindTable;

  readonly kind: GrowingColumn<Uint8Array>;
  readonly name: GrowingColumn<Uint32Array>;
  readonly id: GrowingColumn<Uint32Array>;
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
    if (stored + recordCount > declared) {
      return {
        slot: (declared - stored) * fieldCount,
        problem: `there are more nodes than the ${formatCount(declared)} its header declares`,
      };
    }
    const columns = [this.kind, this.name, this.id, this.selfSize];
    if (this.detachedness) columns.push(this.detachedness);
    if (this.traceId) columns.push(this.traceId);
    growColumns(columns, stored + recordCount, declared);
    growColumns([this.firstEdge], stored + recordCount + 1, declared + 1);

    if (scanner.tooLong.size > 0) {
      const bad = this.#storeTooLong(scanner.tooLong, recordCount);
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
      if (type >= typeCount)
        return { slot, problem: `node type ${type} is not one of the ${typeCount} in its header` };
      kind[node] = kindOf[type];
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
    const selfSize = this.selfSize.values;
    for (let slot = at.self_size, node = stored; slot < end; slot += fieldCount, node++)
      selfSize[node] = values[slot];

    const firstEdge = this.firstEdge.values;
    const declaredEdges = this.#header.edgeCount;
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

  #storeTooLong(tooLong: ReadonlyMap<number, number>, recordCount: number): BadValue | undefined {
    const { fieldCount } = this;
    const { self_size: selfSize, ...others } = this.#header.node.at;
    for (const [slot, value] of tooLong) {
      if (slot < recordCount * fieldCount && slot % fieldCount === selfSize)
        this.hugeSelfSize.set(this.stored + Math.floor(slot / fieldCount), value);
    }
    return findTooLong(tooLong, recordCount, fieldCount, Object.values(others));
  }
}

export class EdgeColumns implements RecordSink {
  readonly section = 'edges';
  readonly fieldCount: number;
  readonly declared: number;
  stored = 0;

  readonly kind: GrowingColumn<Uint8Array>;
  readonly name: GrowingColumn<Uint32Array>;
  readonly target: GrowingColumn<Uint32Array>;
  /** The largest string position named so far, and by which record: checked when all strings are read. */
  highestName = -1;
  highestNameRecord = -1;

  readonly #header: SnapshotHeader;
  readonly #kindOf: Uint8Array;

  constructor(header: SnapshotHeader, bytes: Bytes | undefined) {
    this.#header = header;
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
    if (stored + recordCount > declared) {
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
      if (type >= typeCount)
        return { slot, problem: `edge type ${type} is not one of the ${typeCount} in its header` };
      kind[edge] = kindOf[type];
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
    const { nodeCount } = this.#header;
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
  readonly #layout: NonNullable<SnapshotHeader['location']>;

  constructor(header: SnapshotHeader, layout: NonNullable<SnapshotHeader['location']>) {
    this.#header = header;
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
    const { nodeCount } = this.#header;
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
