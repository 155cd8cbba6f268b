import { isCodeGroup } from '../analysis/class-kinds.ts';
import { name, sentence, textOf, type Sentence } from '../base/sentence.ts';
import { formatBytes, formatCount, formatShare, type Bytes } from '../base/units.ts';
import { growthOf } from './amounts.ts';
import { openConfidence } from './confidence.ts';
import { hasEased, minRatio, type Intervals } from './course.ts';
import { isOfOneInterval, minShareOfFlat, minShareOfHeap, type HeapSizes } from './growth-part.ts';
import { isUnexplained, type Growth } from './growth.ts';
import type { Judged } from './judge-candidates.ts';
import { captureFor, captureOfSame, captureWithMore } from './next-capture.ts';
import { minSureSurvival, type FollowedClass } from './suspects.ts';
import { whatIsOpen, whatStays } from './verdict-sentences.ts';

/** The answer to "does it leak?". */
export interface Verdict {
  readonly result: 'leak' | 'no-leak' | 'inconclusive';
  /** 0 to 1, as measured (docs/accuracy.md); of what is inconclusive, how likely its first suspect leaks. */
  readonly confidence: number;
  /** A sentence or two. */
  readonly reason: string;
  readonly reasonParts: Sentence;
}

/** A verdict with its reason as parts and as text. */
export function verdictOf(result: Verdict['result'], confidence: number, reason: Sentence): Verdict {
  return { result, confidence, reason: textOf(reason), reasonParts: reason };
}

const noLeakConfidence = 0.95;
/** Of two snapshots with the work of three rounds between, where no place grew: one look fewer than a series has. */
const controlledConfidence = 0.9;

/** The answer of three snapshots or more. @param first the first suspect @param unaccounted growth that is at no place */
export function giveVerdict(
  first: Judged | undefined,
  totals: readonly Bytes[],
  { usual, usualInside }: HeapSizes,
  growth: Growth,
  unaccounted: Bytes,
  classes: readonly FollowedClass[],
  intervals: Intervals,
): Verdict {
  const heap = `the heap went ${totals.map(formatBytes).join(' → ')}`;
  if (first?.part === 'suspect') {
    const { confidence } = first.judgement;
    return verdictOf('leak', confidence, sentence`${whatStays(first, growth.bytes)}; ${heap}.`);
  }
  if (
    isUnexplained({ ...growth, unexplainedBytes: unaccounted }, usualInside) &&
    !findLeakingClass(classes, usualInside)
  ) {
    return verdictOf('inconclusive', openConfidence, whatIsNowhere(unaccounted, classes, heap));
  }
  // What would be called a leak, were it more or had as much been done at the end, is nothing healthy.
  const isSmallLeak =
    first !== undefined &&
    (mayHaveSlowed(first, usualInside) ||
      (first.judgement.isLeak && first.judgement.growth >= usualInside * minShareOfHeap));
  if (first && (isSmallLeak || isUnexplained(growth, usualInside))) {
    const reason = sentence`${whatStays(first, growth.bytes)}; ${whatIsOpen(first)}; ${heap}. ${captureFor(first, intervals, usual * minShareOfFlat)}`;
    return verdictOf('inconclusive', openConfidence, reason);
  }
  const leaking = findLeakingClass(classes, usualInside);
  if (leaking) {
    const counts = leaking.counts.map(formatCount).join(' → ');
    const rest = `objects, and no place where they gather was found to leak; ${heap}. ${captureWithMore}`;
    const reason = sentence`There are ${counts} ${name(leaking.className)} ${rest}`;
    return verdictOf('inconclusive', openConfidence, reason);
  }
  if (isOfOneInterval(intervals)) {
    const reason = `Work was done in one interval only, and nothing of note gathered in it; ${heap}. ${captureOfSame}`;
    return verdictOf('inconclusive', 0, [reason]);
  }
  const rest = first
    ? `what may gather weighs ${formatBytes(growth.unexplainedBytes)}`
    : 'nothing gathers in interval after interval';
  return verdictOf('no-leak', noLeakConfidence, [`What grew is accounted for, and ${rest}; ${heap}.`]);
}

/** All of it stays, weighs, and is many times what there was: a leak while less is done, as far as can be told. */
export function mayHaveSlowed({ judgement }: Judged, heapSize: Bytes): boolean {
  const { form, course, growth, survival, ratio } = judgement;
  return (
    form === 'objects' &&
    hasEased(course) &&
    survival >= minSureSurvival &&
    ratio >= minRatio &&
    growth >= heapSize * minShareOfHeap
  );
}

/** A class that grew by less than this share of the heap says nothing. */
const minShareOfLeaking = 0.005;

/** What no place accounts for, and what it may be of. */
function whatIsNowhere(bytes: Bytes, classes: readonly FollowedClass[], heap: string): Sentence {
  const [most] = classes
    .filter(({ kind }) => !isCodeGroup(kind))
    .toSorted((a, b) => growthOf(b.selfSizes) - growthOf(a.selfSizes));
  const grew =
    most === undefined
      ? ''
      : sentence`; of all classes ${name(most.className)} grew most, by ${formatBytes(growthOf(most.selfSizes))}`;
  return sentence`${formatBytes(bytes)} of the growth is at no place that was looked at${grew}; ${heap}. ${captureWithMore}`;
}

/** A class of the program that behaves as if it leaked, though no place of it does. */
function findLeakingClass(classes: readonly FollowedClass[], heapSize: Bytes): FollowedClass | undefined {
  return classes
    .filter(({ behaviour, origin }) => behaviour === 'leaking' && origin !== 'engine' && origin !== 'native')
    .filter((heapClass) => growthOf(heapClass.selfSizes) >= heapSize * minShareOfLeaking)
    .sort((a, b) => growthOf(b.selfSizes) - growthOf(a.selfSizes))[0];
}

/**
 * One interval tells no leak from a warm-up, nor a leak that is small yet from none. So of two snapshots the
 * suspects say where to look, and the verdict is open, but where the same work was done again and again on purpose, and
 * nothing stayed of it at all.
 */
export function givePairVerdict(
  first: Judged | undefined,
  [before = 0, after = 0]: readonly Bytes[],
  isControlled: boolean,
): Verdict {
  const share = before > 0 ? (after - before) / before : 0;
  const heap = `${formatBytes(before)} → ${formatBytes(after)}`;
  if (!first && isControlled) {
    const reason = `Nothing of the weight of a leak gathers under an object of the first snapshot, with as much work between as one is judged by; the heap went ${heap}.`;
    return verdictOf('no-leak', controlledConfidence, [reason]);
  }
  if (!first) {
    const grown = share > 0 ? `grew by ${formatShare(share)} (${heap})` : `went ${heap}`;
    const reason = `Nothing of note gathers under an object of the baseline; the heap ${grown}. 2 snapshots cannot rule out a leak: take a third after more work.`;
    return verdictOf('inconclusive', 0, [reason]);
  }
  const growth = share > 0 ? `growth of ${formatShare(share)} (${heap})` : `what stayed (${heap})`;
  const open = `2 snapshots only: ${growth} cannot be told from a warm-up; take a third`;
  const reason = sentence`${open}. First to look at: ${whatStays(first, after - before)}.`;
  return verdictOf('inconclusive', first.judgement.confidence, reason);
}
