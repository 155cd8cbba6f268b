import { EdgeKind, isIndexedEdgeKind, mapEdgeKinds } from '../heap/kinds.ts';
import { formatCount, type Bytes } from '../base/units.ts';
import type { SnapshotHeader } from './format.ts';
import { fitColumns, growColumns, initialCapacity, type GrowingColumn } from './growing-columns.ts';
import { commaDigit, maxPlainBytes, newlineDigit, type NumberScanner } from './number-scanner.ts';

/** The digit, in ASCII. */
const zero = 0x30;

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
  /**
   * Reads records as V8 writes them straight into the columns, without the batch: nearly all of a file. What is not as expected
   * is left to the scanner and `store`, which say what is wrong with it, if anything is.
   *
   * @param position of a record's first byte
   * @returns the first byte not read: of a record, as those read end with the comma behind them
   */
  readPlain?(chunk: Uint8Array, position: number): number;
}

/** A type of higher number is none, but damage: V8 has five bits for it. */
export const maxUnnamedType = 63;

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

/** Beyond what a byte's kinds go to. */
export const unknownType = 0xff;

/** File's number of a type → our kind, as a table for the inner loop. */
export function kindLookup(kinds: readonly number[]): Uint8Array {
  const lookup = new Uint8Array(Math.max(kinds.length, 1)).fill(unknownType);
  lookup.set(kinds);
  return lookup;
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

  readPlain(chunk: Uint8Array, position: number): number {
    const { at } = this.#header.edge;
    if (this.fieldCount !== 3 || at.type !== 0 || at.name_or_index !== 1) return position;
    const kindOf = this.#kindOf;
    const typeCount = Math.min(kindOf.length, 10);
    const kind = this.kind.values;
    const name = this.name.values;
    const target = this.target.values;
    const capacity = name.length;
    const nodeFieldCount = this.#header.node.fieldCount;
    const nodeCount = this.#nodeCount;
    const perField = 1 / nodeFieldCount;
    const lastSafe = chunk.length - 3 * maxPlainBytes;
    let edge = this.stored;
    let { highestName, highestNameRecord } = this;
    while (position < lastSafe && edge < capacity) {
      const type = chunk[position] ^ 0x30;
      if (type >= typeCount || (chunk[position + 1] ^ 0x30) !== commaDigit) break;
      let behind = position + 2;
      let index = chunk[behind] ^ 0x30;
      if (index > 9) break;
      let digit = chunk[++behind] ^ 0x30;
      while (digit <= 9) {
        index = (Math.imul(index, 10) + digit) | 0;
        digit = chunk[++behind] ^ 0x30;
      }
      const indexDigits = behind - position - 2;
      if (digit !== commaDigit) break;
      const start = ++behind;
      let nodeIndex = chunk[start] ^ 0x30;
      if (nodeIndex > 9) break;
      digit = chunk[++behind] ^ 0x30;
      while (digit <= 9) {
        nodeIndex = (Math.imul(nodeIndex, 10) + digit) | 0;
        digit = chunk[++behind] ^ 0x30;
      }
      const nodeDigits = behind - start;
      // V8 of Node 20 begins a line before the comma.
      if (digit === newlineDigit) digit = chunk[++behind] ^ 0x30;
      if (digit !== commaDigit) break;
      // Nine digits fit. "07" is no number of JSON.
      if (indexDigits > 9 || nodeDigits > 9) break;
      if ((chunk[position + 2] === zero && indexDigits > 1) || (chunk[start] === zero && nodeDigits > 1))
        break;
      const node = (nodeIndex * perField + 0.5) >>> 0;
      if (node * nodeFieldCount !== nodeIndex || node >= nodeCount) break;
      kind[edge] = kindOf[type];
      name[edge] = index;
      target[edge] = node;
      if (index > highestName && !isIndexedEdgeKind(kind[edge] as EdgeKind)) {
        highestName = index;
        highestNameRecord = edge;
      }
      edge++;
      position = behind + 1;
    }
    this.stored = edge;
    this.highestName = highestName;
    this.highestNameRecord = highestNameRecord;
    return position;
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
