import { sum, type Bytes } from '../base/units.ts';
import { ratioOf, shareOfGrowth } from './amounts.ts';
import { minCount, type Candidate } from './candidates.ts';
import type { FollowedClass, CandidateJudgement } from './suspects.ts';

/** One or two things that came in the only interval are likely to be there for the moment. */
const momentaryWeight = 0.3;

/** What one interval shows of a place. */
interface PlaceOfPair {
  /** snapshot → what is there, in the unit that shows what gathered: references or bytes */
  readonly total: readonly number[];
  /** The same in the unit that counts what came, and how much did; undefined where none does. */
  readonly counted: { readonly total: readonly number[]; readonly came: number } | undefined;
  /** Bytes that came and are there. */
  readonly bytes: Bytes;
}

/**
 * Judges by the only interval there was. Nothing is known but how much of all came in it: of a warm-up little should, if the first
 * snapshot was taken when the program was warm.
 *
 * @param survival of the class's objects of the first snapshot
 * @param ratio how many times as much as in the first snapshot there is
 */
export function judgePair(
  { named: { isNamed, counts }, moment }: Candidate,
  followed: FollowedClass,
  { total, counted, bytes }: PlaceOfPair,
  survival: number,
  ratio: number,
): Pick<CandidateJudgement, 'confidence' | 'score'> {
  const held = sum(counts);
  const isMomentary =
    held < minCount ||
    moment === 'answering' ||
    (moment === 'pending' && (followed.counts[0] ?? 0) < minCount);
  const weight = isMomentary ? momentaryWeight : 1;
  // What began small and many times over has more to explain than a cache that was large before.
  const grown = Math.log2(Math.max(isNamed ? ratioOf(followed.counts) : 1, ratio, 1));
  const score = bytes * (isNamed ? survival : 1) * grown * Math.log2(1 + held) * weight;
  if (!isNamed) return { confidence: shareOfGrowth(total) * weight, score };
  const ofClass = survival * shareOfGrowth(followed.counts);
  // Objects of Node's own come and go anywhere: what their place had at first may all be there.
  const isOfPlace = followed.origin === 'platform' && counted !== undefined;
  const confidence = isOfPlace ? Math.max(ofClass, stayedAndCame(counted.total, counted.came)) : ofClass;
  return { confidence: confidence * weight, score };
}

/**
 * The share of what a place had at first that is still there, as it has that much which did not come since, times the share that
 * came of what is there.
 */
function stayedAndCame(total: readonly number[], came: number): number {
  const [first = 0] = total;
  const stayed = first > 0 ? Math.min(1, Math.max(0, (total.at(-1) ?? 0) - came) / first) : 1;
  return stayed * shareOfGrowth(total);
}
