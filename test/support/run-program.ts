import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { repositoryPath } from './fixtures.ts';

const snapshotCount = 4;
const harness = repositoryPath('fixtures/programs/lib/take-rounds.cjs');

/** Runs a program of fixtures/programs/leaks in a process of its own, and gives its four snapshots to `use`. */
export async function withSnapshotsOf<Result>(
  program: string,
  use: (files: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-program-'));
  try {
    const file = repositoryPath(`fixtures/programs/leaks/${program}.cjs`);
    // A bare environment: what is in the heap is the program's alone.
    await promisify(execFile)(process.execPath, ['--expose-gc', harness, file, folder], {
      env: {},
      timeout: 60_000,
    });
    return await use(
      Array.from({ length: snapshotCount }, (_, index) => join(folder, `${index}.heapsnapshot`)),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
