import type { TraceLayouts } from './format.ts';
import { growColumns, type GrowingColumn } from './growing-columns.ts';

const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** What may come next in the tree. */
type Expectation = 'value or end' | 'value' | 'comma' | 'comma or end';

/**
 * Reads the tree of calls, `[id,function,count,size,[…],…]`, in bytes that come in chunks: a row for each call, in
 * the file's order, so that callers come before what they call. Nothing recurses: a hostile tree is as deep as it is long.
 *
 * Cost: about 5 ns a byte, 12 bytes a row.
 */
export class TraceTree {
  count = 0;
  isDone = false;
  /** Where `scan` failed, in the chunk. */
  failedAt = 0;
  readonly id: GrowingColumn<Uint32Array> = { values: new Uint32Array(1 << 10) };
  readonly functionOf: GrowingColumn<Uint32Array> = { values: new Uint32Array(1 << 10) };
  readonly callerOf: GrowingColumn<Uint32Array> = { values: new Uint32Array(1 << 10) };

  readonly #layout: TraceLayouts['tree'];
  /** Rows whose children are being read, the root first. */
  readonly #open: number[] = [];
  #expect: Expectation = 'value or end';
  /** Position in the record of what is read. */
  #field = 0;
  #value = 0;
  #inNumber = false;

  constructor(layout: TraceLayouts['tree']) {
    this.#layout = layout;
  }

  /** @returns the first byte not read; negative for one that cannot stand there: `failedAt` */
  scan(chunk: Uint8Array, start: number): number {
    for (let position = start; position < chunk.length; position++) {
      const byte = chunk[position];
      const digit = byte ^ 0x30;
      if (digit <= 9) {
        if (!this.#takeDigit(digit)) return this.#fail(position);
        continue;
      }
      if (this.#inNumber) this.#endNumber();
      if (byte === comma) {
        if (this.#expect !== 'comma' && this.#expect !== 'comma or end') return this.#fail(position);
        this.#expect = 'value';
      } else if (byte === openBracket) {
        if (!this.#isValueExpected() || this.#field !== this.#layout.at.children) return this.#fail(position);
        this.#open.push(this.count - 1);
        this.#field = 0;
        this.#expect = 'value or end';
      } else if (byte === closeBracket) {
        if (this.#field !== 0 || (this.#expect !== 'value or end' && this.#expect !== 'comma or end'))
          return this.#fail(position);
        if (this.#open.pop() === undefined) {
          this.isDone = true;
          return position + 1;
        }
        this.#field = this.#layout.at.children;
        this.#endField();
      } else if (byte !== 0x0a && byte !== 0x20 && byte !== 0x0d && byte !== 0x09) {
        return this.#fail(position);
      }
    }
    return chunk.length;
  }

  #isValueExpected(): boolean {
    return this.#expect === 'value' || (this.#expect === 'value or end' && this.#field === 0);
  }

  #takeDigit(digit: number): boolean {
    if (this.#inNumber) {
      this.#value = this.#value * 10 + digit;
      return true;
    }
    if (!this.#isValueExpected() || this.#field === this.#layout.at.children) return false;
    if (this.#field === 0) this.#beginRecord();
    this.#inNumber = true;
    this.#value = digit;
    return true;
  }

  #beginRecord(): void {
    growColumns([this.id, this.functionOf, this.callerOf], this.count + 1, Infinity);
    this.callerOf.values[this.count++] = this.#open.at(-1) ?? 0;
  }

  #endNumber(): void {
    const { at } = this.#layout;
    // What does not fit names nothing that there is.
    const value = Math.min(this.#value, 0xffffffff);
    if (this.#field === at.id) this.id.values[this.count - 1] = value;
    else if (this.#field === at.function_info_index) this.functionOf.values[this.count - 1] = value;
    this.#inNumber = false;
    this.#endField();
  }

  #endField(): void {
    this.#field = (this.#field + 1) % this.#layout.fieldCount;
    this.#expect = this.#field === 0 ? 'comma or end' : 'comma';
  }

  #fail(position: number): number {
    this.failedAt = position;
    return -1;
  }
}
