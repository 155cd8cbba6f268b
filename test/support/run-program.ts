import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { runProcess } from './child-processes.ts';
import { repositoryPath } from './fixtures.ts';

const harness = repositoryPath('fixtures/programs/lib/take-rounds.cjs');

/** Batches of work before each snapshot but the first: [1, 4, 0] are four snapshots, the last after a rest. */
export type Plan = readonly number[];

/** Equal work between snapshots: what a person does who prepares a series. */
export const evenPlan: Plan = [1, 1, 1];

/** What production gives. */
export const unevenPlans: readonly Plan[] = [
  [1, 4, 2],
  [2, 0, 3],
  [3, 1, 6],
  [6, 3, 1],
  [1, 3, 0, 2, 5],
];

/** Batches of work before the first snapshot: a program that has just come up to speed, … */
export const shortWarmUp = 2;
/** … and one that has run for long, so that what it gathers is little beside what it has. */
export const longWarmUp = 20;

/** "1,4,2" */
export function nameOfPlan(plan: Plan): string {
  return plan.join(',');
}

/**
 * Runs a program of fixtures/programs/leaks in a process of its own, which writes its snapshots to a folder that exists.
 * Takes half a second and 4 MB a snapshot.
 *
 * @returns the files, one more than the plan has numbers, the earliest first
 */
export async function writeSnapshotsOf(
  program: string,
  plan: Plan,
  folder: string,
  warmUp = shortWarmUp,
): Promise<string[]> {
  const named = ['cjs', 'mjs'].map((kind) => repositoryPath(`fixtures/programs/leaks/${program}.${kind}`));
  return runRounds(named.find((path) => existsSync(path)) ?? '', plan, folder, warmUp);
}

/** The same of any file that exports a round of work. @param more what the program itself is to be told */
export async function runRounds(
  file: string,
  plan: Plan,
  folder: string,
  warmUp: number,
  more: readonly string[] = [],
): Promise<string[]> {
  // A bare environment: what is in the heap is the program's alone.
  const args = ['--expose-gc', harness, file, folder, nameOfPlan(plan), String(warmUp), ...more];
  await runProcess(process.execPath, args, { env: {} });
  return snapshotsOf(plan, folder);
}

/** The files that a program has written, or will write. */
export function snapshotsOf(plan: Plan, folder: string): string[] {
  return Array.from({ length: plan.length + 1 }, (_, index) => join(folder, `${index}.heapsnapshot`));
}

/** Runs a program and gives its snapshots to `use`; they are gone after it. */
export async function withSnapshotsOf<Result>(
  program: string,
  plan: Plan,
  use: (files: readonly string[]) => Promise<Result>,
  warmUp = shortWarmUp,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'snapdiff-program-'));
  try {
    return await use(await writeSnapshotsOf(program, plan, folder, warmUp));
  } finally {
    await rm(folder, { recursive: true });
  }
}
