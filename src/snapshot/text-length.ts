const backslash = 0x5c;
const letterU = 0x75;

/** The longest text that V8 can hold, its `String::kMaxLength` on machines of 64 bits, in UTF-16 units. */
export const maxV8TextLength: number = 2 ** 29 - 24;

/**
 * Counts the UTF-16 units of a text as it stands in JSON, between its quotes: an escape stands for one, a character that
 * UTF-8 writes with four bytes for two. Takes its bytes in parts, cut anywhere; one pass, nothing is kept.
 */
export class TextLength {
  units = 0;
  /** Bytes of an escape that are still to come; −1 where a backslash was the last byte. */
  #rest = 0;

  add(bytes: Uint8Array): void {
    let { units } = this;
    let rest = this.#rest;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (rest > 0) rest--;
      else if (rest < 0) rest = byte === letterU ? 4 : 0;
      else if (byte === backslash) {
        rest = -1;
        units++;
      } else if (byte >= 0xf0) units += 2;
      // Any other byte begins a character, unless UTF-8 goes on with it.
      else if ((byte & 0xc0) !== 0x80) units++;
    }
    this.units = units;
    this.#rest = rest;
  }
}
