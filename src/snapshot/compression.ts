import { Readable, type Transform } from 'node:stream';
import type * as ZlibModule from 'node:zlib';
import { SnapdiffError, SnapshotFormatError } from '../base/errors.ts';

/** As large as the chunks of a plain file. */
const chunkBytes = 1 << 18;

/** A compression, by its first bytes. */
export interface Codec {
  readonly name: string;
  readonly create: () => Transform;
}

/** Node's decompressors: loaded only for what does not look like JSON. */
type Zlib = typeof ZlibModule;

/**
 * Finds out how bytes are compressed, whatever the name of their file.
 *
 * @returns undefined for what is not compressed
 * @throws SnapdiffError when Node cannot decompress it
 */
export function recogniseCodec(path: string, head: Uint8Array, zlib: Zlib): Codec | undefined {
  if (isGzip(head)) return { name: 'gzip', create: () => zlib.createGunzip({ chunkSize: chunkBytes }) };
  if (isZstd(head)) return { name: 'zstd', create: zstdFactory(path, zlib) };
  if (isBrotli(head, zlib))
    return { name: 'brotli', create: () => zlib.createBrotliDecompress({ chunkSize: chunkBytes }) };
  return undefined;
}

function isGzip([a, b]: Uint8Array): boolean {
  return a === 0x1f && b === 0x8b;
}

function isZstd([a, b, c, d]: Uint8Array): boolean {
  return a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd;
}

/** Whether the first bytes are enough to tell the compression. */
export function hasMagicNumber(head: Uint8Array): boolean {
  return isGzip(head) || isZstd(head);
}

function zstdFactory(path: string, zlib: Zlib): () => Transform {
  // Node has it from 22.15 and 23.8 on; the types of Node 20 do not know it.
  const create: unknown = Reflect.get(zlib, 'createZstdDecompress');
  if (typeof create !== 'function') {
    throw new SnapdiffError(`${path}: is compressed with zstd, which Node ${process.version} cannot read`, {
      hint: 'Use Node 22.15 or newer, or decompress it first: zstd -d.',
    });
  }
  return () => create({ chunkSize: chunkBytes }) as Transform;
}

/** Brotli has no magic number: what is no JSON, and decodes to something that begins as JSON does, is brotli. */
function isBrotli(head: Uint8Array, zlib: Zlib): boolean {
  try {
    const options = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH, maxOutputLength: 1 << 24 };
    return startsLikeJson(zlib.brotliDecompressSync(head, options));
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
  }
}

/** Whether text begins as a snapshot does, or as a JSON string that holds one. */
export function startsLikeJson(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  return /^(?:\xef\xbb\xbf)?\s*(?:\{|"\s*\{\s*\\")/.test(text);
}

/** The bytes that were compressed. @throws SnapshotFormatError when they are cut short or damaged */
export async function* decompress(
  path: string,
  raw: AsyncIterable<Uint8Array>,
  codec: Codec,
): AsyncGenerator<Uint8Array, void> {
  let produced = 0;
  const input = Readable.from(raw);
  const output = codec.create();
  // `pipe` does not carry errors on.
  input.on('error', (error) => output.destroy(error));
  input.pipe(output);
  try {
    for await (const chunk of output as AsyncIterable<Buffer>) {
      produced += chunk.length;
      yield chunk;
    }
  } catch (error) {
    if (error instanceof SnapdiffError) throw error;
    const isCut = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
    throw new SnapshotFormatError(
      path,
      produced,
      isCut ? `its ${codec.name} data is cut short` : `its ${codec.name} data is damaged`,
      { cause: error, hint: 'Copy or compress the file again; the offset counts decompressed bytes.' },
    );
  } finally {
    input.destroy();
    output.destroy();
  }
}
