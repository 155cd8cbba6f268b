import { formatCount, type Bytes } from '../base/units.ts';
import type { IdArray } from '../heap/index-spaces.ts';
import { enterUnnamed, mapNodeKinds, type NodeKind, type NodeKindTable } from '../heap/kinds.ts';
import type { SnapshotHeader } from './format.ts';
import { fitColumns, growColumns, initialCapacity, type GrowingColumn } from './growing-columns.ts';
import { commaDigit, maxPlainBytes, newlineDigit, type NumberScanner } from './number-scanner.ts';
import {
  findTooLong,
  kindLookup,
  maxUnnamedType,
  unknownType,
  type BadValue,
  type RecordSink,
} from './record-columns.ts';

/** Ids above this cannot be told apart. */
const maxExact = Number.MAX_SAFE_INTEGER;

/** The edges of one file are counted in 32 bits. */
const maxEdges = 2 ** 32 - 1;

/** V8 writes 6 or 7. */
const maxPlainFields = 8;

/** The nodes of a file, field by field. */
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

  /** Of the record that `readPlain` is at. */
  readonly #plainFields = new Int32Array(maxPlainFields);
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

  readPlain(chunk: Uint8Array, position: number): number {
    const { at, optional } = this.#header.node;
    const { fieldCount, detachedness, traceId } = this;
    const isUsual =
      at.type === 0 && at.name === 1 && at.id === 2 && at.self_size === 3 && at.edge_count === 4;
    if (!isUsual || traceId || fieldCount > maxPlainFields) return position;
    const kindOf = this.#kindOf;
    const typeCount = kindOf.length;
    const kind = this.kind.values;
    const name = this.name.values;
    const id = this.id.values;
    const selfSize = this.selfSize.values;
    const firstEdge = this.firstEdge.values;
    // They grow at different times, as one has an entry more.
    const capacity = Math.min(name.length, firstEdge.length - 1);
    const declaredEdges = this.#header.edgeCount ?? maxEdges;
    const detachedAt = optional.detachedness ?? 0;
    const fields = this.#plainFields;
    const lastSafe = chunk.length - fieldCount * maxPlainBytes;
    let node = this.stored;
    let { edgeCount, highestName, highestNameRecord } = this;
    while (position < lastSafe && node < capacity) {
      let behind = position;
      let field = 0;
      let digit = 0;
      for (; field < fieldCount; field++) {
        const start = behind;
        let value = chunk[start] ^ 0x30;
        if (value > 9) break;
        digit = chunk[++behind] ^ 0x30;
        if (digit <= 9) {
          // "07" is no number of JSON.
          if (value === 0) break;
          do {
            value = (Math.imul(value, 10) + digit) | 0;
            digit = chunk[++behind] ^ 0x30;
          } while (digit <= 9);
          // Behind the last field, too, it is not one that was read.
          if (behind - start > 9) {
            digit = -1;
            break;
          }
        }
        fields[field] = value;
        if (digit !== commaDigit) break;
        behind++;
      }
      // The comma behind the last field may have the end of a line before it.
      if (field === fieldCount) behind--;
      else if (field < fieldCount - 1 || digit !== newlineDigit || (chunk[++behind] ^ 0x30) !== commaDigit)
        break;
      const type = fields[0];
      const count = edgeCount + fields[4];
      if (type >= typeCount || count > declaredEdges) break;
      kind[node] = kindOf[type];
      const nameIndex = fields[1];
      name[node] = nameIndex;
      if (nameIndex > highestName) {
        highestName = nameIndex;
        highestNameRecord = node;
      }
      id[node] = fields[2];
      selfSize[node] = fields[3];
      firstEdge[node] = edgeCount;
      if (detachedness) detachedness.values[node] = Math.min(fields[detachedAt], unknownType);
      edgeCount = count;
      node++;
      position = behind + 1;
    }
    firstEdge[node] = edgeCount;
    this.stored = node;
    this.edgeCount = edgeCount;
    this.highestName = highestName;
    this.highestNameRecord = highestNameRecord;
    return position;
  }

  /** All nodes are read: gives the columns their number for length. */
  fit(): void {
    fitColumns([this.kind, this.name, this.id, this.selfSize], this.stored);
    if (this.detachedness) fitColumns([this.detachedness], this.stored);
    if (this.traceId) fitColumns([this.traceId], this.stored);
    fitColumns([this.firstEdge], this.stored + 1);
  }

  /** The ids of the nodes stored: the column may have room left over. */
  storedIds(): IdArray {
    return this.id.values.length === this.stored ? this.id.values : this.id.values.slice(0, this.stored);
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
