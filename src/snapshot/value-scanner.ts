const quote = 0x22;
const backslash = 0x5c;

/**
 * Passes over one JSON value, whatever it is, in bytes that come in chunks: for sections nobody
 * needs, and, with a limit of bytes to keep, for the header.
 */
export class ValueScanner {
  done = false;
  /** The value has more bytes than the limit. */
  tooLong = false;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #started = false;
  readonly #keepLimit: number;
  readonly #kept: Uint8Array[] = [];
  #keptBytes = 0;

  /** @param keepLimit bytes to keep for `text`; 0 keeps none */
  constructor(keepLimit: number) {
    this.#keepLimit = keepLimit;
  }

  /** @returns the first byte not read; behind the value when `done` */
  scan(chunk: Uint8Array, start: number, end: number): number {
    let position = start;
    for (; position < end && !this.done; position++) {
      const byte = chunk[position];
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) {
          this.#inString = false;
          if (this.#depth === 0) this.done = true;
        }
      } else if (byte === quote) {
        this.#inString = true;
        this.#started = true;
      } else if (byte === 0x7b || byte === 0x5b) {
        this.#depth++;
        this.#started = true;
      } else if (byte === 0x7d || byte === 0x5d) {
        if (this.#depth === 0) return this.#end(chunk, start, position);
        if (--this.#depth === 0) this.done = true;
      } else if (this.#depth === 0) {
        // A bare number or word ends before the comma or bracket behind it.
        if (byte === 0x2c && this.#started) return this.#end(chunk, start, position);
        if (byte > 0x20) this.#started = true;
      }
    }
    this.#keep(chunk, start, position);
    return position;
  }

  #end(chunk: Uint8Array, start: number, position: number): number {
    this.done = true;
    this.#keep(chunk, start, position);
    return position;
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    if (this.#keepLimit === 0) return;
    this.#keptBytes += end - start;
    if (this.#keptBytes > this.#keepLimit) {
      this.tooLong = true;
      this.done = true;
    } else this.#kept.push(chunk.slice(start, end));
  }

  /** What was kept, as text. */
  get text(): string {
    return Buffer.concat(this.#kept).toString('utf8');
  }
}
