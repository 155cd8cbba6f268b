import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SoakLimits } from './rounds.cts';

/** What is measured, here or in another process. */
export interface Subject {
  run(iterations: number): Promise<void>;
  soak(limits: SoakLimits): Promise<number>;
  snapshot(path: string): Promise<void>;
  /** Keeps the maps of scripts that were made in memory, beside the snapshot taken last. */
  keepMaps(snapshot: string): Promise<void>;
}

/** As much of a check's report as the course of a measurement depends on. */
export interface Judgement {
  readonly passed: boolean;
  readonly suspects: readonly unknown[];
}

export interface MeasurePlan {
  /** Rounds that a failure is judged by, 3 at least. */
  readonly rounds: number;
  /** Iterations of a round. */
  readonly iterations: number;
  /** Iterations before the first snapshot. */
  readonly warmup: number;
  readonly soak: SoakLimits;
  /** For the snapshots; empty and there. */
  readonly folder: string;
}

export interface Measurement<Report extends Judgement> {
  readonly report: Report;
  /** Those the report is of, in `folder`; none once they are deleted. */
  readonly snapshots: readonly string[];
  /** Rounds that the report is of. */
  readonly rounds: number;
  /** Iterations before the first of these snapshots. */
  readonly iterationsBefore: number;
}

/** Of one round nothing can be said. */
const roundsAtFirst = 2;
/** The fewest that a failure is judged by. */
export const minRounds = 3;

/**
 * Measures in two stages, each of which can end it.
 *
 * 1. Two rounds, three snapshots. Where no object of the first holds any of both rounds, nothing leaks: all
 *    that is asked of a suspect at the end is asked of it here, and more rounds only take suspects away.
 * 2. Else it soaks: hundreds of iterations that are not looked at, so that a cache that was still
 *    filling is full. What gathers in each of the rounds after that as well is a leak. It ends at the
 *    third round if nothing gathers, or if enough does.
 */
export async function measure<Report extends Judgement>(
  subject: Subject,
  judge: (snapshots: readonly string[]) => Promise<Report>,
  { rounds, iterations, warmup, soak, folder }: MeasurePlan,
): Promise<Measurement<Report>> {
  let snapshots: string[] = [];
  const take = async (): Promise<void> => {
    const path = join(folder, `${snapshots.length}.heapsnapshot`);
    await subject.snapshot(path);
    snapshots.push(path);
  };
  const takeRounds = async (until: number): Promise<void> => {
    if (snapshots.length === 0) await take();
    while (snapshots.length <= until) {
      await subject.run(iterations);
      await take();
    }
  };
  /** Of the last the places are shown. */
  const judgeAll = async (): Promise<Report> => {
    await subject.keepMaps(snapshots.at(-1) ?? '');
    return judge(snapshots);
  };
  const conclude = (report: Report, iterationsBefore: number): Measurement<Report> => ({
    report,
    snapshots,
    rounds: snapshots.length - 1,
    iterationsBefore,
  });

  await subject.run(warmup);
  await takeRounds(roundsAtFirst);
  const first = await judge(snapshots);
  if (isClear(first)) return conclude(first, warmup);

  for (const path of snapshots) await rm(path);
  snapshots = [];
  const soaked = await subject.soak(soak);
  const before = warmup + roundsAtFirst * iterations + soaked;
  await takeRounds(minRounds);
  const second = await judgeAll();
  if (isClear(second) || !second.passed || rounds <= minRounds) return conclude(second, before);
  await takeRounds(rounds);
  return conclude(await judgeAll(), before);
}

/** Nothing gathers, not even too little to fail. */
function isClear({ passed, suspects }: Judgement): boolean {
  return passed && suspects.length === 0;
}
