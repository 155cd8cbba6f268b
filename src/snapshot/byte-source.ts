import { open, stat, type FileHandle } from 'node:fs/promises';
import { stdin } from 'node:process';
import { fileURLToPath } from 'node:url';
import { SnapdiffError } from '../base/errors.ts';
import type { Progress } from '../base/progress.ts';
import type { Bytes } from '../base/units.ts';
import { decompress, hasMagicNumber, recogniseCodec, startsLikeJson } from './compression.ts';
import { snapshotText } from './snapshot-text.ts';

/** Large enough that a read costs nothing beside what is done with it, small enough for the second-level cache. */
const chunkBytes = 1 << 18;

/** A brotli stream begins with tables; behind so many bytes it has decoded to something in any case. */
const brotliHeadBytes = 1 << 16;

/** The bytes of a snapshot, uncompressed and, of one that stands in a JSON string, unescaped, with what is known about them. */
export interface ByteSource {
  /** As the user named it: "-" for standard input, "(stream)" for a stream. */
  readonly path: string;
  /** Length of the uncompressed bytes, or more; undefined where nobody knows it before the end. */
  readonly plainBytes: Bytes | undefined;
  /** Bytes taken from the file or stream so far, compressed if it is. */
  bytesTaken(): Bytes;
  /** Each chunk is valid until the next is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Opens a file, standard input ("-") or a stream, and decompresses gzip, brotli and zstd, which are
 * recognised by their first bytes, whatever the name.
 *
 * @throws SnapdiffError when it cannot be opened or read, or Node cannot decompress it
 */
export async function openBytes(
  source: string | URL | AsyncIterable<Uint8Array>,
  onProgress: Progress,
): Promise<ByteSource> {
  if (source instanceof URL) return openFile(fileURLToPath(source), onProgress);
  if (typeof source !== 'string') return decompressed('(stream)', source, undefined, onProgress);
  if (source !== '-') return openFile(source, onProgress);
  if (stdin.isTTY) {
    throw new SnapdiffError('-: standard input is a terminal', {
      hint: 'Pipe a snapshot into it, or name a file.',
    });
  }
  return decompressed('-', stdin, undefined, onProgress);
}

async function openFile(path: string, onProgress: Progress): Promise<ByteSource> {
  const { file, fileBytes } = await openForReading(path);
  try {
    const source = await decompressed(path, readChunks(path, file), fileBytes, onProgress);
    return { ...source, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * Finds early what cannot be read. A pipe is not opened for it: its writer would find nobody reading after.
 *
 * @returns whether it is a file, which can be read more than once; standard input and pipes cannot
 * @throws SnapdiffError when a path names nothing that can be read; "-" always can
 */
export async function checkReadable(path: string): Promise<boolean> {
  if (path === '-') return false;
  try {
    const stats = await stat(path);
    if (!stats.isFile() && !stats.isDirectory()) return false;
  } catch (error) {
    throw cannotRead(path, error);
  }
  const { file } = await openForReading(path);
  await file.close();
  return true;
}

async function openForReading(path: string): Promise<{ file: FileHandle; fileBytes: Bytes | undefined }> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const stats = await file.stat();
    if (stats.isDirectory()) {
      throw new SnapdiffError(`${path}: is a directory`, { hint: 'Name a .heapsnapshot file in it.' });
    }
    return { file, fileBytes: stats.isFile() ? stats.size : undefined };
  } catch (error) {
    await file?.close();
    throw cannotRead(path, error);
  }
}

/** Reads one chunk ahead, into two buffers by turns. */
async function* readChunks(path: string, handle: FileHandle): AsyncGenerator<Uint8Array, void> {
  const read = async (buffer: Buffer): Promise<Buffer> => {
    try {
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes, null);
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      throw cannotRead(path, error);
    }
  };
  let idle = Buffer.allocUnsafeSlow(chunkBytes);
  let busy = Buffer.allocUnsafeSlow(chunkBytes);
  for (let next = read(busy); ;) {
    const chunk = await next;
    if (chunk.length === 0) return;
    [idle, busy] = [busy, idle];
    next = read(busy);
    // Whoever reads may stop early; a failure behind that point concerns nobody.
    next.catch(() => {});
    yield chunk;
  }
}

function cannotRead(path: string, error: unknown): unknown {
  if (error instanceof SnapdiffError || !(error instanceof Error) || !('code' in error)) return error;
  const hints: ReadonlyMap<unknown, string> = new Map([
    ['ENOENT', 'No such file; check the path.'],
    ['EMFILE', 'There are too few file descriptors. Allow more: ulimit -n 1024.'],
    ['ENFILE', 'There are too few file descriptors. Allow more: ulimit -n 1024.'],
    ['EACCES', 'Snapshots are often written for their owner only; read it as that user, or change its mode.'],
  ]);
  return new SnapdiffError(`${path}: cannot be read (${String(error.code)})`, {
    cause: error,
    hint: hints.get(error.code) ?? 'Check the path, and the disk it leads to.',
  });
}

type Raw = AsyncIterator<Uint8Array, unknown>;

async function decompressed(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  fileBytes: Bytes | undefined,
  onProgress: Progress,
): Promise<ByteSource> {
  let taken = 0;
  const phase = `reading ${path}`;
  const iterator: Raw = bytes[Symbol.asyncIterator]();

  // Enough of it to tell what it is; a pipe may hand out single bytes.
  const parts: Uint8Array[] = [];
  let length = 0;
  const lookAhead = async (wanted: number): Promise<Uint8Array> => {
    while (length < wanted) {
      const { done, value } = await iterator.next();
      if (done) break;
      // The chunk is valid until the next is asked for, so what is kept is a copy.
      parts.push(Buffer.from(value));
      length += value.length;
    }
    return Buffer.concat(parts);
  };
  let head = await lookAhead(16);
  if (!hasMagicNumber(head) && !startsLikeJson(head)) head = await lookAhead(brotliHeadBytes);
  const raw = async function* (isCopied: boolean): AsyncGenerator<Uint8Array, void> {
    try {
      for (let chunk = head; chunk.length > 0;) {
        taken += chunk.length;
        onProgress(phase, taken, fileBytes);
        yield isCopied ? Buffer.from(chunk) : chunk;
        do {
          const { done, value } = await iterator.next();
          if (done) return;
          chunk = value;
        } while (chunk.length === 0);
      }
    } finally {
      await iterator.return?.();
    }
  };

  const codec = startsLikeJson(head) ? undefined : recogniseCodec(path, head, await import('node:zlib'));
  return {
    path,
    plainBytes: codec ? undefined : fileBytes,
    bytesTaken: () => taken,
    // A decompressor keeps the chunks it was given for a while, so it gets copies.
    chunks: snapshotText(path, codec ? decompress(path, raw(true), codec) : raw(false)),
    close: async () => {},
  };
}
