import assert from 'node:assert/strict';
import { SnapdiffError, SnapshotFormatError } from '../../src/base/errors.ts';

/** What any error that a user sees has: one line that names the file, and a sentence of what to do. */
export function assertForUser(error: unknown, path: string): asserts error is SnapdiffError {
  if (!(error instanceof SnapdiffError)) throw error;
  assert.ok(error.message.startsWith(`${path}: `), error.message);
  assert.doesNotMatch(error.message, /\n/);
  assert.match(error.hint ?? 'no hint', /^[A-Z].+\.$/, error.message);
}

/** Bytes that are no snapshot: the byte at fault is told too. */
export function assertFormatError(error: unknown, path: string): asserts error is SnapshotFormatError {
  assertForUser(error, path);
  assert.ok(error instanceof SnapshotFormatError, error.message);
  assert.equal(error.path, path);
  assert.ok(Number.isSafeInteger(error.byteOffset) && error.byteOffset >= 0);
  assert.match(error.message, /\(at byte [\d,]+\)$/);
}

/** The reading fails with a problem that matches, at that byte if one is given. */
export async function rejectsAsFormat(
  reading: Promise<unknown>,
  problem: RegExp,
  { byteOffset, path = '(stream)' }: { byteOffset?: number; path?: string } = {},
): Promise<void> {
  await assert.rejects(reading, (error) => {
    assertFormatError(error, path);
    assert.match(error.message, problem);
    if (byteOffset !== undefined) assert.equal(error.byteOffset, byteOffset, error.message);
    return true;
  });
}
