import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { unlessAborted } from '../../src/capture/snapshot-source.ts';

test('what is not waited for any more fails for nobody, whether it was stopped before or while it was waited for', async () => {
  const late = (): Promise<never> => turn().then(() => Promise.reject(new Error('late')));
  await assert.rejects(unlessAborted(AbortSignal.abort(new Error('enough')), late()), /enough/);
  const stop = new AbortController();
  const waited = unlessAborted(stop.signal, late());
  stop.abort(new Error('enough'));
  await assert.rejects(waited, /enough/);
  // One that is unhandled is told now, and ends a test as it ends a program.
  for (let turns = 0; turns < 3; turns++) await turn();
});
