import { TextLength } from './text-length.ts';

const quote = 0x22;
const backslash = 0x5c;

/** What becomes of a string: it stays (undefined), all behind so many UTF-16 units is masked, or another text is in its place. */
export type Rewrite = (index: number) => number | string | undefined;

/**
 * Copies a snapshot's bytes with other texts in its section "strings", and every other byte as it is. Takes chunks cut anywhere;
 * a text may be longer than any chunk. The file was read before: what is wrong with it was found then.
 *
 * Time O(bytes); memory two chunks.
 */
export class StringRewriter {
  readonly #rewrite: Rewrite;
  readonly #mask: number;
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  /** The key at the top level that is being read, or was read last. */
  #key = '';
  #isInStrings = false;
  #index = -1;
  /** Inside a string of the section that does not stay. */
  #text: MaskedText | undefined;

  /** @param mask one ASCII character */
  constructor(rewrite: Rewrite, mask: string) {
    this.#rewrite = rewrite;
    this.#mask = mask.charCodeAt(0);
  }

  /** Strings of the section so far. */
  get stringCount(): number {
    return this.#index + 1;
  }

  /** @returns the bytes to write, views of the chunk where nothing changes */
  rewrite(chunk: Uint8Array): Uint8Array[] {
    const out: Uint8Array[] = [];
    let position = 0;
    while (position < chunk.length) {
      if (this.#text) position = this.#passOver(this.#text, chunk, position, out);
      else position = this.#copy(chunk, position, out);
    }
    return out;
  }

  /** Copies up to where a string begins that does not stay. */
  #copy(chunk: Uint8Array, from: number, out: Uint8Array[]): number {
    let position = from;
    while (position < chunk.length) {
      const byte = chunk[position++];
      if (this.#isInText) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === backslash) this.#isEscaped = true;
        else if (byte === quote) {
          this.#isInText = false;
          continue;
        }
        if (this.#depth === 1) this.#key += String.fromCharCode(byte);
      } else if (byte === quote) {
        this.#isInText = true;
        if (this.#depth === 1) this.#key = '';
        if (!this.#isInStrings || this.#depth !== 2) continue;
        const fate = this.#rewrite(++this.#index);
        if (fate === undefined) continue;
        out.push(chunk.subarray(from, position));
        this.#text = new MaskedText(fate);
        return position;
      } else if (byte === 0x5b || byte === 0x7b) {
        if (++this.#depth === 2) this.#isInStrings = this.#key === 'strings';
      } else if (byte === 0x5d || byte === 0x7d) this.#depth--;
    }
    out.push(chunk.subarray(from, position));
    return position;
  }

  /** Passes over a string, up to its quote or the end of the chunk, and writes what is in its place. */
  #passOver(text: MaskedText, chunk: Uint8Array, from: number, out: Uint8Array[]): number {
    let position = from;
    let isEscaped = this.#isEscaped;
    while (position < chunk.length) {
      const byte = chunk[position];
      if (isEscaped) isEscaped = false;
      else if (byte === backslash) isEscaped = true;
      else if (byte === quote) break;
      position++;
    }
    this.#isEscaped = isEscaped;
    const isWhole = position < chunk.length;
    text.pass(chunk.subarray(from, position), this.#mask, out);
    if (isWhole) {
      text.finish(out);
      this.#text = undefined;
      this.#isInText = false;
      out.push(chunk.subarray(position, ++position));
    }
    return position;
  }
}

/** A string while it is passed over. */
class MaskedText {
  readonly #length = new TextLength();
  readonly #fate: number | string;

  constructor(fate: number | string) {
    this.#fate = fate;
  }

  /** Writes a mask for each UTF-16 unit of a part, or the part itself as far as it stays. */
  pass(part: Uint8Array, mask: number, out: Uint8Array[]): void {
    if (typeof this.#fate === 'string') return;
    const kept = this.#fate;
    const length = this.#length;
    let before = length.units;
    let counted = 0;
    if (before <= kept) {
      // Byte by byte: behind the last unit that stays there may be the rest of it, as of an escape.
      while (counted < part.length && length.units <= kept) length.add(part.subarray(counted, ++counted));
      out.push(part.subarray(0, length.units > kept ? counted - 1 : counted));
      before = kept;
    }
    length.add(part.subarray(counted));
    if (length.units > before) out.push(new Uint8Array(length.units - before).fill(mask));
  }

  finish(out: Uint8Array[]): void {
    if (typeof this.#fate === 'string') out.push(Buffer.from(JSON.stringify(this.#fate).slice(1, -1)));
  }
}
