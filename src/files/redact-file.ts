import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { mask, planRedaction, type StringFate } from '../analysis/redaction.ts';
import { SnapdiffError } from '../base/errors.ts';
import { noProgress } from '../base/progress.ts';
import type { Bytes } from '../base/units.ts';
import { checkReadable, openBytes } from '../snapshot/byte-source.ts';
import { readSnapshot } from '../snapshot/read-snapshot.ts';
import { StringRewriter } from '../snapshot/string-rewriter.ts';
import { fileVersion } from './file-version.ts';
import type { ReadFileOptions } from './read-file.ts';

export interface RedactOptions extends Pick<ReadFileOptions, 'onProgress' | 'signal'> {
  /** Makes other names of the program's names, too. */
  readonly names?: boolean;
}

/** What was done to the strings of a snapshot. */
export interface RedactedFile {
  readonly path: string;
  readonly stringCount: number;
  /** Of which all or a part is masked. */
  readonly maskedCount: number;
  /** Names that are others now. */
  readonly renamedCount: number;
  /** Of the copy, before it is compressed. */
  readonly plainBytes: Bytes;
}

/**
 * Writes a copy of a snapshot that can be sent: the text of every string is masked, names stay unless they are asked for as
 * well, and every number is that of the original. A copy whose name ends in .gz is compressed.
 *
 * The file is read twice: whole, to tell names from data, and as a stream, to write the copy. Memory is that of reading it.
 *
 * @throws SnapdiffError when it cannot be read or written; then there is no copy
 */
export async function redactFile(
  path: string,
  copy: string,
  options: RedactOptions = {},
): Promise<RedactedFile> {
  const { names = false, onProgress = noProgress, signal } = options;
  if (copy === '-') {
    throw new SnapdiffError('-: a copy is written to a file', { hint: 'Name one, as copy.heapsnapshot.gz.' });
  }
  if (!(await checkReadable(path))) {
    throw new SnapdiffError(`${path}: is read twice, which a pipe cannot be`, {
      hint: 'Write it to a file first.',
    });
  }
  if (/\.(?:br|zst)$/i.test(copy)) {
    throw new SnapdiffError(`${copy}: a copy is written plain or as .gz`);
  }
  const target = await realPath(copy);
  if (target === (await realPath(path))) {
    throw new SnapdiffError(`${copy}: is the snapshot itself`, { hint: 'Give the copy another name.' });
  }
  const version = await fileVersion(path);
  const snapshot = await readSnapshot(path, { onProgress, ...(signal && { signal }) });
  const fateOf = planRedaction(snapshot, names);
  const counts = { masked: 0, renamed: 0, bytes: 0 };
  const rewriter = new StringRewriter((index) => {
    const fate = fateOf(index);
    if (isRenamed(fate)) counts.renamed++;
    else if (fate !== undefined) counts.masked++;
    return fate;
  }, mask);
  const bytes = await openBytes(path, (_, done, total) => onProgress(`writing ${copy}`, done, total));
  // What is masked is known by number only: of another file these are other strings.
  const check = async (): Promise<void> => {
    if ((await fileVersion(path)) === version && rewriter.stringCount === snapshot.strings.count) return;
    throw new SnapdiffError(`${path}: was changed while it was read`, {
      hint: 'Call it again when nobody writes the file.',
    });
  };
  try {
    await writeStream(target, copy, rewritten(bytes.chunks, rewriter, counts, signal), check, signal);
  } finally {
    await bytes.close();
  }
  return {
    path: copy,
    stringCount: snapshot.strings.count,
    maskedCount: counts.masked,
    renamedCount: counts.renamed,
    plainBytes: counts.bytes,
  };
}

/** Of which a part is masked: a pair of a WeakMap, a URL that is a source, a page's element. */
const partlyMasked =
  /pair in WeakMap|^(?:system \/ Script \/ |\(code for )?data:x*$|^(?:Detached )?<[^ ]* x*$/i;

function isRenamed(fate: StringFate): boolean {
  return typeof fate === 'string' && !partlyMasked.test(fate);
}

async function* rewritten(
  chunks: AsyncIterable<Uint8Array>,
  rewriter: StringRewriter,
  counts: { bytes: Bytes },
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    // A chunk is valid until the next is asked for, so what goes on to a stream is a copy.
    const part = Buffer.concat(rewriter.rewrite(chunk));
    counts.bytes += part.length;
    yield part;
  }
}

/**
 * Writes a whole file or none; a device or a pipe is written to as it is.
 *
 * @param check called when all is written, before it gets its name
 */
async function writeStream(
  target: string,
  copy: string,
  bytes: AsyncIterable<Uint8Array>,
  check: () => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let part: string | undefined;
  try {
    const entry = await stat(copy).catch(() => undefined);
    if (entry === undefined || entry.isFile()) part = `${target}.${randomUUID()}.part`;
    // For its owner only, as V8 writes a snapshot: keys of dictionaries may be in it.
    const file = await (part === undefined ? open(copy, 'w') : open(part, 'wx', 0o600));
    const stream = file.createWriteStream({ flush: part !== undefined });
    const source = Readable.from(bytes, { objectMode: false });
    const options = signal ? { signal } : {};
    if (/\.gz$/i.test(copy)) await pipeline(source, createGzip({ level: 6 }), stream, options);
    else await pipeline(source, stream, options);
    signal?.throwIfAborted();
    await check();
    if (part !== undefined) await rename(part, target);
  } catch (cause) {
    if (part !== undefined) await rm(part, { force: true }).catch(() => {});
    signal?.throwIfAborted();
    if (cause instanceof SnapdiffError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw new SnapdiffError(`${copy}: cannot be written (${code ?? String(cause)})`, {
      cause,
      hint: 'Nothing was left there. Check the path, and the room on its disk.',
    });
  }
}

/** The path itself where nothing is. */
async function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
