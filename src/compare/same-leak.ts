import type { Candidate } from './candidates.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Judged } from './judge-candidates.ts';

/**
 * Makes one suspect of what a person takes for one: a Map of tenants has a Map of entries for each, and entries gather in
 * those that were there before as well as in new ones. The first hang on several old objects that are alike, the others on what
 * those hang on, and so they are two places, with one class, one holder and one fingerprint. Each has been judged by itself.
 */
export function foldSameLeaks(all: readonly Judged[]): Judged[] {
  const folded: Judged[] = [];
  for (const judged of all) {
    const at = folded.findIndex((other) => isSameLeak(other, judged));
    if (at < 0) folded.push(judged);
    else folded[at] = foldTwo(folded[at], judged);
  }
  return folded;
}

function isSameLeak(a: Judged, b: Judged): boolean {
  if (!isOfObjects(a) || !isOfObjects(b)) return false;
  const [{ prepared }, { prepared: other }] = [a, b];
  const isOfAlike = prepared.candidate.way.length > 0 || other.candidate.way.length > 0;
  return (
    isOfAlike &&
    prepared.holder.nodeId === other.holder.nodeId &&
    prepared.key === other.key &&
    JSON.stringify(prepared.location) === JSON.stringify(other.location) &&
    printOf(a) === printOf(b)
  );
}

function isOfObjects({ part, judgement, prepared }: Judged): boolean {
  return part === 'suspect' && judgement.form === 'objects' && prepared.candidate.form === 'objects';
}

function printOf({ prepared: { candidate, path, holder } }: Judged): string {
  return fingerprintOf({ className: candidate.named.className, path, holder }).of;
}

/** The bigger, with what is at the other, too; its course is the one told. */
function foldTwo(a: Judged, b: Judged): Judged {
  const [big, small] = a.judgement.score >= b.judgement.score ? [a, b] : [b, a];
  const [{ prepared, judgement }, { judgement: less }] = [big, small];
  return {
    ...big,
    prepared: {
      ...prepared,
      candidate: addUp(prepared.candidate, small.prepared.candidate),
      // They were asked for of the objects at one of the places only.
      owners: undefined,
    },
    judgement: {
      ...judgement,
      confidence: Math.max(judgement.confidence, less.confidence),
      survival: Math.min(judgement.survival, less.survival),
      survivalOfNamed: Math.min(
        judgement.survivalOfNamed ?? judgement.survival,
        less.survivalOfNamed ?? less.survival,
      ),
      growth: judgement.growth + less.growth,
      score: judgement.score + less.score,
    },
  };
}

function addUp(a: Candidate, b: Candidate): Candidate {
  const add = (one: readonly number[], other: readonly number[]): number[] =>
    one.map((amount, interval) => amount + other[interval]);
  return {
    ...a,
    holder: {
      ...a.holder,
      counts: add(a.holder.counts, b.holder.counts),
      entryCounts: add(a.holder.entryCounts, b.holder.entryCounts),
      bytes: add(a.holder.bytes, b.holder.bytes),
      programBytes: a.holder.programBytes + b.holder.programBytes,
    },
    named: {
      ...a.named,
      counts: add(a.named.counts, b.named.counts),
      companions: a.named.companions.filter((companion) => b.named.companions.includes(companion)),
    },
  };
}
