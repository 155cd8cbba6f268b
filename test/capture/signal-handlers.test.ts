import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { parseCommand } from '../../src/capture/node-options.ts';
import { findHandler } from '../../src/capture/signal-handlers.ts';

function preloadSignal(
  environment: Readonly<Record<string, string>>,
  ...options: readonly string[]
): string | undefined {
  const { pid } = process;
  const handler = findHandler({
    pid,
    innerPid: pid,
    options: parseCommand(['node', '-r', 'heap-snapdiff/register', ...options, 'app.js'], ''),
    environment,
    reactionTo: () => 'caught',
  });
  return handler?.kind === 'heap-snapdiff/register' ? handler.signal : undefined;
}

test("the preload's signal is the one it takes itself: what it refuses is the program's own, and may end it", () => {
  assert.equal(preloadSignal({}), 'SIGUSR2');
  assert.equal(preloadSignal({ SNAPDIFF_SIGNAL: 'hup' }), 'SIGHUP');
  for (const refused of ['SIGTERM', 'SIGINT', 'SIGUSR1', 'SIGKILL', 'nonsense']) {
    assert.equal(preloadSignal({ SNAPDIFF_SIGNAL: refused }), 'SIGUSR2', refused);
  }
  assert.equal(preloadSignal({ SNAPDIFF_SIGNAL: 'none' }), undefined);
  assert.equal(preloadSignal({}, '--heapsnapshot-signal=SIGUSR2'), undefined, 'then Node writes');
});
