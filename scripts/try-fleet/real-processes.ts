import assert from 'node:assert/strict';
import { join } from 'node:path';
import process from 'node:process';
import { REPO, run } from '../fixtures/runtimes.ts';

const nodes = ['node18', 'node20', 'node22', 'node24', 'node26'];

/**
 * Exports the snapshots of one program under five versions of Node, each a task of its own, and asks which leaks there are.
 *
 * @returns what it found, a line @throws AssertionError unless what grows in all of them is one row
 */
export function tryRealProcesses(folder: string): string {
  const program = join(REPO, 'dist/cli/main.js');
  const out = join(folder, 'real');
  for (const node of nodes) {
    const files = [0, 1].map((index) => `fixtures/snapshots/${node}/${index}.heapsnapshot.gz`);
    run(process.execPath, [program, 'export', ...files, '--out', out, '--label', `node=${node}`], {
      cwd: REPO,
    });
  }
  const answer = run(process.execPath, [program, 'sql', out, '--query', 'leaks', '--json'], { cwd: REPO });
  const rows = JSON.parse(answer) as Record<string, unknown>[];
  const [first] = rows;
  assert.deepEqual(
    [first?.['fingerprint_of'], first?.['process_count']],
    ['(string) ‹ element ‹ property entries of History', nodes.length],
  );
  return `real: what grows in ${nodes.length} processes, each of another Node, is one of ${rows.length} fingerprints`;
}
