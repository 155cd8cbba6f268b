import { SnapshotFormatError } from '../base/errors.ts';

const quote = 0x22;
const backslash = 0x5c;
const letterU = 0x75;

/** Letter of an escape → what it stands for. */
const shortEscapes: ReadonlyMap<number, number> = new Map(
  (['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t'] as const).map((pair) => [
    pair.charCodeAt(0),
    pair.charCodeAt(1),
  ]),
);

/**
 * Takes JSON out of the JSON string that it was made into, as `JSON.stringify` of a snapshot's text does. One pass, in
 * chunks cut anywhere, no larger than those that come in. Offsets in errors count the bytes taken out.
 *
 * @param bytes white space, perhaps behind a byte order mark, then the string
 * @throws SnapshotFormatError when it does not end, ends early, or has an escape that JSON does not know
 */
export async function* decodeJsonString(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  let produced = 0;
  let where: 'before' | 'inside' | 'behind' = 'before';
  /** An escape that the end of a chunk cut. */
  let rest: Uint8Array = new Uint8Array();
  const fail = (problem: string, hint = 'Write the snapshot as it is, without JSON.stringify.'): never => {
    throw new SnapshotFormatError(path, produced, problem, { hint });
  };

  for await (const chunk of bytes) {
    const from = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const to = new Uint8Array(from.length);
    let length = 0;
    let position = 0;
    if (where === 'before') {
      position = from.indexOf(quote) + 1;
      if (position === 0) continue;
      where = 'inside';
    }
    while (where === 'inside' && position < from.length) {
      const byte = from[position];
      if (byte === quote) {
        where = 'behind';
        position++;
      } else if (byte !== backslash) {
        to[length++] = byte;
        position++;
      } else {
        const size = from[position + 1] === letterU ? 6 : 2;
        if (position + size > from.length) break;
        const code = size === 6 ? codeOf(from, position) : shortEscapes.get(from[position + 1]);
        if (code === undefined) {
          produced += length;
          return fail('its JSON string has an escape that JSON does not know');
        }
        // Outside ASCII a character stands in a string of the inner JSON, where its escape means the same.
        if (code < 0x80) to[length++] = code;
        else for (let i = 0; i < 6; i++) to[length++] = from[position + i];
        position += size;
      }
    }
    produced += length;
    rest = where === 'inside' ? Buffer.from(from.subarray(position)) : new Uint8Array();
    if (where === 'behind' && from.subarray(position).some((byte) => byte > 0x20))
      fail('unexpected data behind its JSON string');
    if (length > 0) yield to.subarray(0, length);
  }
  if (where !== 'behind')
    fail(
      'the file ends inside its JSON string',
      'Its writing was cut short. Capture it again and let it finish.',
    );
}

/** Of an escape as \u0041; undefined if those are no digits. */
function codeOf(bytes: Uint8Array, position: number): number | undefined {
  const digits = Buffer.from(bytes.subarray(position + 2, position + 6)).toString('latin1');
  return /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : undefined;
}
