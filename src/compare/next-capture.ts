import { formatCount, sum, type Bytes } from '../base/units.ts';
import { stepsOf } from './amounts.ts';
import { judgeCourse, judgeSteps, type Intervals } from './course.ts';
import type { CandidateJudgement } from './suspects.ts';
import type { Judged } from './judge-candidates.ts';

export const captureOfSame = 'One more snapshot after the same work would decide.';
export const captureWithMore = 'Two more snapshots with several times the work between them may tell.';

/**
 * The captures that would decide. How many it takes is tried out: as many as the rules of the course need to call it a leak
 * if it goes on as it did.
 *
 * @param least bytes that matter even where the heap does not grow by them
 */
export function captureFor(judged: Judged, intervals: Intervals, least: Bytes): string {
  const { course, growth, amounts } = judged.judgement;
  const { form, slot, moment } = judged.prepared.candidate;
  if (moment === 'connected')
    return 'One more snapshot with as few clients connected as at first would decide.';
  if (course === 'swells' || moment === 'answering') {
    return 'One more snapshot while the process is idle would tell it from load.';
  }
  if (course === 'goes on') {
    const times = Math.ceil(((least / growth - 1) * amounts.length) / captureNumbers.length);
    return times > 1
      ? `Three more snapshots, each after ${formatCount(times)} times the work, would decide.`
      : captureWithMore;
  }
  if (form === 'in place' && slot === undefined) {
    return 'If it goes on, one more snapshot after several times all the work so far is likely to show it.';
  }
  const isSame = course === 'once' || course === 'chance';
  const after = isSame ? 'after the same work' : 'after as much work as before the busiest one';
  const more = captureNumbers.findIndex((_, index) => wouldLeak(judged.judgement, intervals, index + 1));
  if (more < 0) return 'A new series, with the same work in each interval, would decide.';
  return more === 0
    ? `One more snapshot ${after} would decide.`
    : `${captureNumbers[more]} more snapshots, each ${after}, would decide.`;
}

const captureNumbers = ['One', 'Two', 'Three'];

/** Whether so many more intervals like the busiest one would make a leak of it. */
function wouldLeak(judgement: CandidateJudgement, intervals: Intervals, more: number): boolean {
  const { amounts, ratio, course, sizes = [], isReplaced } = judgement;
  const { work, isMeasured, activity } = intervals;
  // Equal work is told by what came.
  const rank = amounts.map((amount, i) =>
    course === 'once' ? amount : work[i] + amount / (sum(amounts) + 1),
  );
  const busiest = rank.indexOf(Math.max(...rank));
  const longer = (list: readonly number[], value: number): number[] => [
    ...list,
    ...new Array<number>(more).fill(value),
  ];
  const [amount, done] = [amounts[busiest], Math.max(work[busiest], isMeasured ? 0 : 1)];
  const workThen = longer(work, done);
  if (isReplaced !== undefined) {
    const steps = stepsOf(sizes);
    return judgeSteps(longer(steps, amount), sizes[0] ?? 0, workThen, isReplaced) === 'goes on';
  }
  const ratioThen = ratio + ((ratio - 1) * amount * more) / sum(amounts);
  return (
    judgeCourse(longer(amounts, amount), { work: workThen, isMeasured, activity }, ratioThen) === 'goes on'
  );
}
