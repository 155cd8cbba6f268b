const backslash = 0x5c;
const letterU = 0x75;

/** The bytes of some characters of a text. */
interface PieceBytes {
  readonly bytes: Buffer;
  /** UTF-16 units before the first of these bytes: one less than was asked for, where a pair would be cut in two. */
  readonly before: number;
  /** Of the whole text. */
  readonly units: number;
}

/**
 * Where in the bytes of a JSON string's inside some of its characters stand. One pass over all of them, a few nanoseconds each.
 *
 * @param partsOf the bytes, in parts
 * @param from UTF-16 units before the first one wanted
 * @param length units wanted
 */
export function findPiece(partsOf: () => Iterable<Uint8Array>, from: number, length: number): PieceBytes {
  let units = 0;
  let offset = 0;
  /** Bytes of an escape that are still to come; −1 where a backslash was the last byte. */
  let rest = 0;
  let start = -1;
  let before = 0;
  let end = -1;
  for (const part of partsOf()) {
    for (let at = 0; at < part.length; at++) {
      const byte = part[at];
      if (rest > 0) rest--;
      else if (rest < 0) rest = byte === letterU ? 4 : 0;
      else if ((byte & 0xc0) !== 0x80) {
        const width = byte >= 0xf0 ? 2 : 1;
        if (byte === backslash) rest = -1;
        if (start < 0 && units + width > from) {
          start = offset + at;
          before = units;
        }
        if (end < 0 && units >= from + length) end = offset + at;
        units += width;
      }
    }
    offset += part.length;
  }
  if (start < 0) return { bytes: Buffer.alloc(0), before: from, units };
  const wanted: Uint8Array[] = [];
  let partStart = 0;
  const last = end < 0 ? offset : end;
  for (const part of partsOf()) {
    if (partStart >= last) break;
    const [low, high] = [Math.max(start - partStart, 0), Math.min(last - partStart, part.length)];
    if (low < high) wanted.push(part.subarray(low, high));
    partStart += part.length;
  }
  return { bytes: Buffer.concat(wanted), before, units };
}
