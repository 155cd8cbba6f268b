import type { Analysis } from '../analysis/analysis.ts';
import type { IdSet } from '../heap/id-set.ts';
import { takeDetails, type DetailLevel, type HeapDetails } from './heap-details.ts';
import {
  countDraft,
  draftCensus,
  namingBy,
  type Census,
  type CensusDraft,
  type ClassNaming,
} from './census.ts';
import type { LocatedPlace, Place } from './places.ts';
import { findLeakCandidates, findPlaces } from './prepare-candidates.ts';
import type { PreparedCandidate } from './prepare-candidates.ts';

/** The newest snapshot of a comparison. Only it can tell who may leak. */
export interface NewestSnapshot {
  readonly census: Census;
  readonly candidates: readonly PreparedCandidate[];
  /** Those of the candidates, which are measured in the others too. */
  readonly places: readonly Place[];
  /** Only where they were asked for: takes them, the first time, and lets the heap go. */
  readonly details: (() => HeapDetails) | undefined;
}

/** All that is needed of its analysis; none of the edges, but for details that are not taken yet. */
export interface NewestDraft {
  readonly draft: CensusDraft;
  readonly candidates: readonly PreparedCandidate[];
  readonly places: readonly Place[];
  readonly located: readonly LocatedPlace[];
  readonly details: (() => HeapDetails) | undefined;
}

/**
 * @param earlier ids of the snapshots before it, in their order; without any there are no candidates
 * @param level of the details; none unless they are asked for
 */
export function draftNewest(analysis: Analysis, earlier: readonly IdSet[], level?: DetailLevel): NewestDraft {
  const draft = draftCensus(analysis);
  return {
    draft,
    ...findLeakCandidates(analysis, draft, earlier),
    details: level && once(() => takeDetails(analysis, level, earlier[0])),
  };
}

/** What it computes it keeps, and nothing that was needed for it. */
function once<Value>(compute: () => Value): () => Value {
  let todo: (() => Value) | undefined = compute;
  let value: Value | undefined;
  return () => {
    if (todo) value = todo();
    todo = undefined;
    return value as Value;
  };
}

export function countNewest({ draft, candidates, places, located, details }: NewestDraft): NewestSnapshot {
  return { census: countDraft(draft, located), candidates, places, details };
}

/** What the newest snapshot asks of the earlier ones: plain data, which can be copied to another thread. */
export interface EarlierQuestion {
  readonly naming: ClassNaming;
  readonly places: readonly Place[];
}

export function askEarlier({ census, places }: NewestSnapshot): EarlierQuestion {
  return { naming: namingBy(census), places };
}

/** Computes what needs no answer of the newest snapshot, which is most of it. */
export function prepareEarlier(analysis: Analysis): void {
  void analysis.dominators;
  void analysis.shallowSizes;
  void analysis.distances;
}

/** An earlier snapshot of a comparison, without its edges. */
export interface EarlierDraft {
  readonly draft: CensusDraft;
  readonly located: readonly LocatedPlace[];
}

/** @param earlier ids of the snapshots before it, in their order */
export function draftEarlier(
  analysis: Analysis,
  { naming, places }: EarlierQuestion,
  earlier: readonly IdSet[],
): EarlierDraft {
  const draft = draftCensus(analysis, naming);
  return { draft, located: findPlaces(analysis, draft, places, earlier) };
}

export function countEarlier({ draft, located }: EarlierDraft): Census {
  return countDraft(draft, located);
}
