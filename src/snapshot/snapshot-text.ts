import { SnapshotFormatError } from '../base/errors.ts';
import { decodeJsonString } from './json-string.ts';
import { recogniseWrongInput } from './wrong-input.ts';

/** Enough to tell what a file is; the mark of a tar archive stands at byte 257. */
const headBytes = 1 << 12;

/**
 * The bytes of a snapshot as they came; of a JSON string that holds one, what it holds.
 *
 * @throws SnapshotFormatError when they begin as something else that a person hands over for a snapshot
 */
export async function* snapshotText(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const iterator = bytes[Symbol.asyncIterator]();
  try {
    const first = await readHead(iterator);
    const head = first.subarray(0, headBytes);
    if (isJsonString(head)) {
      yield* snapshotText(path, decodeJsonString(path, followedBy(first, iterator)));
      return;
    }
    const wrong = recogniseWrongInput(head, path);
    if (wrong) throw new SnapshotFormatError(path, 0, wrong.problem, { hint: wrong.hint });
    yield* followedBy(first, iterator);
  } finally {
    await iterator.return?.();
  }
}

/** The first chunk, or as many as make up a head: a pipe may hand out single bytes. */
async function readHead(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  while (head.length < headBytes) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    // A chunk is valid until the next is asked for, so of a short one a copy is kept.
    head = head.length === 0 && value.length >= headBytes ? value : Buffer.concat([head, value]);
  }
  return head;
}

async function* followedBy(
  first: Uint8Array,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  for (let chunk = first; ;) {
    yield chunk;
    const { done, value } = await iterator.next();
    if (done === true) return;
    chunk = value;
  }
}

/** Whether it is `"{\"snapshot\":…}"`: JSON that was made into JSON once more. */
function isJsonString(head: Uint8Array): boolean {
  return /^(?:\xef\xbb\xbf)?\s*"\s*\{/.test(Buffer.from(head.subarray(0, 64)).toString('latin1'));
}
