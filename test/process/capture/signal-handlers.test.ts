import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { parseCommand } from '../../../src/capture/node-options.ts';
import { readProcess } from '../../../src/capture/processes.ts';
import { findHandler } from '../../../src/capture/signal-handlers.ts';
import { hostProgram, preload, withFolder } from '../preload/host.ts';

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

test("under nodemon a program's own handler of SIGUSR2 is not taken for the preload's, which left the signal alone", () =>
  withFolder(async (folder, start) => {
    const nodemon = join(folder, 'nodemon.js');
    const args = ['-r', preload, hostProgram, '--own-handler'];
    await writeFile(
      nodemon,
      `const child = require('node:child_process').spawn(process.execPath, ${JSON.stringify(args)}, { stdio: 'inherit' });
      process.stdin.on('end', () => child.kill()).resume();
      console.log('pid', child.pid);`,
    );
    // As the preload says it, and, where it could say nothing, as it is guessed.
    for (const launcher of [[], ['bash', '-c', 'ulimit -f 0; exec "$@"', '-']]) {
      const host = start({ nodeArgs: [], program: [nodemon], launcher });
      await host.says(/ready/);
      const [, pid = ''] = /pid (\d+)/.exec(host.stdout) ?? [];
      const facts = readProcess(Number(pid)) ?? assert.fail('it has ended');
      assert.equal(facts.reactionTo('SIGUSR2'), 'caught');
      assert.equal(facts.handler, undefined);
    }
  }));
