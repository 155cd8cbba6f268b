import type { Snapshot } from '../heap/heap-graph.ts';
import { createIds, type IdArray, type IdList, type NodeOrdinal } from '../heap/index-spaces.ts';
import type { Bytes } from '../base/units.ts';
import { noProgress, type Progress } from '../base/progress.ts';
import { openBytes } from './byte-source.ts';
import { SnapshotParser } from './snapshot-parser.ts';

export interface ReadOptions {
  /** Ends the reading with its reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: Progress;
}

/** Of a file that is read whole. */
export interface ReadWholeOptions extends ReadOptions {
  /** Told the uncompressed bytes, in chunks that are valid until it returns. */
  readonly onBytes?: (chunk: Uint8Array) => void;
}

/**
 * Reads a heap snapshot of any size: a file, standard input ("-"), or bytes from elsewhere; plain or
 * compressed by gzip, brotli or zstd.
 *
 * One pass over the bytes, straight into columns. Time about 2 ns per byte; memory about 20 bytes per
 * node, 9 per edge, and the strings as they stand in the file.
 *
 * @throws SnapshotFormatError when the bytes are no whole, sound snapshot
 * @throws SnapdiffError when they cannot be had
 */
export async function readSnapshot(
  source: string | URL | AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): Promise<Snapshot> {
  return readTellingIds(source, options, undefined);
}

/** As `readSnapshot`. @param onIds called with the ids of all nodes as soon as they are read, before the edges */
export async function readTellingIds(
  source: string | URL | AsyncIterable<Uint8Array>,
  options: ReadWholeOptions,
  onIds: ((ids: IdList) => void) | undefined,
): Promise<Snapshot> {
  const { signal, onProgress = noProgress, onBytes } = options;
  signal?.throwIfAborted();
  const bytes = await openBytes(source, onProgress);
  try {
    const parser = new SnapshotParser(bytes.path, bytes.plainBytes);
    let isTold = onIds === undefined;
    for await (const chunk of bytes.chunks) {
      onBytes?.(chunk);
      parser.feed(chunk);
      signal?.throwIfAborted();
      if (isTold || !parser.nodeIds) continue;
      isTold = true;
      onIds?.(parser.nodeIds);
    }
    return parser.finish(bytes.bytesTaken());
  } finally {
    await bytes.close();
  }
}

/** How large a heap is, as far as it is known before the file is read. */
export interface FileCounts {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Of a compressed file what its nodes and edges are likely to be written with. */
  readonly plainBytes: Bytes;
}

/** Reads a file's header, which counts what is in it. Of one that counts nothing all is 0. @throws SnapdiffError, also of a file that ends before */
export async function readCounts(path: string): Promise<FileCounts> {
  const bytes = await openBytes(path, noProgress);
  try {
    const parser = new SnapshotParser(bytes.path, bytes.plainBytes);
    for await (const chunk of bytes.chunks) {
      parser.feed(chunk);
      if (parser.counts) break;
    }
    // Without a header it is not whole, or empty, or none.
    if (!parser.counts) parser.finish(bytes.bytesTaken());
    const { nodeCount = 0, edgeCount = 0 } = parser.counts ?? {};
    return { nodeCount, edgeCount, plainBytes: bytes.plainBytes ?? 22 * nodeCount + 13 * edgeCount };
  } finally {
    await bytes.close();
  }
}

/**
 * Reads only the ids of a snapshot's nodes, in the file's order: a quarter of the bytes, as the nodes
 * come first.
 *
 * @throws SnapshotFormatError as far as it reads; SnapdiffError when the bytes cannot be had
 */
export async function readNodeIds(source: string | URL, options: ReadOptions = {}): Promise<IdArray> {
  const { signal, onProgress = noProgress } = options;
  const bytes = await openBytes(source, onProgress);
  try {
    const parser = new SnapshotParser(bytes.path, bytes.plainBytes);
    for await (const chunk of bytes.chunks) {
      parser.feed(chunk);
      signal?.throwIfAborted();
      if (parser.nodeIds) return parser.nodeIds;
    }
    const { graph } = parser.finish(bytes.bytesTaken());
    const ids = createIds(graph.nodeCount, graph.nodeId);
    for (let node = 0 as NodeOrdinal; node < ids.length; node++) ids[node] = graph.nodeId[node];
    return ids;
  } finally {
    await bytes.close();
  }
}
