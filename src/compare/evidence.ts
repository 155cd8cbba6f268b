import { joinSentences, name, sentence, type Sentence } from '../base/sentence.ts';
import { formatBytes, formatCount, formatShare, sum } from '../base/units.ts';
import { NodeKind } from '../heap/kinds.ts';
import { nameParts } from '../paths/object-names.ts';
import { growthOf } from './amounts.ts';
import type { Candidate } from './candidates.ts';
import type { Intervals } from './course.ts';
import type { CandidateJudgement } from './suspects.ts';
import type { PreparedCandidate } from './prepare-candidates.ts';

/** Other classes named beside one that grew by the same number. */
export const maxCompanions = 8;

/** What is known of a suspect, each a sentence with its numbers. */
export function describeEvidence(
  { candidate, callback, isOneCallback, owners }: PreparedCandidate,
  judgement: CandidateJudgement,
  intervals: Intervals,
): Sentence[] {
  const { named } = candidate;
  const { form, counts, sizes, survival, survivalOfNamed = survival } = judgement;
  const stayed = hadChoice(named, counts) ? survivalOfNamed : undefined;
  const about = form === 'in place' ? [] : describeObjects(named, stayed);
  return [
    ...about,
    ...(sizes && growthOf(sizes) > 0
      ? [
          sentence`${isOneThing(candidate) ? 'It' : 'The holder'} retains ${sizes.map(formatBytes).join(' → ')}.`,
        ]
      : []),
    ...(form === 'in place' && candidate.form === 'objects'
      ? [
          sentence`Of its ${name(named.className)} objects born in the intervals before the last ${formatShare(survivalOfNamed)} are left: they are replaced.`,
        ]
      : []),
    ...(form === 'objects' && growthOf(counts) > 0
      ? [sentence`There are ${counts.map(formatCount).join(' → ')} ${name(named.className)} objects.`]
      : []),
    ...describeRates(judgement, intervals),
    ...(callback === undefined
      ? []
      : [sentence`${isOneCallback ? 'It' : 'One of them'} calls ${nameParts(callback)}.`]),
    ...(owners === undefined ? [] : [owners]),
  ];
}

/** It is told by itself, and not by what several things hang on. */
function isOneThing({ form, way }: Candidate): boolean {
  return form === 'in place' && way.length === 0;
}

/** Whether any of those that are left came before the last interval. Of a pair all of the class are asked: functions are one. */
function hadChoice({ counts, kind }: Candidate['named'], ofClass: readonly number[]): boolean {
  return counts.length > 1
    ? sum(counts.slice(0, -1)) > 0
    : (ofClass[0] ?? 0) > 0 && kind !== NodeKind.closure;
}

/** @param survival undefined where nothing tells it */
function describeObjects(
  { className, counts, companions }: Candidate['named'],
  survival: number | undefined,
): Sentence[] {
  const intervals = counts.length;
  const cameIn = intervals === 1 ? 'since the first snapshot' : `in the ${intervals} intervals`;
  const bornBefore = intervals === 1 ? 'of the first snapshot' : 'born in the intervals before the last';
  const shown = joinSentences(
    companions.slice(0, maxCompanions).map((companion) => [name(companion)]),
    ', ',
  );
  const more = companions.length - maxCompanions;
  const rest = more > 0 ? ` and ${formatCount(more)} more classes` : '';
  return [
    sentence`${counts.map(formatCount).join(' + ')} objects born ${cameIn} hang on the same holder at the end.`,
    ...(survival === undefined
      ? []
      : [
          sentence`${formatShare(Math.min(survival, 1))} of the ${name(className)} objects ${bornBefore} are still alive.`,
        ]),
    ...(companions.length > 0 ? [sentence`In the same numbers came ${shown}${rest}.`] : []),
  ];
}

/** Growth per work, where the sidecars tell how much was done. */
function describeRates(
  { amounts, gathered, course }: CandidateJudgement,
  { work, isMeasured, past }: Intervals,
): Sentence[] {
  if (!isMeasured || amounts.length < 2 || course === 'once' || course === 'stopped') return [];
  const rateOf = (amount: number, seconds: number): string => `${Number((amount / seconds).toPrecision(2))}`;
  const came = gathered?.came ?? amounts;
  const rates = came.map((amount, i) => (work[i] > 0 ? rateOf(amount, work[i]) : 'idle'));
  const first = gathered?.there[0] ?? 0;
  const before =
    past !== undefined && first > 0 ? `; before the first snapshot, ${rateOf(first, past.work)}` : '';
  return [sentence`Per second of processor time came ${rates.join(' → ')}${before}.`];
}
