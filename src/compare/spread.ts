import { sum, type Bytes } from '../base/units.ts';
import { growthOf, ratioOf } from './amounts.ts';
import { minNetGrowth, minSurvival, survivalOf } from './behaviour.ts';
import { confidenceOfObjects, openConfidence } from './confidence.ts';
import { judgeCourse, type Course, type Intervals } from './course.ts';
import { keepsGrowing, type FollowedClass } from './suspects.ts';
import { mayLeave } from './moments.ts';
import type { Judged } from './judge-candidates.ts';

/**
 * Of a class that several places hold, some only as long as its objects are in use, none sees all that came. Where
 * all of them together do, the one with most of it leaks, whatever another looks like.
 *
 * @param isEnough whether so many bytes, which are so many times what there was, matter
 */
export function promoteSpread(
  all: readonly Judged[],
  intervals: Intervals,
  isEnough: (growth: Bytes, ratio: number) => boolean,
): void {
  const spread = all.filter(
    ({ part, judgement, prepared: { candidate } }) =>
      part !== 'churn' &&
      judgement.form === 'objects' &&
      candidate.named.isNamed &&
      !candidate.isLoading &&
      !mayLeave(candidate.moment),
  );
  for (const followed of new Set(spread.map((judged) => judged.followed))) {
    const parts = spread.filter((judged) => judged.followed === followed);
    const [most] = parts.toSorted((a, b) => b.judgement.score - a.judgement.score);
    if (parts.length < 2 || most.judgement.isLeak) continue;
    if (!parts.some(hasPassedOn)) continue;
    const countsOf = ({ prepared }: Judged): readonly number[] => prepared.candidate.named.counts;
    const { course, confidence, ratio } = judgeTogether(parts.map(countsOf), followed, intervals);
    const growth = sum(parts.map(({ judgement }) => judgement.growth));
    if (course !== 'goes on' || !isEnough(growth, ratio)) continue;
    most.part = 'suspect';
    most.judgement = { ...most.judgement, isLeak: true, course, confidence };
  }
}

/** Whether most of what came to a place in an interval was no longer its own at the end. */
function hasPassedOn({ measures, prepared }: Judged): boolean {
  const { counts } = prepared.candidate.holder;
  return counts.slice(0, -1).some((count, i) => {
    const before = measures[i + 1].counts[i] ?? 0;
    return before > 0 && count <= before / 2;
  });
}

/** What all places together hold of a class: where some are nearer only as long as its objects are in use. */
export function judgeTogether(
  parts: readonly HeldCounts[],
  { counts, cohorts }: FollowedClass,
  intervals: Intervals,
): { course: Course; confidence: number; ratio: number } {
  const ratio = ratioOf(counts);
  const amounts = parts[0].map((_, i) => sum(parts.map((part) => part[i])));
  const survival = survivalOf({ counts, alive: cohorts });
  const isNet = growthOf(counts) >= sum(amounts) * minNetGrowth && keepsGrowing(counts, amounts);
  if (survival < minSurvival || !isNet) return { course: 'eases', confidence: openConfidence, ratio };
  const course = judgeCourse(amounts, intervals, ratio, { came: amounts, there: counts });
  const confidence = confidenceOfObjects(amounts, Math.min(1, survival), course, ratio, intervals);
  return { course, confidence, ratio };
}

/** interval − 1 → objects born in it that a place holds */
type HeldCounts = readonly number[];
