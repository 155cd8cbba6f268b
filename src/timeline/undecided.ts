import { formatBytes, formatDuration } from '../base/units.ts';
import type { AfterCollections } from './after-collections.ts';
import { garbageSentences, growthSentence, measuredSentence, rssSentence } from './evidence.ts';
import { heapFloors, type Candidate } from './growth-candidates.ts';
import type { Triage } from './triage-report.ts';
import type { Trend } from './trend.ts';

/**
 * What it is where something rises and is not known to grow: garbage that no collection has looked at, so little that
 * Node itself may have gained it, or too uneven. A leak looks the same at first, so it is neither called one nor called healthy.
 *
 * @param rising none of them known to grow; one or more
 */
export function judgeUndecided(
  pid: number,
  rising: readonly Candidate[],
  collections: AfterCollections,
  rss: Trend,
): Triage {
  const unknown = rising.filter(({ growth }) => growth.answer === 'unknown');
  const told = (unknown.length > 0 ? unknown : rising).map(({ what, growth }) =>
    growthSentence(what, growth),
  );
  if (unknown.length > 0) {
    return {
      result: 'inconclusive',
      confidence: 'low',
      evidence: [...told, ...garbageSentences(collections), rssSentence(rss)],
      next: measureAfterCollections(pid, collections),
    };
  }
  const slow = rising.find(({ growth }) => growth.answer === 'slow');
  if (slow === undefined) {
    return {
      result: 'inconclusive',
      confidence: 'low',
      evidence: [
        ...told,
        measuredSentence(collections),
        'it rises with falls between, or less and less: load that changes, a cache that fills, or a leak under them',
        rssSentence(rss),
      ],
      next: 'watch for twice as long, over more than one wave of load',
    };
  }
  const { growth } = slow;
  const least = heapFloors(growth.trend.first).growth;
  return {
    result: 'inconclusive',
    confidence: 'low',
    evidence: [
      ...told,
      measuredSentence(collections),
      `less than ${formatBytes(least)} in all is what Node's own code and caches may gain`,
      rssSentence(rss),
    ],
    next: `watch for ${formatDuration(secondsUntil(least, growth.trend))} or longer: by then it has stopped, or is a leak`,
  };
}

/** The first quarter proves nothing. */
const judgedShare = 0.75;

/** Rounded up to minutes: it is advice. */
function secondsUntil(growth: number, { slope }: Trend): number {
  return Math.ceil(growth / slope / judgedShare / 60) * 60;
}

function measureAfterCollections(pid: number, { sign }: AfterCollections): string {
  // At six a minute they are enough after 70 seconds; a large heap is asked less often.
  if (sign === 'asked') return 'watch for 2 min or longer: a collection is asked for every 10 s at most';
  return `snapdiff watch ${pid} --attach measures after collections that it asks for; or watch longer, until more came by themselves`;
}
