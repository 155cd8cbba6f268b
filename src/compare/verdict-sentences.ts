import { name, sentence, type Sentence } from '../base/sentence.ts';
import { formatBytes, formatCount, formatShare, type Bytes } from '../base/units.ts';
import type { Course } from './course.ts';
import type { Suspect } from './suspects.ts';
import type { Judged } from './judge-candidates.ts';

/** "97 % sure"; of two snapshots "86 % confidence": they rank by a number, and are sure of nothing. */
export function sureness({ confidence, heldCounts }: Pick<Suspect, 'confidence' | 'heldCounts'>): string {
  return `${formatShare(confidence)} ${heldCounts.length > 1 ? 'sure' : 'confidence'}`;
}

/** What is not known of growth that may go on. */
export function whatIsOpen({ judgement, prepared }: Judged): string {
  const { moment } = prepared.candidate;
  if (moment === 'connected') return 'they came with clients that are still connected';
  if (moment === 'answering') return 'they came with requests that have no answer yet';
  return courseText(judgement.course);
}

function courseText(course: Course): string {
  switch (course) {
    case 'slows':
      return 'less came at the end, as in a cache that fills or while less is done';
    case 'eases':
      return 'what came and what was done do not tell whether it nears a limit';
    case 'pauses':
      return 'next to nothing was done in the last interval';
    case 'once':
      return 'it came in one interval';
    case 'swells':
      return 'most of it is new each time, and more, as under a load that rises';
    case 'chance':
      return 'something else of any size is there each time, which may be bigger by chance';
    case 'stopped':
      return 'it may have room for now';
    case 'goes on':
      return 'it is little, or came with what may have a limit';
  }
}

/** "20 + 20 Entry stay under .cache (Cache @42), 100 % of the growth". */
export function whatStays({ prepared, judgement }: Judged, growthBytes: Bytes): Sentence {
  const { candidate, holder } = prepared;
  const { named } = candidate;
  const share = formatShare(Math.min(1, judgement.growth / Math.max(growthBytes, judgement.growth, 1)));
  const edge = holder.edge === '' ? '' : sentence`${holder.edgeParts} `;
  const it = sentence`${name(holder.className)} ${name(`@${holder.nodeId}`)}`;
  if (judgement.form === 'in place') {
    const sizes = (judgement.sizes ?? []).map(formatBytes).join(' → ');
    if (candidate.form === 'objects') {
      return sentence`${edge}(${it}) grows ${sizes}, as its ${name(named.className)} objects are replaced by bigger ones, ${share} of the growth`;
    }
    if (candidate.way.length > 0) {
      return sentence`${edge}(${it}) grows ${sizes}, in several places, the first a ${name(named.className)}, ${share} of the growth`;
    }
    const id = name(`@${prepared.sampleIds[0] ?? holder.nodeId}`);
    return sentence`${edge}(${name(named.className)} ${id}) grows ${sizes}, ${share} of the growth`;
  }
  const counts = named.counts.map(formatCount).join(' + ');
  return sentence`${counts} ${name(named.className)} stay under ${edge}(${it}), ${share} of the growth`;
}
