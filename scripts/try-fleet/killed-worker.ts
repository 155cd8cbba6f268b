import assert from 'node:assert/strict';
import { join } from 'node:path';
import process from 'node:process';
import { startProcess } from '../../test/support/child-processes.ts';
import { filesBelow } from '../../test/support/read-parquet.ts';
import { REPO, run } from '../fixtures/runtimes.ts';

/**
 * Kills an export when two of its files have their names, and runs it again.
 *
 * @returns what it found, a line @throws AssertionError for a half file, and for other bytes than of an export that was not killed
 */
export async function tryKilledWorker(folder: string): Promise<string> {
  const file = 'fixtures/snapshots/push-daemon-leak/3.heapsnapshot.gz';
  const program = [
    join(REPO, 'dist/cli/main.js'),
    'export',
    file,
    '--edges',
    '--label',
    'build=1.4.0',
    '--out',
  ];
  const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')];
  run(process.execPath, [...program, whole], { cwd: REPO });
  const child = startProcess(process.execPath, [...program, killed], {
    cwd: REPO,
    env: {
      ...process.env,
      NODE_OPTIONS: `--require ${join(REPO, 'test/process/export/hang-at.cjs')}`,
      HANG_AT: 'rename:2',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)));
  child.stderr?.on('data', () => child.kill('SIGKILL'));
  assert.equal(await ended, 'SIGKILL');
  const expected = filesBelow(whole);
  const visible = [...filesBelow(killed)].filter(([path]) => path.endsWith('.parquet'));
  assert.ok(visible.length > 0 && visible.length < expected.size);
  for (const [path, bytes] of visible) assert.deepEqual(bytes, expected.get(path), path);
  run(process.execPath, [...program, killed], { cwd: REPO });
  assert.deepEqual(filesBelow(killed), expected);
  return `killed: ${visible.length} whole files of ${expected.size} were left, and run again all are the same`;
}
