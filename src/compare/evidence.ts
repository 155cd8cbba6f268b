import { formatBytes, formatCount, formatShare, type Bytes } from '../base/units.ts';
import type { Candidate } from './candidates.ts';
import type { Intervals } from './course.ts';
import type { CandidateJudgement } from './suspects.ts';
import type { PreparedCandidate } from './verdict.ts';

/** Other classes named in the evidence. */
const mostCompanions = 8;

/** What is known of a suspect, each a sentence with its numbers. */
export function describeEvidence(
  { candidate, callback, owners }: PreparedCandidate,
  judgement: CandidateJudgement,
  intervals: Intervals,
): string[] {
  const { named, form } = candidate;
  const { counts, sizes, survival } = judgement;
  const about = form === 'in place' ? [] : describeObjects(named, survival);
  return [
    ...about,
    ...(sizes && growth(sizes) > 0
      ? [`${form === 'in place' ? 'It' : 'The holder'} retains ${sizes.map(formatBytes).join(' → ')}.`]
      : []),
    ...(form === 'objects' && growth(counts) > 0
      ? [`There are ${counts.map(formatCount).join(' → ')} ${named.className} objects.`]
      : []),
    ...describeRates(judgement, intervals),
    ...(callback === undefined ? [] : [`It calls ${callback}.`]),
    ...(owners === undefined ? [] : [owners]),
  ];
}

const growth = (amounts: readonly Bytes[]): number => (amounts.at(-1) ?? 0) - (amounts[0] ?? 0);

function describeObjects({ className, counts, companions }: Candidate['named'], survival: number): string[] {
  const intervals = counts.length;
  const cameIn = intervals === 1 ? 'since the first snapshot' : `in the ${intervals} intervals`;
  const bornBefore = intervals === 1 ? 'of the first snapshot' : 'born before the last interval';
  const shown = companions.slice(0, mostCompanions).join(', ');
  const rest = companions.length - mostCompanions;
  return [
    `${counts.map(formatCount).join(' + ')} objects born ${cameIn} hang on the same holder at the end.`,
    `${formatShare(Math.min(survival, 1))} of the ${className} objects ${bornBefore} are still alive.`,
    ...(companions.length > 0
      ? [`In the same numbers came ${shown}${rest > 0 ? ` and ${formatCount(rest)} more classes` : ''}.`]
      : []),
  ];
}

/** Growth per work, where the sidecars tell how much was done. */
function describeRates({ amounts, course }: CandidateJudgement, { work, isMeasured }: Intervals): string[] {
  if (!isMeasured || amounts.length < 2 || course === 'once' || course === 'stopped') return [];
  const rates = amounts.map((amount, i) => (work[i] > 0 ? (amount / work[i]).toPrecision(2) : 'idle'));
  return [`Per second of processor time came ${rates.join(' → ')}.`];
}
