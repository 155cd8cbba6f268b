import { readSnapshot } from '../../src/snapshot/read-snapshot.ts';
import type { Snapshot } from '../../src/heap/heap-graph.ts';

/** The bytes in pieces cut at the given places. */
export async function* cutAt(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const to of [...cuts].sort((a, b) => a - b)) {
    yield bytes.subarray(from, to);
    from = to;
  }
  yield bytes.subarray(from);
}

/** Reads bytes as if they came through a pipe, all at once or cut. */
export function readBytes(bytes: Uint8Array | string, cuts: readonly number[] = []): Promise<Snapshot> {
  return readSnapshot(cutAt(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, cuts));
}
