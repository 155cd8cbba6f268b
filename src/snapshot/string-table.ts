import type { FoundText, StringTable, TextPiece } from '../heap/heap-graph.ts';
import type { StringIndex } from '../heap/index-spaces.ts';
import { formatCount, type Bytes } from '../base/units.ts';
import { findText } from './string-search.ts';
import { findPiece } from './text-piece.ts';
import { TextLength, maxV8TextLength } from './text-length.ts';

const quote = 0x22;
const backslash = 0x5c;

/** 4 MiB: large enough that few strings lie across two, small enough that a small file wastes little. */
const pageBits = 22;
const pageSize = 1 << pageBits;
/** Strings whose offsets share one base. They span less than 4 GiB, so the low 32 bits tell them apart. */
const groupBits = 16;

/**
 * What is decoded of one text: ten times the longest that V8 writes, which cuts at 1024 characters of six bytes. A name is
 * copied, measured and quoted on its way into a report, and a hundred megabytes of it would be gigabytes.
 */
const maxTextBytes = 1 << 16;

/**
 * The "strings" section as it stands in the file: its bytes in pages, and where each string begins.
 * A text is decoded when somebody asks for it, so the section may be larger than V8's longest string
 * (512 MB), and a snapshot of which nobody reads the texts pays 4 bytes for each.
 */
export class StringPages implements StringTable {
  readonly #pages: Uint8Array[] = [];
  /** Bytes stored. */
  #length = 0;
  /** StringIndex → low 32 bits of the offset of its first byte, behind the quote. */
  #starts = new Uint32Array(1 << 10);
  /** StringIndex >>> groupBits → offset of the group's first string. Float64: offsets pass 2^32. */
  readonly #groupBases: number[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Bytes stored so far: the offset the next appended byte gets. */
  get length(): number {
    return this.#length;
  }

  /** Copies `chunk[from … to)` behind what is there. */
  append(chunk: Uint8Array, from: number, to: number): void {
    while (from < to) {
      const within = this.#length % pageSize;
      const page = this.#pageWithRoom(within, to - from);
      const part = Math.min(to - from, pageSize - within);
      page.set(chunk.subarray(from, from + part), within);
      this.#length += part;
      from += part;
    }
  }

  /** The first page grows with what comes, so that small files stay small; the others are whole at once. */
  #pageWithRoom(within: number, wanted: number): Uint8Array {
    const index = Math.floor(this.#length / pageSize);
    const page = this.#pages[index];
    if (page !== undefined && Math.min(within + wanted, pageSize) <= page.length) return page;
    if (index > 0) return (this.#pages[index] = new Uint8Array(pageSize));
    const length = Math.max(within + wanted, 2 * (page?.length ?? 0));
    const larger = new Uint8Array(Math.min(pageSize, length));
    if (page !== undefined) larger.set(page);
    return (this.#pages[0] = larger);
  }

  /** Notes that a string begins at `offset`. */
  addString(offset: number): void {
    if (this.#count === this.#starts.length) {
      const larger = new Uint32Array(this.#count * 2);
      larger.set(this.#starts);
      this.#starts = larger;
    }
    if (this.#count % (1 << groupBits) === 0) this.#groupBases.push(offset);
    this.#starts[this.#count++] = offset % 2 ** 32;
  }

  /** Of its first byte, behind the quote. */
  offsetOf(index: StringIndex): number {
    const base = this.#groupBases[index >>> groupBits];
    return base + ((this.#starts[index] - (base % 2 ** 32)) >>> 0);
  }

  at(index: StringIndex): string {
    const start = this.offsetOf(index);
    const page = this.#pages[Math.floor(start / pageSize)];
    const within = start % pageSize;
    const limit = Math.min(page.length, within + maxTextBytes);
    let end = within;
    let seen = 0;
    let hasEscape = false;
    while (end < limit && page[end] !== quote) {
      const byte = page[end++];
      seen |= byte;
      if (byte === backslash) {
        hasEscape = true;
        end++;
      }
    }
    if (end >= limit) return this.#decodeSlices(index, start);
    const bytes = Buffer.from(page.buffer, page.byteOffset + within, end - within);
    const text = bytes.toString(seen < 0x80 ? 'latin1' : 'utf8');
    return hasEscape ? unescapeJson(text) : text;
  }

  isNumber(index: StringIndex): boolean {
    const start = this.offsetOf(index);
    const page = this.#pages[Math.floor(start / pageSize)];
    let at = start % pageSize;
    // One that lies across two pages is taken for another text, which costs a decoding.
    while (at < page.length && (page[at] ^ 0x30) <= 9) at++;
    return at < page.length && page[at] === quote;
  }

  numberAt(index: StringIndex): number {
    const start = this.offsetOf(index);
    const page = this.#pages[Math.floor(start / pageSize)];
    let at = start % pageSize;
    let value = 0;
    const first = at;
    for (; at < page.length && (page[at] ^ 0x30) <= 9; at++) value = value * 10 + (page[at] ^ 0x30);
    if (at < page.length) return page[at] === quote && at > first ? value : NaN;
    const text = this.at(index);
    return /^\d+$/.test(text) ? Number(text) : NaN;
  }

  is(index: StringIndex, text: string): boolean {
    const start = this.offsetOf(index);
    const page = this.#pages[Math.floor(start / pageSize)];
    const within = start % pageSize;
    if (within + text.length >= page.length) return this.at(index) === text;
    if (page[within + text.length] !== quote) return false;
    for (let at = 0; at < text.length; at++) {
      if (page[within + at] !== text.charCodeAt(at)) return false;
    }
    return true;
  }

  find(text: string, from: StringIndex, most: number): FoundText {
    return findText(this, text, from, most);
  }

  pieceAt(index: StringIndex, from: number, length: number): TextPiece {
    const { bytes, before, units } = findPiece(
      () => this.parts(this.offsetOf(index), this.endOf(index)),
      from,
      length,
    );
    const text = unescapeJson(bytes.toString('utf8')).slice(from - before, from - before + length);
    return { text, length: units };
  }

  bytesBetween(from: StringIndex, to: StringIndex): Bytes {
    return (to < this.#count ? this.offsetOf(to) : this.#length) - this.offsetOf(from);
  }

  byteLength(index: StringIndex): Bytes {
    return this.endOf(index) - this.offsetOf(index);
  }

  /** FNV-1a over its bytes. */
  hashOf(index: StringIndex): number {
    let hash = 0x811c9dc5;
    for (const part of this.parts(this.offsetOf(index), this.endOf(index))) {
      for (let at = 0; at < part.length; at++) hash = Math.imul(hash ^ part[at], 0x01000193);
    }
    return hash >>> 0;
  }

  areSame(index: StringIndex, other: StringIndex): boolean {
    if (index === other) return true;
    const [start, otherStart] = [this.offsetOf(index), this.offsetOf(other)];
    const length = this.endOf(index) - start;
    if (this.endOf(other) - otherStart !== length) return false;
    for (let done = 0; done < length; done += pageSize) {
      const part = Math.min(pageSize, length - done);
      if (!this.#slice(start + done, part).equals(this.#slice(otherStart + done, part))) return false;
    }
    return true;
  }

  /** What lies across two pages, or is too long: then its beginning, and how long it is. */
  #decodeSlices(index: StringIndex, start: number): string {
    const length = this.endOf(index) - start;
    if (length <= maxTextBytes) return unescapeJson(this.#slice(start, length).toString('utf8'));
    const beginning = wholeCharacters(this.#slice(start, maxTextBytes));
    return `${unescapeJson(beginning.toString('utf8'))}… (${formatCount(length)} bytes long)`;
  }

  /** Of the quote behind it. Found from behind: a long string is not read through for its end. */
  endOf(index: StringIndex): number {
    const isLast = index === this.#count - 1;
    // Behind the closing quote there are blanks, and a comma and the next one's quote, or the bracket.
    let offset = isLast ? this.#length - 1 : this.offsetOf((index + 1) as StringIndex) - 2;
    while (this.#pages[Math.floor(offset / pageSize)][offset % pageSize] !== quote) offset--;
    return offset;
  }

  /** A copy of so many bytes, from all the pages they lie in. */
  #slice(start: number, length: number): Buffer {
    return Buffer.concat([...this.parts(start, start + length)], length);
  }

  /** The bytes stored at `from … to`, a view for each page they lie in. */
  *parts(from: number, to: number): Generator<Uint8Array, void> {
    for (let offset = from; offset < to;) {
      // Division, not shifts: offsets may pass 2^32.
      const page = this.#pages[Math.floor(offset / pageSize)];
      const within = offset % pageSize;
      const part = page.subarray(within, within + to - offset);
      yield part;
      offset += part.length;
    }
  }
}

/** Without the escape or the character that its end cuts in two. */
function wholeCharacters(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] & 0xc0) === 0x80) end--;
  if (end > 0 && bytes[end - 1] >= 0xc0) end--;
  // An escape is six bytes at most. A backslash begins one where an even number of them stands before it.
  const slash = bytes.lastIndexOf(backslash, end - 1);
  if (slash < end - 5) return bytes.subarray(0, end);
  let first = slash;
  while (first > 0 && bytes[first - 1] === backslash) first--;
  const isEscape = (slash - first) % 2 === 0;
  return bytes.subarray(0, isEscape ? slash : end);
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** The text of a JSON string's inside. What is no escape of JSON's stands for itself, as damaged files are read too. */
function unescapeJson(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_, code: string | undefined, other: string) =>
    code === undefined ? (shortEscapes.get(other) ?? other) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/**
 * Reads the array of strings from bytes that come in chunks, cut anywhere: keeps the bytes, notes
 * where each string begins.
 */
export class StringScanner {
  readonly table: StringPages = new StringPages();
  done = false;
  /** Where `scan` failed, in the chunk, and why. */
  failedAt = 0;
  problem = '';

  readonly #maxLength: number;
  #inString = false;
  /** Offset in the table of the string that was read last. */
  #start = 0;
  /** Of that string, once it has more bytes than a text may have units. */
  #length: TextLength | undefined;
  /** Up to which offset that has counted. */
  #counted = 0;
  /** A backslash was the last byte of the chunk before. */
  #escaped = false;
  #afterString = false;

  /** @param maxLength of a text, in UTF-16 units: nothing longer can have been in a heap */
  constructor(maxLength: number = maxV8TextLength) {
    this.#maxLength = maxLength;
  }

  /** @returns the first byte not read, or −1 when there is a `problem` with the byte at `failedAt` */
  scan(chunk: Uint8Array, position: number, end: number): number {
    const { table } = this;
    const maxLength = this.#maxLength;
    const chunkStart = position;
    // Offset in the table of a byte at `position`; the bytes themselves are copied at the end, all at once.
    const toOffset = table.length - chunkStart;
    let inString = this.#inString;
    let start = this.#start;
    let isLong = false;

    if (this.#escaped && position < end) {
      this.#escaped = false;
      position++;
    }
    while (position < end) {
      if (inString) {
        let byte = chunk[position];
        while (byte !== quote && byte !== backslash && ++position < end) byte = chunk[position];
        if (position >= end) break;
        if (byte === quote) {
          inString = false;
          this.#afterString = true;
          isLong = position + toOffset - start > maxLength;
          position++;
          if (isLong) break;
        } else {
          position += 2;
          if (position > end) {
            this.#escaped = true;
            position = end;
          }
        }
        continue;
      }
      const byte = chunk[position++];
      if (byte === quote) {
        if (this.#afterString) return this.#fail(position - 1);
        inString = true;
        start = position + toOffset;
        table.addString(start);
      } else if (byte === 0x2c) {
        if (!this.#afterString) return this.#fail(position - 1);
        this.#afterString = false;
      } else if (byte === 0x5d) {
        if (!this.#afterString && table.count > 0) return this.#fail(position - 1);
        this.done = true;
        break;
      } else if (byte !== 0x0a && byte !== 0x20 && byte !== 0x0d && byte !== 0x09) {
        return this.#fail(position - 1);
      }
    }
    table.append(chunk, chunkStart, position);
    this.#inString = inString;
    this.#start = start;
    if (inString) isLong = table.length - start > maxLength;
    // Of a string that has ended the quote is stored, too.
    if (isLong && this.#isTooLong(start, inString ? table.length : table.length - 1)) {
      const which = formatCount(table.count - 1);
      return this.#fail(
        position - 1,
        `string ${which} is longer than ${formatCount(maxLength)} characters, the most that V8 can hold`,
      );
    }
    return position;
  }

  /** Only where bytes alone do not tell: an escape of six bytes is one unit. What is counted is not counted again. */
  #isTooLong(from: number, to: number): boolean {
    if (!this.#length || this.#counted < from) {
      this.#length = new TextLength();
      this.#counted = from;
    }
    for (const part of this.table.parts(this.#counted, to)) this.#length.add(part);
    this.#counted = to;
    return this.#length.units > this.#maxLength;
  }

  #fail(position: number, problem = 'unexpected byte in "strings": expected a string'): number {
    this.failedAt = position;
    this.problem = problem;
    return -1;
  }
}
