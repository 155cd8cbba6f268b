import type { AllocationTraces } from '../heap/heap-graph.ts';
import { asNodeColumn, type StringIndex } from '../heap/index-spaces.ts';
import type { TraceLayouts } from './format.ts';
import { growColumns, type GrowingColumn } from './growing-columns.ts';
import type { NumberScanner } from './number-scanner.ts';
import { findTooLong, type BadValue, type RecordSink } from './record-columns.ts';
import { TraceTree } from './trace-tree.ts';

/** Reads the sections of a heap whose allocations were tracked, and puts them together. */
export class TraceReader {
  readonly functions: FunctionColumns;
  readonly #tree: TraceTree;
  readonly #samples: SampleColumns | undefined;

  constructor(layouts: TraceLayouts) {
    this.functions = new FunctionColumns(layouts.functions);
    this.#tree = new TraceTree(layouts.tree);
    this.#samples = layouts.samples && new SampleColumns(layouts.samples);
  }

  /** What reads a section, behind its bracket; undefined where it is none of these. */
  open(section: string): { records?: RecordSink; tree?: TraceTree } | undefined {
    if (section === 'trace_function_infos') return { records: this.functions };
    if (section === 'trace_tree') return { tree: this.#tree };
    return section === 'samples' && this.#samples ? { records: this.#samples } : undefined;
  }

  /**
   * @param traceOf NodeOrdinal → its trace's id, which becomes its row of the tree
   * @returns undefined where the file has no tree
   */
  finish(traceOf: Uint32Array): AllocationTraces | undefined {
    const { count: rowCount } = this.#tree;
    if (rowCount === 0) return undefined;
    const fit = ({ values }: GrowingColumn<Uint32Array>, count: number): Uint32Array =>
      values.slice(0, count);
    const rows = rowsById(fit(this.#tree.id, rowCount));
    for (let node = 0; node < traceOf.length; node++) {
      const id = traceOf[node];
      if (id !== 0) traceOf[node] = id < rows.length ? rows[id] : 0;
    }
    const { functions } = this;
    return {
      traceOf: asNodeColumn(traceOf),
      callerOf: fit(this.#tree.callerOf, rowCount),
      functionOf: fit(this.#tree.functionOf, rowCount),
      functions: {
        count: functions.stored,
        name: fit(functions.name, functions.stored) as ArrayLike<number> as ArrayLike<StringIndex>,
        scriptName: fit(
          functions.scriptName,
          functions.stored,
        ) as ArrayLike<number> as ArrayLike<StringIndex>,
        scriptId: fit(functions.scriptId, functions.stored),
        line: fit(functions.line, functions.stored),
        column: fit(functions.column, functions.stored),
      },
      samples: {
        count: this.#samples?.stored ?? 0,
        timeUs: this.#samples?.timeUs ?? [],
        nextId: this.#samples?.nextId ?? [],
      },
    };
  }
}

/**
 * Trace's id → its row. V8 and Hermes number traces from 1 on without gaps; an id far beyond the number of rows,
 * which only a damaged file has, is no trace.
 */
function rowsById(ids: Uint32Array): Uint32Array {
  const limit = ids.length * 8 + 1024;
  let highest = 0;
  for (const id of ids) if (id < limit) highest = Math.max(highest, id);
  const rows = new Uint32Array(highest + 1);
  for (const [row, id] of ids.entries()) if (id < limit) rows[id] = row;
  return rows;
}

/** The functions of the tree. The header's count may be lower: a process that writes its own snapshot calls more. */
class FunctionColumns implements RecordSink {
  readonly section = 'trace_function_infos';
  readonly fieldCount: number;
  readonly declared = undefined;
  stored = 0;

  readonly name: GrowingColumn<Uint32Array> = { values: new Uint32Array(1 << 8) };
  readonly scriptName: GrowingColumn<Uint32Array> = { values: new Uint32Array(1 << 8) };
  readonly scriptId: GrowingColumn<Uint32Array> = { values: new Uint32Array(1 << 8) };
  readonly line: GrowingColumn<Uint32Array> = { values: new Uint32Array(1 << 8) };
  readonly column: GrowingColumn<Uint32Array> = { values: new Uint32Array(1 << 8) };
  /** The largest string position named so far, and by which record: checked when all strings are read. */
  highestName = -1;
  highestNameRecord = -1;

  readonly #layout: TraceLayouts['functions'];

  constructor(layout: TraceLayouts['functions']) {
    this.#layout = layout;
    this.fieldCount = layout.fieldCount;
  }

  store(scanner: NumberScanner, recordCount: number): BadValue | undefined {
    const { stored, fieldCount } = this;
    const { at } = this.#layout;
    const bad = findTooLong(scanner.tooLong, recordCount, fieldCount, Object.values(at));
    if (bad) return bad;
    const columns = [
      [this.name, at.name],
      [this.scriptName, at.script_name],
      [this.scriptId, at.script_id],
      [this.line, at.line],
      [this.column, at.column],
    ] as const;
    growColumns(
      columns.map(([column]) => column),
      stored + recordCount,
      Infinity,
    );
    const { values } = scanner;
    for (let record = 0; record < recordCount; record++) {
      for (const [column, offset] of columns) {
        const value = values[record * fieldCount + offset];
        column.values[stored + record] = value;
        if ((offset === at.name || offset === at.script_name) && value > this.highestName) {
          this.highestName = value;
          this.highestNameRecord = stored + record;
        }
      }
    }
    this.stored = stored + recordCount;
    return undefined;
  }
}

/** Times go past 32 bits in 71 minutes, so these are plain numbers: V8 takes 20 samples a second. */
class SampleColumns implements RecordSink {
  readonly section = 'samples';
  readonly fieldCount: number;
  readonly declared = undefined;
  readonly timeUs: number[] = [];
  readonly nextId: number[] = [];

  readonly #layout: NonNullable<TraceLayouts['samples']>;

  constructor(layout: NonNullable<TraceLayouts['samples']>) {
    this.#layout = layout;
    this.fieldCount = layout.fieldCount;
  }

  get stored(): number {
    return this.timeUs.length;
  }

  store({ values, tooLong }: NumberScanner, recordCount: number): undefined {
    const { at } = this.#layout;
    const valueAt = (slot: number): number => tooLong.get(slot) ?? values[slot];
    for (let record = 0; record < recordCount; record++) {
      this.timeUs.push(valueAt(record * this.fieldCount + at.timestamp_us));
      this.nextId.push(valueAt(record * this.fieldCount + at.last_assigned_id));
    }
  }
}
