import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { SoakLimits } from './rounds.cts';
import { watchSize, type Sized, type Steady } from './steady.cts';

// Held since loading: test frameworks replace the clock.
const now = performance.now.bind(performance);

/** What is measured, here or in another process. */
export interface Subject extends Sized {
  soak(limits: SoakLimits): Promise<number>;
  /** Does nothing for as long as what is swept by the clock may take. */
  rest(): Promise<void>;
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
  /** Whether statistics may decide: nobody asks what grew, by a budget, or for the snapshots. */
  readonly maySkip: boolean;
  /** For the snapshots; made when the first is taken. */
  readonly folder: () => Promise<string>;
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

/** The fewest that a failure is judged by. */
export const minRounds = 3;

/**
 * Measures in stages, each of which can end it.
 *
 * 1. Its size, where the work is quick. Where that is steady it passes, within what a size can show (docs/ci.md).
 * 2. Two snapshots, each after a rest, with as many rounds between as a failure is judged by. Where no object of the first holds more in
 *    the second, nothing leaks: all that is asked of a suspect at the end is asked of it here, and more snapshots only take suspects away.
 * 3. A soak: hundreds of iterations that are not looked at, so that a cache that was still filling is full. Then two snapshots again.
 * 4. What gathers in each of the rounds after that as well is a leak. It ends at the third round if nothing gathers, or if
 *    enough does.
 *
 * What plainly grows in size goes from the first to the soak and the rounds: the snapshots of 2 and 3 would pass nothing.
 *
 * @param judge is given no snapshots where there was no need of any
 */
export async function measure<Report extends Judgement>(
  subject: Subject,
  judge: (snapshots: readonly string[], steady?: Steady) => Promise<Report>,
  { rounds, iterations, warmup, soak, maySkip, folder: makeFolder }: MeasurePlan,
): Promise<Measurement<Report>> {
  let snapshots: string[] = [];
  let taken = 0;
  let folder: string | undefined;
  const take = async (): Promise<void> => {
    folder ??= await makeFolder();
    const path = join(folder, `${taken++}.heapsnapshot`);
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
  /** Of two, with as much between as a failure is judged by. */
  const judgePair = async (): Promise<Report> => {
    await subject.rest();
    await take();
    await subject.run(rounds * iterations);
    await subject.rest();
    await take();
    return judge(snapshots);
  };
  /** The oldest so many. */
  const drop = async (count: number): Promise<void> => {
    for (const path of snapshots.slice(0, count)) await rm(path);
    snapshots = snapshots.slice(count);
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
  let before = warmup;
  let isPlain = false;
  if (maySkip) {
    const watched = await watchSize(subject, iterations, minRounds, now);
    before += watched.iterations;
    isPlain = watched.trend === 'grows';
    if (typeof watched.trend === 'object') {
      const { trend } = watched;
      const report = await judge([], trend);
      const iterationsBefore = before - trend.iterations;
      return { report, snapshots, rounds: trend.iterations / iterations, iterationsBefore };
    }
  }

  if (!isPlain) {
    const first = await judgePair();
    if (isClear(first)) return { ...conclude(first, before), rounds };
    before += rounds * iterations;
    await drop(2);
  }

  // What was run for its size alone has filled a cache as well.
  before += await subject.soak({ ...soak, iterations: Math.max(0, soak.iterations + warmup - before) });
  if (!isPlain) {
    const second = await judgePair();
    if (isClear(second)) return { ...conclude(second, before), rounds };
    before += rounds * iterations;
    await drop(1);
  }

  await takeRounds(minRounds);
  const third = await judgeAll();
  if (isClear(third) || !third.passed || rounds <= minRounds) return conclude(third, before);
  await takeRounds(rounds);
  return conclude(await judgeAll(), before);
}

/** Nothing gathers, not even too little to fail. */
function isClear({ passed, suspects }: Judgement): boolean {
  return passed && suspects.length === 0;
}
