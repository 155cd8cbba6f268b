/** ASCII codes the scanners look for. */
const zero = 0x30;
const comma = 0x2c;
const closeBracket = 0x5d;

/** Separators as loops over plain numbers see them: exclusive-or'ed with "0". */
export const commaDigit: number = comma ^ 0x30;
export const newlineDigit: number = 0x0a ^ 0x30;

/** A plain number, of up to nine digits, with what may stand behind it. */
export const maxPlainBytes = 12;

/** Values of one batch; divisible by nothing in particular, small enough to stay in the second-level cache. */
const batchCapacity = 1 << 15;

/** The scanner met a byte that cannot stand in an array of whole numbers. */
export const scanFailed: number = -1;

/**
 * Reads a JSON array of whole numbers from bytes that come in chunks, cut anywhere.
 *
 * The hottest loop of the program: a snapshot is nine tenths numbers. It fills `values` batch by
 * batch; whoever owns the scanner takes the values out and calls `release`. Digits are gathered in
 * an int32, which is right up to nine of them; longer numbers are read again as doubles.
 *
 * Cost: about 1 ns per byte.
 */
export class NumberScanner {
  /** The batch. Values of 2^32 and more are here as 2^32 − 1, and in `tooLong` as they are. */
  readonly values: Uint32Array = new Uint32Array(batchCapacity);
  /** How many of `values` are filled. */
  count = 0;
  /** Slot of `values` → the value that did not fit in 32 bits. Empty in all but freak files. */
  readonly tooLong: Map<number, number> = new Map();
  /** The closing bracket was read. */
  done = false;

  /** Digits of a number that a chunk border cut, and its value so far. */
  #cutDigits = 0;
  #cutValue = 0;
  /** What may come next: a number (at the start and behind a comma), or what follows one. */
  #afterNumber = false;
  #sawAny = false;

  /** Slots filled before this call began reading: their bytes are not in the chunk. */
  #keptCount = 0;
  #scanStart = 0;
  /** The call began inside the number behind those, or right behind its last digit. */
  #beganInNumber = false;

  /** Nothing is in the batch, and no number is cut. */
  get isBetweenRecords(): boolean {
    return this.count === 0 && this.#cutDigits === 0;
  }

  /** The last byte read was of a number, or blank behind it. */
  get isBehindNumber(): boolean {
    return this.#afterNumber;
  }

  /** Somebody else has read records, and the comma behind the last. */
  passRecords(): void {
    this.#afterNumber = false;
    this.#sawAny = true;
  }

  /**
   * Reads from `position` on until the batch is full, the chunk used up or the array closed.
   *
   * @param wanted numbers in the batch that are enough
   * @returns the first byte not read, or `scanFailed`; then `failedAt` is the byte at fault
   */
  scan(chunk: Uint8Array, position: number, end: number, wanted: number = batchCapacity): number {
    const { values } = this;
    this.#keptCount = this.count;
    this.#scanStart = position;
    this.#beganInNumber = this.#cutDigits > 0;
    let count = this.count;
    let afterNumber = this.#afterNumber;

    if (this.#cutDigits > 0) {
      const isZero = this.#cutValue === 0;
      if (isZero && position < end && (chunk[position] ^ 0x30) <= 9) return this.#fail(position);
      position = this.#finishCutNumber(chunk, position, end);
      if (this.#cutDigits > 0) return position;
      count = this.count;
      afterNumber = true;
    }

    while (position < end && count < wanted) {
      if (!afterNumber && position < end - maxPlainBytes) {
        this.count = count;
        position = this.#scanPlain(chunk, position, end - maxPlainBytes, wanted);
        count = this.count;
        if (count === wanted) break;
      }
      const byte = chunk[position];
      let digit = byte ^ 0x30; // 0-9 for the digits, more for everything else
      if (digit <= 9) {
        if (afterNumber) return this.#fail(position);
        const start = position;
        let value = digit;
        position++;
        while (position < end && (digit = chunk[position] ^ 0x30) <= 9) {
          value = (Math.imul(value, 10) + digit) | 0;
          position++;
        }
        // "07" is no number of JSON.
        if (chunk[start] === zero && position - start > 1) return this.#fail(start + 1);
        if (position === end) {
          this.#cutDigits = position - start;
          this.#cutValue = parseDigits(chunk, start, end, 0);
          break;
        }
        if (position - start > 9) {
          const long = parseDigits(chunk, start, position, 0);
          if (long > 0xffffffff) this.tooLong.set(count, long);
          values[count++] = Math.min(long, 0xffffffff);
        } else {
          values[count++] = value;
        }
        afterNumber = true;
      } else if (byte === comma) {
        if (!afterNumber) return this.#fail(position);
        afterNumber = false;
        position++;
      } else if (byte === 0x0a || byte === 0x20 || byte === 0x0d || byte === 0x09) {
        position++;
      } else if (byte === closeBracket) {
        // "[1,]" is as wrong as "[,1]", but "[]" is right.
        if (!afterNumber && (this.#sawAny || count > 0)) return this.#fail(position);
        this.done = true;
        position++;
        break;
      } else {
        return this.#fail(position);
      }
    }
    this.count = count;
    if (count > 0) this.#sawAny = true;
    this.#afterNumber = afterNumber;
    return position;
  }

  /**
   * Most of a file is numbers of up to nine digits with one comma behind each, far from the chunk's
   * end: they are read here, without asking at each byte what else it might be. Whatever differs is
   * left to the loop of `scan`, which takes one step and comes back.
   *
   * @returns the start of the first number not read
   */
  #scanPlain(chunk: Uint8Array, position: number, lastSafe: number, wanted: number): number {
    const { values } = this;
    let { count } = this;
    while (position < lastSafe && count < wanted) {
      let value = chunk[position] ^ 0x30;
      if (value > 9) break;
      let behind = position + 1;
      let digit = chunk[behind] ^ 0x30;
      if (digit <= 9) {
        // A zero in front of digits; `scan` says so.
        if (value === 0) break;
        do {
          value = (Math.imul(value, 10) + digit) | 0;
          digit = chunk[++behind] ^ 0x30;
        } while (digit <= 9);
        if (behind - position > 9) break;
      }
      // V8 of Node 20 begins a line before the comma.
      if (digit === newlineDigit) digit = chunk[++behind] ^ 0x30;
      if (digit !== commaDigit) break;
      values[count++] = value;
      position = behind + 1;
    }
    this.count = count;
    return position;
  }

  /** Where `scan` failed, in the chunk. */
  failedAt = 0;

  #fail(position: number): number {
    this.failedAt = position;
    return scanFailed;
  }

  #finishCutNumber(chunk: Uint8Array, position: number, end: number): number {
    const start = position;
    while (position < end && (chunk[position] ^ 0x30) <= 9) position++;
    this.#cutValue = parseDigits(chunk, start, position, this.#cutValue);
    this.#cutDigits += position - start;
    if (position < end) {
      if (this.#cutValue > 0xffffffff) this.tooLong.set(this.count, this.#cutValue);
      this.values[this.count++] = Math.min(this.#cutValue, 0xffffffff);
      this.#cutDigits = 0;
    }
    return position;
  }

  /** Takes the first `used` values out of the batch and moves the rest to its front. */
  release(used: number): void {
    this.values.copyWithin(0, used, this.count);
    this.count -= used;
    if (this.tooLong.size > 0) {
      const kept = [...this.tooLong].filter(([slot]) => slot >= used);
      this.tooLong.clear();
      for (const [slot, value] of kept) this.tooLong.set(slot - used, value);
    }
  }

  /**
   * Finds where a value of the batch stands, by reading the chunk once more: only errors ask.
   *
   * @returns its position in the chunk of the last `scan`; where that began, if it came before it
   */
  positionOf(slot: number, chunk: Uint8Array): number {
    let position = this.#scanStart;
    let inNumber = this.#beganInNumber;
    let value = this.#keptCount - (inNumber ? 0 : 1);
    for (; position < chunk.length; position++) {
      const isDigit = (chunk[position] ^ 0x30) <= 9;
      if (isDigit && !inNumber) value++;
      if (value === slot) return position;
      inNumber = isDigit;
    }
    return this.#scanStart;
  }
}

/** The digits as a double: exact to 2^53, which no count, id or size comes near. */
function parseDigits(chunk: Uint8Array, start: number, end: number, value: number): number {
  for (let i = start; i < end; i++) value = value * 10 + (chunk[i] ^ 0x30);
  return value;
}
