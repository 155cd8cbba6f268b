import type { PathStep } from '../analysis/retaining-path.ts';
import type { ScriptLocation } from '../analysis/scripts.ts';
import type { NodeId } from '../heap/index-spaces.ts';
import { NodeKind } from '../heap/kinds.ts';
import { formatBytes, formatCount, formatShare, type Bytes } from '../units.ts';
import { evenness, isSlowing, minEvenness, minNetGrowth, minSurvival, survivalOf } from './behaviour.ts';
import { minBytes, minCount, type Candidate } from './candidates.ts';
import type { LeakRule } from './rules.ts';

/** What leaks, who holds it, and how that is known. */
export interface Suspect {
  /** 1 for the first. */
  readonly rank: number;
  /** The constructor to search the code for; for closures the function's name with "()". */
  readonly className: string;
  /** V8's type of the objects. */
  readonly kind: string;
  readonly key: string;
  /** Bytes that every interval has added at least, times the intervals. Orders the suspects. */
  readonly score: Bytes;
  /** 0 to 1. */
  readonly confidence: number;
  /** snapshot → objects of the class in it, wherever they hang */
  readonly counts: readonly number[];
  /** snapshot → bytes retained by all of them */
  readonly retainedSizes: readonly Bytes[];
  /** interval − 1 → objects of the class under the holder that were born in it and are still alive */
  readonly heldCounts: readonly number[];
  /** interval − 1 → bytes under the holder that were born in it and are still alive */
  readonly heldSizes: readonly Bytes[];
  /** Share of the class's objects born before the last interval that are still alive. */
  readonly survival: number;
  /** Bytes that have gathered under the holder since the first snapshot. */
  readonly retainedGrowth: Bytes;
  /** Their share of the whole heap's growth; 1 at most. */
  readonly growthShare: number;
  readonly holder: SuspectHolder;
  /** From a root of the program to one of the objects. */
  readonly path: readonly PathStep[];
  readonly location?: ScriptLocation;
  /** What kind of leak it is, where its path tells: a heading of docs/suspects.md. */
  readonly rule?: LeakRule;
  /** Facts, each a sentence with its number. */
  readonly evidence: readonly string[];
  /** Up to three of the objects, the newest first. */
  readonly sampleIds: readonly NodeId[];
}

/** An object of the first snapshot that holds what has gathered since. */
export interface SuspectHolder {
  readonly className: string;
  readonly nodeId: NodeId;
  /** How it is held itself: ".sessions", "variable cache"; "" for a root. */
  readonly edge: string;
}

/** Other classes named in the evidence. */
const mostCompanions = 8;

/** What is known of a class in every snapshot. */
export interface FollowedClass {
  readonly key: string;
  /** snapshot → objects of the class in it */
  readonly counts: readonly number[];
  /** snapshot → bytes freed with all of them */
  readonly retainedSizes: readonly Bytes[];
  /** birth → snapshot → objects born in the one that are alive in the other; 0 before they are born */
  readonly cohorts: readonly (readonly number[])[];
}

/** Whether a candidate leaks, and what speaks for and against it. */
export interface CandidateJudgement {
  readonly isLeak: boolean;
  readonly confidence: number;
  readonly survival: number;
  readonly evidence: readonly string[];
  /** What to multiply the score by. */
  readonly weight: number;
}

/** What of the last amount has come since the first: 0 to 1; half for what was not there at all. */
function shareOfGrowth(amounts: readonly number[]): number {
  const first = amounts[0] ?? 0;
  const last = amounts.at(-1) ?? 0;
  if (first === 0) return 0.5;
  return Math.max(0, last - first) / Math.max(last, 1);
}

/**
 * Judges a candidate: objects of every interval still hang on it, in about equal numbers and not ever
 * fewer, and what came stays and shows in a total: either that of the class, most of whose objects
 * live, or the holder's retained size, step by step. A full cache in churn, a cache that fills, a queue under rising load, and
 * what was alive at one moment only each fail one of these.
 *
 * @param followed the candidate's class over the series
 * @param holderSizes snapshot → the holder's retained size
 */
export function judgeCandidate(
  { holder, named }: Candidate,
  followed: FollowedClass,
  holderSizes: readonly Bytes[],
): CandidateJudgement {
  const intervals = named.counts.length;
  const held = named.counts.reduce((sum, count) => sum + count, 0);
  const survival = survivalOf({ counts: followed.counts, alive: followed.cohorts });
  const classGrowth = (followed.counts.at(-1) ?? 0) - (followed.counts[0] ?? 0);
  const holderGrowth = (holderSizes.at(-1) ?? 0) - (holderSizes[0] ?? 0);
  const even = evenness(named.counts);
  // Of two intervals the second is the smaller one every other time: that alone clears nothing.
  const slows = intervals > 2 && isSlowing(named.counts);
  const isEnough = Math.min(...named.counts) >= minCount && Math.min(...holder.bytes) >= minBytes;
  // Either total may be spoilt: the class's by objects that others hold, the holder's by shared ones.
  const classKeeps = named.isNamed && survival >= minSurvival && classGrowth >= held * minNetGrowth;
  const holderKeeps = holder.bytes.every(
    (born, interval) => holderSizes[interval + 1] - holderSizes[interval] >= born * minNetGrowth,
  );

  const { className } = named;
  const cameIn = intervals === 1 ? 'since the first snapshot' : `in the ${intervals} intervals`;
  const bornBefore = intervals === 1 ? 'of the first snapshot' : 'born before the last interval';
  const evidence = [
    `${named.counts.map(formatCount).join(' + ')} objects born ${cameIn} hang on the same holder at the end.`,
    `${formatShare(Math.min(survival, 1))} of the ${className} objects ${bornBefore} are still alive.`,
  ];
  if (named.companions.length > 0) {
    const shown = named.companions.slice(0, mostCompanions).join(', ');
    const rest = named.companions.length - mostCompanions;
    evidence.push(
      `In the same numbers came ${shown}${rest > 0 ? ` and ${formatCount(rest)} more classes` : ''}.`,
    );
  }
  if (holderGrowth > 0) {
    evidence.push(`The holder retains ${holderSizes.map(formatBytes).join(' → ')}.`);
  }
  if (classGrowth > 0) {
    evidence.push(`There are ${followed.counts.map(formatCount).join(' → ')} ${className} objects.`);
  }
  // A native object may get a new id in every snapshot: the very same ones then look young each time.
  const isRenumbered = named.kind === NodeKind.native && classGrowth < held * minNetGrowth;
  const isLeak = isEnough && !isRenumbered && even >= minEvenness && !slows && (classKeeps || holderKeeps);
  // Two intervals can be even by chance, five hardly. Of one nothing is known but how much of all came in it:
  // of a warm-up little should, if the first snapshot was taken when the program was warm.
  const shareThatCame = named.isNamed
    ? survival * shareOfGrowth(followed.counts)
    : shareOfGrowth(holderSizes);
  const confidence =
    intervals === 1 ? shareThatCame : Math.min(0.99, (1 - 0.5 ** intervals) * (0.5 + even / 2));
  // What began small and many times over has more to explain than a cache that was large before.
  const classRatio = named.isNamed
    ? ((followed.counts.at(-1) ?? 0) + 1) / ((followed.counts[0] ?? 0) + 1)
    : 1;
  const holderRatio = ((holderSizes.at(-1) ?? 0) + 1) / ((holderSizes[0] ?? 0) + 1);
  const staying = named.isNamed ? survival : 1;
  const weight =
    intervals > 1 ? 1 : staying * Math.log2(Math.max(classRatio, holderRatio, 1)) * Math.log2(1 + held);
  return { isLeak, confidence, survival, evidence, weight };
}
