import type { Judgement } from './judge-files.ts';
import { nameOfPlan, type Plan } from './run-program.ts';
import type { LabelledProgram } from './labelled-programs.ts';

/** A series of more has too many subsets to judge each. */
const maxJudgedWhole = 4;

/**
 * Choices of a series' snapshots, each at least three, of which something is said for certain, and fewer than all. Of up to
 * four snapshots every one there is; of more what it was before each of the later came, its last three, every other one,
 * and all but one in the middle. Without those between which no work was done: nothing could show in them.
 *
 * @returns snapshots by their numbers, rising
 */
export function chooseSubsets(plan: Plan): number[][] {
  const all = Array.from({ length: plan.length + 1 }, (_, index) => index);
  const choices = all.length <= maxJudgedWhole ? subsetsOf(all) : someOf(all);
  const distinct = new Map(choices.map((choice) => [String(choice), choice]));
  return [...distinct.values()].filter(
    (choice) => choice.length >= 3 && choice.length < all.length && workIn(choice, plan) > 0,
  );
}

function subsetsOf(all: readonly number[]): number[][] {
  return Array.from({ length: 2 ** all.length }, (_, bits) => all.filter((i) => ((bits >>> i) & 1) !== 0));
}

function someOf(all: readonly number[]): number[][] {
  return [
    ...all.slice(3).map((end) => all.slice(0, end)),
    all.filter((index) => index !== Math.floor(all.length / 2)),
    all.slice(-3),
    all.filter((index) => index % 2 === 0),
    all.filter((index) => index % 2 === 1),
  ];
}

/** Batches of work between the first and the last of them. */
function workIn(choice: readonly number[], plan: Plan): number {
  return plan.slice(choice[0], choice.at(-1)).reduce((sum, batches) => sum + batches, 0);
}

/**
 * Judges parts of a series, since one more snapshot must not make an answer worse: no part of a leaking
 * program's series is called healthy, and no part of a healthy one's leaking. Of programs whose
 * right answer hangs on the moment nothing is asked: half of a leak that stopped is a leak.
 *
 * Time: about a second for each of the subsets.
 *
 * @returns a sentence for each answer that is wrong
 */
export async function findWrongSubsets(
  { program, wanted, allowed }: LabelledProgram,
  plan: Plan,
  files: readonly string[],
  judge: (files: readonly string[]) => Promise<Judgement>,
): Promise<string[]> {
  if (wanted === undefined) return [];
  const wrong: string[] = [];
  for (const subset of chooseSubsets(plan)) {
    const { result, confidence, reason } = await judge(subset.map((index) => files[index] ?? ''));
    if (allowed.includes(result)) continue;
    wrong.push(
      `${program}, snapshots ${subset.join(', ')} of ${nameOfPlan(plan)}: ${result} (${confidence}). ${reason}`,
    );
  }
  return wrong;
}
